"""Founds an office: folder, keys, tables, the first entries of its log, the first three administrators.

Everything is made beside its place and moved there at the end, so that an interrupted founding leaves no office. No
password is made here: each administrator gets a slip that works once and chooses the password alone.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from xiangxin import __version__
from xiangxin.office.config.home import FILE, Home
from xiangxin.office.operations.answers import Answers
from xiangxin.office.operations.running import enter
from xiangxin.office.operations.words import refused
from xiangxin.office.vault.keys import create_ring

if TYPE_CHECKING:
    from xiangxin.office.accounts.actions import IssuedSlip

KEY_BYTES = 32
OWN_KEYS = ("session", "log-signing", "sms")
"""Sessions, the log's signature, and the signature on texts handed to a gateway."""


@dataclass(frozen=True, slots=True)
class Founded:
    """The new office and the slips for its administrators, by role. A slip is shown once and kept nowhere."""

    home: Home
    slips: Mapping[str, IssuedSlip]


def found(
    folder: Path, answers: Answers, *, person_key: bytes | None = None, fill: Callable[[], object] | None = None
) -> Founded:
    """Found an office in ``folder``, which must not exist or be empty. ``person_key``: the engine's, if there is one.

    ``fill`` brings something into it before it is there for anybody; the office comes with it or not at all.
    ``CheckFailed`` for a folder or a database that holds something: nothing is changed then.
    """
    folder = folder.absolute()
    with made_beside(folder) as beside:
        _write_folder(beside, answers, person_key)
        home = enter(beside)
        from xiangxin.office.operations import schema  # noqa: PLC0415 - Django is ready only now
        from xiangxin.office.operations.beginning import begin  # noqa: PLC0415

        try:
            if not schema.is_empty():
                raise refused("database_not_empty")
            with schema.nothing_to_lose():
                schema.migrate()
                slips = begin(answers)
                if fill is not None:
                    fill()
        finally:
            schema.close()
    return Founded(replace(home, folder=folder, checkpoints=folder / answers.checkpoints), slips)


@contextmanager
def made_beside(folder: Path, *, keep: bool = True) -> Iterator[Path]:
    """A new folder that takes the place of ``folder`` when the block ends without an error, and is gone otherwise.

    ``keep`` False: it is gone in any case.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise refused("home_not_empty", str(folder), folder=str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    os.umask(0o077)
    beside.mkdir(mode=0o700)
    try:
        yield beside
        if not keep:
            return
        if folder.is_dir():
            folder.rmdir()
        beside.rename(folder)
        _sync(folder.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Make the folder's names durable; Windows opens no folders."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _write_folder(folder: Path, answers: Answers, person_key: bytes | None) -> None:
    content = {
        "kind": answers.kind,
        "title": {"zh": answers.title.zh, "en": answers.title.en},
        "jurisdiction": answers.jurisdiction,
        "county": answers.county,
        "controller": {"zh": answers.controller.zh, "en": answers.controller.en},
        "checkpoints": answers.checkpoints,
        "database": "postgresql" if os.environ.get("DATABASE_URL") else "sqlite",
    }
    head = f"# Xiangxin {__version__}. Who this office is; every key is explained in docs/for/operator.md.\n"
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, default_style='"')
    (folder / FILE).write_text(head + text, encoding="utf-8")
    create_ring(folder / "keys", person_key=person_key)
    for name in OWN_KEYS:
        write_key(folder / "keys" / name, secrets.token_bytes(KEY_BYTES))


def replace_key(path: Path, content: bytes) -> None:
    """Another content for a key's file, in one step; a running process goes on with what it has read."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    write_key(beside, content)
    beside.replace(path)
    _sync(path.parent)


def write_key(path: Path, content: bytes) -> None:
    """A new file that nobody but its owner reads, and nobody changes."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
