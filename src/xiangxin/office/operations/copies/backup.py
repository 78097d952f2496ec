"""Writes a backup of a running office: one sealed file, complete under its name or not there."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from xiangxin import __version__
from xiangxin.kernel.errors import XiangxinError
from xiangxin.office.audit.checkpoints import kept_in, read_kept
from xiangxin.office.config.home import FILE, Home
from xiangxin.office.operations.answers import CHECKPOINTS
from xiangxin.office.operations.copies import archive, closedkeys, snapshot
from xiangxin.office.operations.copies.archive import Manifest
from xiangxin.office.operations.record import note_backup
from xiangxin.office.operations.sealed.stanzas import Passphrase, Recipient
from xiangxin.office.operations.sealed.stream import sealing
from xiangxin.office.operations.words import refused
from xiangxin.office.vault.keys import RING

WORKING = ".copy-"
LEFT_SECONDS = 86_400
"""After a day no backup is still running. assumption: none takes that long."""
LEAST_PASSPHRASE = 16
"""Characters. assumption: six words of a list, or a long sentence."""


@dataclass(frozen=True, slots=True)
class Made:
    """The file that was written, and the log it holds."""

    file: Path
    bytes: int
    size: int
    root: str


def back_up(home: Home, out: Path, recipients: Sequence[Recipient], *, with_keys: bool = False) -> Made:
    """Write a backup into the folder ``out``. ``with_keys`` puts the bare keys in too, for recipients' keys only.

    ``CheckFailed``: no recipient, a weak passphrase, bare keys under a passphrase, a database that is not sound.
    """
    _check(recipients, with_keys=with_keys)
    now = datetime.now(UTC)
    out.mkdir(parents=True, exist_ok=True)
    _sweep(home.folder)
    target = out / f"office-{home.county[:6]}-{now:%Y%m%dT%H%M%S}.tar.age"
    if target.exists():
        raise refused("backup_exists", str(target))
    with tempfile.TemporaryDirectory(prefix=WORKING, dir=home.folder) as temporary:
        folder = Path(temporary)
        log = snapshot.take(home, folder)
        _take_along(home, folder, log.size, with_keys=with_keys)
        database = "sqlite" if (folder / "office.sqlite3").exists() else "postgresql"
        stamp = now.isoformat(timespec="seconds")
        manifest = Manifest(stamp, __version__, home.kind, home.county, database, log.size, log.root.hex())
        part = target.with_suffix(".part")
        try:
            with part.open("xb") as file:
                with sealing(file, recipients) as closed:
                    archive.write(closed, manifest, folder)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    note_backup(home, now, target)
    return Made(target, target.stat().st_size, log.size, log.root.hex())


def _take_files(source: Path, target: Path) -> None:
    """Files that lie beside the database; one that is being written or has gone meanwhile is not taken."""
    for path in sorted(source.rglob("*")):
        place = path.relative_to(source)
        if path.is_file() and archive.ALLOWED.fullmatch(f"{source.name}/{place.as_posix()}"):
            (target / place).parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                shutil.copyfile(path, target / place)


def _check(recipients: Sequence[Recipient], *, with_keys: bool) -> None:
    if not recipients:
        raise refused("backup_for_nobody")
    for one in recipients:
        if not isinstance(one, Passphrase):
            continue
        if len(one.words) < LEAST_PASSPHRASE:
            raise refused("passphrase_short", minimum=LEAST_PASSPHRASE)
        if with_keys:
            raise refused("keys_under_passphrase")


def _sweep(folder: Path) -> None:
    """Take away the working copy of a backup that was killed: it is the whole database in the clear."""
    for left in folder.glob(f"{WORKING}*"):
        if time.time() - left.stat().st_mtime > LEFT_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def _take_along(home: Home, folder: Path, size: int, *, with_keys: bool) -> None:
    """Who the office is, its closed keys, its files, and the last checkpoint that its copied log continues."""
    shutil.copyfile(home.folder / FILE, folder / FILE)
    for name in archive.FILES:
        _take_files(home.folder / name, folder / name)
    keys = folder / "keys"
    keys.mkdir()
    shutil.copyfile(home.keys / RING, keys / RING)
    (keys / closedkeys.FILE).write_bytes(closedkeys.close_keys(home))
    if with_keys:
        for path in home.keys.iterdir():
            if path.name in closedkeys.CLOSED or path.name.startswith("kek-"):
                shutil.copyfile(path, keys / path.name)
    for kept in reversed(kept_in(home.checkpoints)):
        try:
            if read_kept(kept).checkpoint.size <= size:
                (folder / CHECKPOINTS).mkdir()
                shutil.copyfile(kept, folder / CHECKPOINTS / kept.name)
                return
        except XiangxinError:
            continue
