"""Whole results or none: a folder is written aside and takes its place in one rename.

A folder that is not empty and was not written by us is never replaced. Whatever goes wrong on the way, the place
holds what it held before.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xiangxin.kernel.errors import Location, UnreadableInput
from xiangxin.scoring.messages import tell

MANIFEST_FILE = "manifest.json"
"""Its presence says that a folder is a former result of ours."""


@contextmanager
def folder_aside(target: Path) -> Iterator[Path]:
    """A new folder beside ``target``; when the block ends without an error it becomes ``target``.

    Raises ``UnreadableInput`` before anything is done where ``target`` is something we may not replace.
    """
    require_replaceable(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        aside.chmod(0o777 & ~_umask())
        yield aside
        _swap(aside, target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def file_aside(target: Path) -> Iterator[Path]:
    """A path beside ``target`` to write a single file to; it takes the place of ``target`` when the block ends."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        yield aside / target.name
        (aside / target.name).replace(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def require_replaceable(target: Path) -> None:
    """``UnreadableInput`` unless ``target`` is absent, an empty folder or a former result of ours."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise UnreadableInput([tell("out_not_a_folder", Location(str(target)))])
    if target.exists() and any(target.iterdir()) and not (target / MANIFEST_FILE).is_file():
        raise UnreadableInput([tell("out_not_ours", Location(str(target)))])


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


def _umask() -> int:
    """The process's mask, which a temporary folder ignores and a result should not."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
