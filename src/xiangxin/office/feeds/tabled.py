"""Writes the rows that passed a feed's filter as the table that intake reads: a file like any other, in memory only."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

from xiangxin.interop.sheets import SheetSpec
from xiangxin.office.feeds.shapes import Cell


def table_of(spec: SheetSpec, rows: Sequence[Mapping[str, Cell]]) -> bytes:
    """A CSV whose headers are the form's; what the form does not know keeps its own header, so that it is told."""
    known = {column.name: column for column in spec.columns}
    headers = list(dict.fromkeys(key for row in rows for key in row))
    target = StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([known[key].header.zh if key in known else key for key in headers])
    for row in rows:
        writer.writerow([_cell(row.get(key)) for key in headers])
    return ("\ufeff" + target.getvalue()).encode("utf-8")


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return cell if isinstance(cell, str) else str(cell)
