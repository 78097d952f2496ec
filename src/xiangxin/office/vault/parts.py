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
from xiangxin.office.vault.sealing import open_bytes, seal_bytes

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
    path = folder / name
    if not path.is_file():
        return
    with path.open("rb") as stream:
        number = 0
        while head := stream.read(_LENGTH.size):
            if len(head) < _LENGTH.size:
                raise SealBroken(table=table, column=name)
            (length,) = _LENGTH.unpack(head)
            if number < first:
                stream.seek(length, os.SEEK_CUR)
            else:
                yield open_bytes(stream.read(length), table, name, f"{place}:{number}")
            number += 1
