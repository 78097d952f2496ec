"""Writes the old and the open format by hand, just enough of them: no library writes .xls any more.

Source: Microsoft, [MS-CFB] and [MS-XLS]; OASIS OpenDocument 1.2.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

_SECTOR = 512
_END, _FAT, _FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF

Cells = Sequence[Sequence[str | float]]


def xls(path: Path, rows: Cells, *, name: str = "Sheet1", extra: bytes = b"", hidden: bool = False) -> None:
    """An .xls with one sheet. ``extra``: further records of the sheet."""
    path.write_bytes(container({"Workbook": workbook_stream(rows, name, extra, hidden)}))


def workbook_stream(rows: Cells, name: str, extra: bytes = b"", hidden: bool = False) -> bytes:
    sheet = [_bof(0x0010)]
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell:
                text = cell.encode("utf-16-le")
                sheet.append(record(0x0204, struct.pack("<HHHHB", at, column, 0, len(cell), 1) + text))
            elif cell != "":
                sheet.append(record(0x0203, struct.pack("<HHHd", at, column, 0, float(cell))))
    sheet += [extra, record(0x000A, b"")]
    encoded = name.encode("utf-16-le")
    head = struct.pack("<BBB", int(hidden), 0, len(name)) + b"\x01" + encoded
    globals_ = [_bof(0x0005), b"", record(0x000A, b"")]
    bound = 4 + 4 + len(head)
    at = len(globals_[0]) + bound + len(globals_[2])
    globals_[1] = record(0x0085, struct.pack("<I", at) + head)
    return b"".join(globals_ + sheet)


def record(type_: int, body: bytes) -> bytes:
    return struct.pack("<HH", type_, len(body)) + body


def _bof(kind: int) -> bytes:
    return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0x41, 0x06))


def container(streams: dict[str, bytes]) -> bytes:
    """An OLE compound file with these streams, each large enough not to live among the small ones."""
    parts = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    sectors: list[bytes] = []
    chains: list[int] = []
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    for index, (name, content) in enumerate(parts.items(), start=1):
        first = len(sectors)
        pieces = [content[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(content), _SECTOR)]
        sectors += pieces
        chains += [*range(first + 1, first + len(pieces)), _END]
        right = index + 1 if index < len(parts) else _FREE
        entries.append(_entry(name, 2, first, len(content), right=right))
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * _SECTOR, b"\0")
    first_directory = len(sectors)
    pieces = [directory[at : at + _SECTOR] for at in range(0, len(directory), _SECTOR)]
    sectors += pieces
    chains += [*range(first_directory + 1, first_directory + len(pieces)), _END]
    fat_sector = len(sectors)
    chains.append(_FAT)
    chains += [_FREE] * (128 - len(chains))
    assert len(chains) == 128, "one table of sectors is enough for a test"
    sectors.append(struct.pack("<128I", *chains))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, first_directory, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", fat_sector, *[_FREE] * 108)
    return header + b"".join(sectors)


def _entry(name: str, type_: int, first: int, size: int, child: int = _FREE, right: int = _FREE) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    head = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), type_, 1)
    return head + struct.pack("<III", _FREE, right, child) + b"\0" * 36 + struct.pack("<IQ", first, size)


_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.2"><office:automatic-styles>
<style:style style:name="off" style:family="table"><style:table-properties table:display="false"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>
</office:document-content>"""
_MANIFEST = """<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
</manifest:manifest>"""


def ods(path: Path, tables: str) -> None:
    """An .ods with these tables as markup."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", _CONTENT.format(tables=tables))
        package.writestr("META-INF/manifest.xml", _MANIFEST)


def ods_table(rows: Cells, name: str, attributes: str = "") -> str:
    cells = (
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'
            if cell != ""
            else "<table:table-cell/>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    return f'<table:table table:name="{name}" {attributes}>{"".join(cells)}</table:table>'
