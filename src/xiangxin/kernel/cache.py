"""Remembers between commands what was worked out from files alone, so that the second command need not do it again.

Only what follows from the program, the law and a policy is kept: no person, no input table, no path. An entry is found
by a hash over everything it follows from, the program's own files included. It is text that cannot run
(``kernel.written``); what is damaged, or could have been written by somebody else, is left alone and worked out anew.
Whether there is a cache never changes a result. ``XIANGXIN_CACHE=off`` turns it off.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, TypeVar, get_args

from xiangxin.kernel.canonical import digest
from xiangxin.kernel.written import classes_of, read, write

T = TypeVar("T")
Kind = Literal["law", "policy", "magnitudes", "statements"]

SWITCH, OFF = "XIANGXIN_CACHE", "off"
ENTRIES_AT_MOST = 64
"""Older ones go when a new one comes."""

_ENTRY = re.compile(rf"({'|'.join(get_args(Kind))})-[0-9a-f]{{64}}")
_PROGRAM = Path(__file__).parents[1]
_PRIVATE = 0o700
_OTHERS, _OTHERS_WRITE = 0o077, 0o022


def remembered(kind: Kind, key: object, modules: Iterable[ModuleType], make: Callable[[], T], expected: Any) -> T:
    """What ``make`` gives for ``key``, from the cache where it is there; ``modules`` define the classes it consists of.

    ``key`` is plain (``kernel.canonical``) and names everything but the program that the value follows from. What is
    not of the type ``expected``, down to the fields of its parts, is no entry.
    """
    folder = _folder()
    if folder is None:
        return make()
    classes = classes_of(modules)
    place = folder / f"{kind}-{digest([kind, program_hash(), key])}"
    with suppress(OSError, ValueError):
        found: T = read(_unsealed(_own_bytes(place)), classes, expected)
        return found
    value = make()
    with suppress(OSError, TypeError):
        _keep(place, _sealed(write(value, classes)))
    return value


@lru_cache(maxsize=1)
def program_hash() -> str:
    """The hash of the program as it lies on the disk, its data and its Python."""
    of_the_program = (path for suffix in ("py", "yaml") for path in _PROGRAM.rglob(f"*.{suffix}"))
    files = (path for path in of_the_program if "tests" not in path.relative_to(_PROGRAM).parts)
    return digest([sys.version, files_hash(_PROGRAM, files)])


def files_hash(folder: Path, paths: Iterable[Path]) -> str:
    """The hash of files by name below ``folder`` and by content, byte for byte."""
    hashed = hashlib.blake2b(digest_size=32)
    for path in sorted(paths):
        content = path.read_bytes()
        hashed.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        hashed.update(content)
    return hashed.hexdigest()


def _folder() -> Path | None:
    """A folder of our own that nobody else may enter, below the user's for caches; ``None`` where there can be none.

    What else lies in the folder of the program's name belongs to the user and is never touched.
    """
    if os.environ.get(SWITCH) == OFF or not hasattr(os, "geteuid"):
        return None
    given = os.environ.get("XDG_CACHE_HOME", "")
    try:
        base = Path(given) if Path(given).is_absolute() else Path.home() / ".cache"
        above, folder = base / "xiangxin", base / "xiangxin" / "remembered"
        above.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        folder.mkdir(mode=_PRIVATE, exist_ok=True)
        ours = _is_own_folder(above, _OTHERS_WRITE) and _is_own_folder(folder, _OTHERS)
    except (OSError, RuntimeError):
        return None
    return folder if ours else None


def _is_own_folder(folder: Path, forbidden: int) -> bool:
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & forbidden


def _own_bytes(place: Path) -> bytes:
    """The bytes of a file that nobody but its owner, ourselves, could have written.

    No link is followed, and what is no file (a pipe nobody writes to) is not waited for.
    """
    if not stat.S_ISREG(place.lstat().st_mode):
        raise ValueError("no file")
    descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(descriptor, "rb") as stream:  # noqa: PTH123 - of a descriptor
        found = os.fstat(stream.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & _OTHERS:
            raise ValueError("not ours")
        return stream.read()


def _sealed(text: str) -> bytes:
    content = text.encode()
    return hashlib.blake2b(content, digest_size=32).hexdigest().encode() + b"\n" + content


def _unsealed(content: bytes) -> str:
    """The text under its own hash: what a full disk or a slip cut short is no entry."""
    hashed, _, text = content.partition(b"\n")
    if hashlib.blake2b(text, digest_size=32).hexdigest().encode() != hashed:
        raise ValueError("damaged")
    return text.decode()


def _keep(place: Path, content: bytes) -> None:
    """Write aside and rename: two commands at once both leave a whole entry."""
    descriptor, aside = tempfile.mkstemp(dir=place.parent, prefix=".")
    try:
        with open(descriptor, "wb") as stream:  # noqa: PTH123 - of a descriptor
            stream.write(content)
        Path(aside).replace(place)
    except OSError:
        Path(aside).unlink(missing_ok=True)
        raise
    _prune(place.parent)


def _prune(folder: Path) -> None:
    """Take the oldest entries away; what is no entry is somebody else's and stays."""
    found = ((path, path.lstat()) for path in folder.iterdir() if _ENTRY.fullmatch(path.name))
    entries = sorted((status.st_mtime, path) for path, status in found if stat.S_ISREG(status.st_mode))
    for _, path in entries[:-ENTRIES_AT_MOST]:
        path.unlink(missing_ok=True)
