"""Walks the records of an old .xls file (BIFF8 in an OLE container) and notes the shape of each sheet.

Only as much of the format as is needed to know, before the reader behind lays the sheet out, how far it reaches,
which rows and sheets are hidden and which cells show an error. Source: Microsoft, [MS-CFB] and [MS-XLS].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from xiangxin.interop.shape import DaysFrom1904, Shape

_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_LAST_SECTOR = 0xFFFFFFFA
"""Sector numbers from here on are marks (end of chain, free, table), not places."""
_DIRECTORY_ENTRY = 128
_SMALL_STREAM = 4096

_DATEMODE = 0x0022
_BOUNDSHEET, _ROW, _FILEPASS, _EOF, _COLINFO, _MERGED = 0x0085, 0x0208, 0x002F, 0x000A, 0x007D, 0x00E5
_FORMULA, _BOOLERR = 0x0006, 0x0205
_ONE_CELL = frozenset({0x0006, 0x0203, 0x0204, 0x0205, 0x00D6, 0x00FD, 0x027E})
"""FORMULA, NUMBER, LABEL, BOOLERR, RSTRING, LABELSST, RK: records that hold one cell with a value."""
_MULRK = 0x00BD


class XlsDamaged(Exception):
    """Not a workbook that can be walked; the caller knows the file and makes the finding."""


class XlsPassword(Exception):
    """The workbook is encrypted."""


def shapes(content: bytes, file: str) -> list[Shape]:
    """The shape of each sheet in order.

    Raises ``XlsDamaged``, ``XlsPassword``, ``DaysFrom1904``, ``UnreadableInput``.
    """
    try:
        stream = _workbook_stream(content)
        bounds = list(_bound_sheets(stream))
        return [_walk_sheet(stream, bound, file) for bound in bounds if bound.is_worksheet]
    except (struct.error, IndexError) as error:
        raise XlsDamaged(str(error)) from error


def is_encrypted_package(content: bytes) -> bool:
    """Whether the container is a new workbook that was saved with a password."""
    return "EncryptedPackage" in {entry.name for entry in _Container(content).entries()}


class _Entry(NamedTuple):
    name: str
    type: int
    first_sector: int
    size: int


class _Container:
    """An OLE compound file: sectors chained through a table."""

    def __init__(self, content: bytes) -> None:
        if not content.startswith(_SIGNATURE) or len(content) < 512:
            raise XlsDamaged("no container")
        self._content = content
        self._sector_size = 1 << struct.unpack_from("<H", content, 30)[0]
        if self._sector_size not in (512, 4096):
            raise XlsDamaged("sector size")
        self._small_size = 1 << struct.unpack_from("<H", content, 32)[0]
        self._next = self._allocation()

    def entries(self) -> Iterator[_Entry]:
        directory = self.chain(struct.unpack_from("<I", self._content, 48)[0])
        for at in range(0, len(directory) - _DIRECTORY_ENTRY + 1, _DIRECTORY_ENTRY):
            length = struct.unpack_from("<H", directory, at + 64)[0]
            if not 2 <= length <= 64:
                continue
            name = directory[at : at + length - 2].decode("utf-16-le", errors="replace")
            first, size = struct.unpack_from("<II", directory, at + 116)
            yield _Entry(name, directory[at + 66], first, size)

    def stream(self, entry: _Entry) -> bytes:
        if entry.size < _SMALL_STREAM:
            return self._small_stream(entry)
        return self.chain(entry.first_sector)[: entry.size]

    def chain(self, first: int) -> bytes:
        """The sectors from ``first`` to the end of its chain; a chain that runs in a circle is damage."""
        parts: list[bytes] = []
        sector = first
        while sector < _LAST_SECTOR:
            if len(parts) > len(self._next):
                raise XlsDamaged("circle")
            parts.append(self._sector(sector))
            sector = self._next[sector]
        return b"".join(parts)

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._sector_size
        return self._content[at : at + self._sector_size]

    def _allocation(self) -> list[int]:
        count, extra, extra_count = (struct.unpack_from("<I", self._content, at)[0] for at in (44, 68, 72))
        places = list(struct.unpack_from("<109I", self._content, 76))
        per_sector = self._sector_size // 4
        for _ in range(min(extra_count, len(self._content) // self._sector_size)):
            if extra >= _LAST_SECTOR:
                break
            more = struct.unpack_from(f"<{per_sector}I", self._sector(extra))
            places.extend(more[:-1])
            extra = more[-1]
        table: list[int] = []
        for place in places[:count]:
            if place < _LAST_SECTOR:
                table.extend(struct.unpack_from(f"<{per_sector}I", self._sector(place)))
        return table

    def _small_stream(self, entry: _Entry) -> bytes:
        root = next((item for item in self.entries() if item.type == 5), None)
        if root is None:
            raise XlsDamaged("no root")
        space = self.chain(root.first_sector)
        table_bytes = self.chain(struct.unpack_from("<I", self._content, 60)[0])
        table = struct.unpack_from(f"<{len(table_bytes) // 4}I", table_bytes)
        parts: list[bytes] = []
        sector = entry.first_sector
        while sector < _LAST_SECTOR:
            if len(parts) > len(table):
                raise XlsDamaged("circle")
            parts.append(space[sector * self._small_size : (sector + 1) * self._small_size])
            sector = table[sector]
        return b"".join(parts)[: entry.size]


class _Bound(NamedTuple):
    """A sheet as the workbook lists it: where its records begin, whether it is shown, what it is."""

    name: str
    at: int
    hidden: bool
    is_worksheet: bool


def _workbook_stream(content: bytes) -> bytes:
    container = _Container(content)
    entry = next((item for item in container.entries() if item.name in ("Workbook", "Book")), None)
    if entry is None:
        raise XlsDamaged("no workbook")
    return container.stream(entry)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """(type, body) of the records from ``at`` to the end of that part of the workbook."""
    depth = 0
    while at + 4 <= len(stream):
        type_, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        if len(body) != length:
            raise XlsDamaged("a record that is cut off")
        yield type_, body
        depth += (type_ in _BEGINS) - (type_ == _EOF)
        if type_ == _EOF and depth <= 0:
            return
        at += 4 + length
    raise XlsDamaged("no end")


_BEGINS = frozenset({0x0809, 0x0409, 0x0209, 0x0009})


def _bound_sheets(stream: bytes) -> Iterator[_Bound]:
    for type_, body in _records(stream, 0):
        if type_ == _FILEPASS:
            raise XlsPassword
        if type_ == _DATEMODE and body[:1] == b"\x01":
            raise DaysFrom1904
        if type_ == _BOUNDSHEET:
            at, state, kind, length = struct.unpack_from("<IBBB", body)
            wide = len(body) > 7 and body[7] & 1
            raw = body[8 : 8 + length * (2 if wide else 1)]
            name = raw.decode("utf-16-le" if wide else "latin-1", errors="replace")
            yield _Bound(name, at, state & 3 != 0, kind == 0)


def _walk_sheet(stream: bytes, bound: _Bound, file: str) -> Shape:
    shape = Shape(name=bound.name, hidden=bound.hidden)
    for type_, body in _records(stream, bound.at):
        if type_ in _ONE_CELL:
            row, column = struct.unpack_from("<HH", body)
            shape.reach(file, row + 1, column + 1)
            if _shows_error(type_, body):
                shape.errors.add((row + 1, column + 1))
        elif type_ == _MULRK:
            row = struct.unpack_from("<H", body)[0]
            last = struct.unpack_from("<H", body, len(body) - 2)[0]
            shape.reach(file, row + 1, last + 1, (len(body) - 6) // 6)
        else:
            _note_layout(shape, type_, body)
    return shape


def _note_layout(shape: Shape, type_: int, body: bytes) -> None:
    if type_ == _ROW:
        row, flags = struct.unpack_from("<H", body)[0], struct.unpack_from("<H", body, 12)[0]
        if flags & 0x20:
            shape.hidden_rows.add(row + 1)
    elif type_ == _COLINFO:
        first, last, _width, _format, flags = struct.unpack_from("<5H", body)
        if flags & 1:
            shape.hidden_columns.append((first + 1, last + 1))
    elif type_ == _MERGED:
        for index in range(struct.unpack_from("<H", body)[0]):
            first_row, last_row, first_column, last_column = struct.unpack_from("<4H", body, 2 + 8 * index)
            shape.merged.append((first_row + 1, first_column + 1, last_row + 1, last_column + 1))


def _shows_error(type_: int, body: bytes) -> bool:
    if type_ == _BOOLERR:
        return body[7] == 1
    return type_ == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2
