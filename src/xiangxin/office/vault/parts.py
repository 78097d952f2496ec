"""Files of sealed parts: each part closed for its file, its place and its number, written aside and renamed.

Nothing in the clear is ever written: what a part holds exists in memory only. A file that was cut short, changed or put
elsewhere does not open.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from xiangxin.office.vault.errors import SealBroken
from xiangxin.office.vault.keys import Ring
from xiangxin.office.vault.sealing import open_bytes, rewrap, seal_bytes, version_of

BLOCK = 1 << 18
"""Bytes in a part of a file that is sealed as a whole."""
_LENGTH = struct.Struct(">I")


class Parts:
    """Writes sealed parts of ``place`` into a folder; a context that leaves no file where an error escapes.

    ``table``: which kind of files these are, as a table says of a sealed column.
    """

    def __init__(self, folder: Path, name: str, table: str, place: str) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = folder / name
        self._aside = folder / f".{name}.part"
        self._table = table
        self._place = place
        self._name = name
        self._stream: BinaryIO = self._aside.open("wb")
        self.count = 0

    def put(self, content: bytes) -> None:
        """Seal and write one more part."""
        sealed = seal_bytes(content, self._table, self._name, f"{self._place}:{self.count}")
        self._stream.write(_LENGTH.pack(len(sealed)) + sealed)
        self.count += 1

    def close(self) -> None:
        """End the file and give it its name."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        self._aside.replace(self._path)

    def abandon(self) -> None:
        """Leave nothing."""
        self._stream.close()
        self._aside.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abandon()


def parts_of(folder: Path, name: str, table: str, place: str, first: int = 0) -> Iterator[bytes]:
    """The parts of a file from the ``first`` on; none where there is no file. ``SealBroken`` where one is changed."""
    for number, sealed in _sealed_parts(folder / name, table, first):
        yield open_bytes(sealed, table, name, f"{place}:{number}")


def put_whole(folder: Path, name: str, table: str, place: str, content: bytes) -> None:
    """A file of this content, so many bytes in a part that no part is large."""
    with Parts(folder, name, table, place) as parts:
        for at in range(0, len(content), BLOCK):
            parts.put(content[at : at + BLOCK])


def whole_of(folder: Path, name: str, table: str, place: str) -> bytes:
    """The content of such a file; empty where there is none. ``SealBroken`` where it was changed."""
    return b"".join(parts_of(folder, name, table, place))


def is_older(folder: Path, name: str, table: str, keys: Ring) -> bool:
    """Whether a part of a file was sealed by another key than the newest. ``SealBroken`` where it was cut short."""
    return any(version_of(sealed) != keys.newest.number for _number, sealed in _sealed_parts(folder / name, table))


def rewrap_parts(folder: Path, name: str, table: str, place: str, keys: Ring) -> bool:
    """Seal the parts of a file again with the newest key, in one step; False where nothing was to be done.

    The caller sees to it that nobody writes or deletes the file meanwhile; whoever reads it reads it to its end.
    ``SealBroken``: the file stays as it was.
    """
    if not is_older(folder, name, table, keys):
        return False
    aside = folder / f".{name}.again"
    try:
        with aside.open("wb") as stream:
            for number, sealed in _sealed_parts(folder / name, table):
                new = rewrap(sealed, table, name, f"{place}:{number}", ring=keys)
                stream.write(_LENGTH.pack(len(new)) + new)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(folder / name)
    finally:
        aside.unlink(missing_ok=True)
    return True


def _sealed_parts(path: Path, table: str, first: int = 0) -> Iterator[tuple[int, bytes]]:
    if not path.is_file():
        return
    with path.open("rb") as stream:
        number = 0
        while head := stream.read(_LENGTH.size):
            if len(head) < _LENGTH.size:
                raise SealBroken(table=table, column=path.name)
            (length,) = _LENGTH.unpack(head)
            if number < first:
                stream.seek(length, os.SEEK_CUR)
            else:
                sealed = stream.read(length)
                if not sealed:
                    raise SealBroken(table=table, column=path.name)
                yield number, sealed
            number += 1
