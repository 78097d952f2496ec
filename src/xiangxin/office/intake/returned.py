"""The rows that came back, as a workbook in the form's own layout: mended in place, it can be sent again as it is.

Figures and dates that could not be read stand there as they were sent, so that one wrong digit is one digit to mend;
words that could not be read are blank, because a word in the wrong place may be one that may not be kept. Beside each
row stands why it came back and how to mend it. It holds columns of the form only. Nothing is filled in that was not
sent: a row that is sent again as it is comes back again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from xiangxin.interop.areas import Areas
from xiangxin.interop.paper import Value
from xiangxin.interop.sheets import SheetColumn, SheetSpec
from xiangxin.interop.template import RowValues, write_template
from xiangxin.kernel.text import Text
from xiangxin.office.intake.catalog import HOW_TO_MEND, WAS_AT, WHY_BACK
from xiangxin.office.intake.places import areas_of_files

TITLE = Text("退回的行", "Rows that came back")
_OURS = {
    "why_back": WHY_BACK,
    "how_to_mend": HOW_TO_MEND,
    "was_at": WAS_AT,
}


@dataclass(frozen=True, slots=True)
class Returned:
    """A row with the values that could be read, why it came back, how to mend it, and where it stood."""

    values: Mapping[str, object] = field(repr=False)
    why: str
    mend: str
    place: str


def write_returned(
    target: BinaryIO, spec: SheetSpec, on: date, rows: Iterable[Returned], *, is_demo: bool = False
) -> None:
    """Write the workbook into memory."""
    columns = (*spec.columns, *(SheetColumn(name, label, "text") for name, label in _OURS.items()))
    wide = SheetSpec(spec.name, spec.title, columns, spec.hint)
    areas = areas_of_files(on)
    written = {spec.name: _typed(spec, rows, areas)}
    write_template(target, TITLE, {spec.name: wide}, areas, on, written, is_demo=is_demo)


def write_empty(target: BinaryIO, spec: SheetSpec, on: date, *, is_demo: bool = False) -> None:
    """The form to be filled in."""
    write_template(target, spec.title, {spec.name: spec}, areas_of_files(on), on, is_demo=is_demo)


def _typed(spec: SheetSpec, rows: Iterable[Returned], areas: Areas) -> Iterator[RowValues]:
    for row in rows:
        values = {column.name: typed(column, row.values.get(column.name), areas) for column in spec.columns}
        yield {**values, "why_back": row.why, "how_to_mend": row.mend, "was_at": row.place}


def typed(column: SheetColumn, value: object, areas: Areas) -> Value:
    """A value as somebody would type it into the column, or choose it from its list."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return Decimal(value) / 100 if column.kind in ("amount", "points") else value
    if isinstance(value, str) and column.kind == "choice" and value in column.choices:
        return column.choices[value].zh
    if isinstance(value, str) and column.kind == "area":
        return areas.listed(value)
    return value if isinstance(value, date) else str(value)
