"""Writes the files of the corpus: each kind from the same cells, and packages no spreadsheet program would write."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from corpus.case import SHEET, Cells
from xiangxin.interop.tests import binary

SHEET_PART = "xl/worksheets/sheet1.xml"
Finish = Callable[[Workbook, Worksheet], object]


def xlsx(rows: Cells, finish: Finish | None = None, name: str = SHEET, **options: Any) -> bytes:
    """A workbook of one sheet; ``finish`` does to it what a person would do by hand."""
    return xlsx_of({name: rows}, finish, **options)


def xlsx_of(sheets: Mapping[str, Cells], finish: Finish | None = None, **options: Any) -> bytes:
    """A workbook of several sheets; ``finish`` gets the last."""
    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True, "default_date_format": "yyyy-mm-dd", **options})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                elif cell is not None:
                    sheet.write(at, column, cell)
    if finish is not None:
        finish(book, sheet)
    book.close()
    return target.getvalue()


def _through_a_file(write: Callable[[Path], object]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made"
        write(path)
        return path.read_bytes()


def xls(rows: Cells, *, extra: bytes = b"", hidden: bool = False) -> bytes:
    """The old binary kind."""
    return _through_a_file(lambda path: binary.xls(path, rows, name=SHEET, extra=extra, hidden=hidden))


def ods(rows: Cells, attributes: str = "") -> bytes:
    """The open kind."""
    return _through_a_file(lambda path: binary.ods(path, binary.ods_table(rows, SHEET, attributes)))


def ods_markup(tables: str) -> bytes:
    """The open kind with these tables as markup."""
    return _through_a_file(lambda path: binary.ods(path, tables))


def text(rows: Cells, delimiter: str = ",", end: str = "\r\n") -> str:
    """The rows as text with a delimiter."""
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, lineterminator=end).writerows(rows)
    return target.getvalue()


def repacked(content: bytes, change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> bytes:
    """The package with its members changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    return zipped(change(members))


def with_member(content: bytes, name: str, part: bytes) -> bytes:
    """The package with one more member, or another in its place."""
    return repacked(content, lambda members: {**members, name: part})


def with_markup(content: bytes, old: bytes, new: bytes, part: str = SHEET_PART) -> bytes:
    """The package with a piece of the sheet's markup exchanged, once."""

    def change(members: dict[str, bytes]) -> dict[str, bytes]:
        assert old in members[part], old
        return {**members, part: members[part].replace(old, new, 1)}

    return repacked(content, change)


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in members.items():
            package.writestr(name, part)
    return target.getvalue()
