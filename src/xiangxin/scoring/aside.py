"""Whole results or none: a folder is written aside and takes its place in one rename.

A folder that is not empty is replaced only when we wrote everything in it: its manifest lists every file by hash.
Whatever goes wrong on the way, the place holds what it held before. Results name people, so their folder is for
whoever made it alone.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from xiangxin.kernel.errors import Location, UnreadableInput
from xiangxin.scoring.messages import tell

MANIFEST_FILE = "manifest.json"
"""Says what a folder of ours is and, under ``outputs``, lists every other file in it by hash."""

OUTPUTS = "outputs"
HASHED_BY = "blake2b-256"
_FORMATS = "xiangxin-"
_CHUNK = 1 << 20
_HEAD = 4096
"""Bytes in which a file of ours says so."""


@contextmanager
def folder_aside(target: Path) -> Iterator[Path]:
    """A new folder beside ``target``; when the block ends without an error it becomes ``target``.

    Raises ``UnreadableInput`` before anything is done where ``target`` is something we may not replace.
    """
    require_replaceable(target)
    with _beside(target) as aside, _named_after(target, aside):
        yield aside
        _swap(aside, target)


@contextmanager
def file_aside(target: Path) -> Iterator[Path]:
    """A path beside ``target`` to write a single file to; it takes the place of ``target`` when the block ends."""
    with _beside(target) as aside, _named_after(target, aside / target.name):
        yield aside / target.name
        (aside / target.name).replace(target)


def require_own_file(target: Path, mark: str) -> None:
    """``UnreadableInput`` unless ``target`` is absent or a file that we wrote: one with ``mark`` in its beginning."""
    if target.is_symlink() or target.is_dir():
        raise UnreadableInput([tell("file_not_ours", Location(str(target)))])
    if not target.exists():
        return
    with target.open("rb") as stream:
        if mark.encode() not in stream.read(_HEAD):
            raise UnreadableInput([tell("file_not_ours", Location(str(target)))])


def require_replaceable(target: Path) -> None:
    """``UnreadableInput`` unless ``target`` is absent, an empty folder or a former result and nothing besides."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise UnreadableInput([tell("out_not_a_folder", Location(str(target)))])
    if not target.exists() or not any(target.iterdir()):
        return
    ours = _listed(target)
    strangers = sorted(name for name in _files(target) if name != MANIFEST_FILE and name not in ours)
    if MANIFEST_FILE not in _files(target) or not ours or strangers:
        raise UnreadableInput([tell("out_not_ours", Location(str(target), field=strangers[0] if strangers else None))])


def seal(folder: Path, content: Mapping[str, Any]) -> None:
    """Write the manifest, the last file of a folder: ``content`` and the hash of every other file there is."""
    outputs = {name: file_hash(folder / name) for name in sorted(_files(folder)) if name != MANIFEST_FILE}
    text = json.dumps({**content, OUTPUTS: outputs}, ensure_ascii=False, indent=2)
    (folder / MANIFEST_FILE).write_text(text + "\n", encoding="utf-8")


def file_hash(path: Path) -> str:
    """The hash of a file's bytes behind the name of the algorithm, chosen because it is quick on any processor."""
    digest = hashlib.blake2b(digest_size=32)
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return f"{HASHED_BY}:{digest.hexdigest()}"


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A folder beside ``target`` that is gone afterwards."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        aside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from error
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def _named_after(target: Path, aside: Path) -> Iterator[None]:
    """An error about a file that is written aside names the place the user asked for."""
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise
        written = Path(str(error.filename)) if error.filename is not None else aside
        place = target / written.relative_to(aside) if written.is_relative_to(aside) else written
        raise OSError(error.errno, error.strerror, str(place)) from error


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


def _listed(folder: Path) -> frozenset[str]:
    """The files a manifest of ours lists; none when the manifest is somebody else's or cannot be read."""
    try:
        content = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        return frozenset(content[OUTPUTS]) if content["format"].startswith(_FORMATS) else frozenset()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return frozenset()


def _swap(aside: Path, target: Path) -> None:
    """Put ``aside`` where ``target`` is; a former result is moved away first and back again if that fails."""
    if not target.exists():
        aside.rename(target)
        return
    former = aside.with_name(f"{aside.name}.former")
    target.rename(former)
    try:
        aside.rename(target)
    except OSError:
        former.rename(target)
        raise
    shutil.rmtree(former, ignore_errors=True)
