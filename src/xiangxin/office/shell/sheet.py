"""A table as a file for Excel or WPS. Texts stay texts: a cell that begins with "=" is never a formula, and a number of
eighteen digits keeps every one of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone

from xiangxin.office.shell.cells import written
from xiangxin.office.shell.tables import Column

if TYPE_CHECKING:
    from xiangxin.office.shell.tables import Table

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_FORMATS = {
    "text": "@",
    "badge": "@",
    "number": "#,##0",
    "money": "#,##0.00",
    "share": "0.0%",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
}
_NOT_IN_NAMES = str.maketrans("", "", "[]:*?/\\")


def workbook(table: Table, rows: Iterable[Any]) -> HttpResponse:
    """The file, named after the table and the day."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, _SAFE)
    sheet = book.add_worksheet(str(table.title).translate(_NOT_IN_NAMES)[:31])
    head = book.add_format({"bold": True, "bottom": 1})
    formats = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, 14, formats[column.kind])
        sheet.write_string(0, place, str(column.label), head)
    for line, row in enumerate(rows, start=1):
        for place, column in enumerate(table.columns):
            _write(sheet, line, place, column, row, formats)
    sheet.freeze_panes(1, 0)
    book.close()
    response = HttpResponse(stream.getvalue(), content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{table.id}-{timezone.localdate():%Y%m%d}.xlsx"'
    return response


def _write(sheet: Any, line: int, place: int, column: Column, row: Any, formats: dict[str, Any]) -> None:
    value, style = column.value(row), formats[column.kind]
    if value is None:
        sheet.write_blank(line, place, None, style)
    elif column.kind == "money":
        sheet.write_number(line, place, value / 100, style)
    elif column.kind == "share":
        sheet.write_number(line, place, float(value) / 100, style)
    elif isinstance(value, datetime):
        sheet.write_datetime(line, place, timezone.localtime(value).replace(tzinfo=None), style)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, style)
    elif column.kind == "number" and isinstance(value, int):
        sheet.write_number(line, place, value, style)
    else:
        sheet.write_string(line, place, written(value, column.kind), style)
