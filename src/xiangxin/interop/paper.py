"""The look of every workbook we write, in one place: deep teal heads, warm grey bands, ready to print.

Every text goes in as text, so that a name that begins with ``=`` stays a name. No macro, no link, no formula is
written, and nothing depends on the clock: the same content gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, Literal

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xiangxin.kernel.text import Text

Kind = Literal["text", "code", "whole", "money", "points", "percent", "date"]
Value = str | int | Decimal | date | None

FONT = "微软雅黑"
"""Installed with Excel and WPS alike; another program falls back to its own Chinese font."""

TEAL, PAPER, BAND, LINE, INK, SOFT, SEAL = (
    "#0F4C4A",
    "#FBF9F5",
    "#F3EFE8",
    "#D9D2C5",
    "#22302F",
    "#6B6459",
    "#A4312A",
)

DEMO_MARK = Text("【演示】虚构的人", "DEMO, fictional people")

_NUMBER_FORMATS: dict[Kind, str] = {
    "text": "@",
    "code": "@",
    "whole": "#,##0",
    "money": "#,##0.00",
    "points": "0.00",
    "percent": '0.00"%"',
    "date": "yyyy-mm-dd",
}
_FIRST_DAY = date(2000, 1, 1)
"""An earlier day entered by hand is a slip."""
_ENTRY_ERROR = "请从列表选，或填日期、金额。 Choose from the list, or enter a day or an amount."
_A4 = 9
_HEAD_HEIGHT = 36


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a written table. ``width`` in characters.

    ``by_hand``: left blank for somebody to fill in on screen or paper. ``choices``: what its drop-down offers.
    """

    label: Text
    width: float
    kind: Kind = "text"
    by_hand: bool = False
    choices: tuple[Text, ...] = ()


class Paper:
    """A workbook being written."""

    def __init__(self, book: Workbook, made_on: date, *, is_demo: bool = False) -> None:
        self.book = book
        self._is_demo = is_demo
        self._made_on = made_on
        self._formats: dict[tuple[object, ...], Format] = {}

    def style(self, **properties: object) -> Format:
        """A cell format with our font; the same properties give the same format."""
        wanted = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter", **properties}
        key = tuple(sorted(wanted.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(wanted)
        return self._formats[key]

    def sheet(self, name: Text) -> Worksheet:
        """An empty sheet, set up for print: A4 across, as wide as the page, numbered, with the date of the data."""
        sheet = self.book.add_worksheet(name.zh)
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        mark = f"{DEMO_MARK.zh}　" if self._is_demo else ""
        sheet.set_footer(f"&L&8{mark}{name.zh}&C&8{self._made_on.isoformat()}&R&8&P / &N")
        sheet.hide_gridlines(2)
        return sheet

    def table(
        self,
        name: Text,
        title: Text,
        notes: Sequence[Text],
        heads: Sequence[Head],
        rows: Iterable[Sequence[Value]],
        frozen: int = 0,
    ) -> int:
        """A sheet with a title, notes, a frozen head and the rows; returns how many rows were written.

        ``frozen``: how many columns stay in sight as well. Columns filled in by hand get no value from ``rows``.
        """
        sheet = self.sheet(name)
        for column, head in enumerate(heads):
            sheet.set_column(column, column, head.width)
        first = self.titles(sheet, title, notes)
        self.heads(sheet, first, heads)
        count = 0
        for count, row in enumerate(rows, start=1):
            self._row(sheet, first + count, heads, row)
        for column, head in enumerate(heads):
            if head.by_hand and count:
                sheet.data_validation(first + 1, column, first + count, column, _rule(head))
        sheet.freeze_panes(first + 1, frozen)
        sheet.repeat_rows(first)
        sheet.autofilter(first, 0, first + count, len(heads) - 1)
        return count

    def titles(self, sheet: Worksheet, title: Text, notes: Sequence[Text]) -> int:
        """Title and notes above a table, a line each with English behind; returns the row that follows (from 0)."""
        if self._is_demo:
            title = Text(f"{DEMO_MARK.zh}　{title.zh}", f"{DEMO_MARK.en} · {title.en}")
        self._line(sheet, 0, title, self.style(font_size=16, bold=True, font_color=TEAL))
        sheet.set_row(0, 28)
        row = 0
        for row, note in enumerate(notes, start=1):
            self._line(sheet, row, note, self.style(font_size=9))
        return row + 1

    def _line(self, sheet: Worksheet, row: int, text: Text, style: Format) -> None:
        """Both languages in one cell: what stands above a frozen head takes the room of the rows below."""
        if not text.en or text.en == text.zh:
            sheet.write_string(row, 0, text.zh, style)
        else:
            sheet.write_rich_string(row, 0, style, text.zh, self.style(font_size=9, font_color=SOFT), f"　{text.en}")

    def heads(self, sheet: Worksheet, row: int, heads: Sequence[Head]) -> None:
        """The head of a table: Chinese above English, white on teal; on red what is filled in by hand."""
        sheet.set_row(row, _HEAD_HEIGHT)
        for column, head in enumerate(heads):
            colour = SEAL if head.by_hand else TEAL
            style = self.style(
                bold=True, font_color="#FFFFFF", bg_color=colour, text_wrap=True, align="center", border=1,
                border_color=colour,
            )  # fmt: skip
            words = head.label.zh if head.label.zh == head.label.en else f"{head.label.zh}\n{head.label.en}"
            sheet.write_string(row, column, words, style)

    def write(self, sheet: Worksheet, row: int, column: int, value: Value, style: Format) -> None:
        """One cell by the type of its value; a text is text whatever it begins with."""
        if value is None or value == "":
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, style)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, _at_midnight(value), style)
        else:
            sheet.write_number(row, column, value, style)

    def cell_format(self, kind: Kind, *, banded: bool = False, border: bool = True) -> Format:
        """The format of a data cell of this kind."""
        align = {"text": "left", "code": "left", "date": "center"}.get(kind, "right")
        lines = {"border": 1, "border_color": LINE} if border else {}
        fill = {"bg_color": BAND if banded else PAPER} if border else {}
        return self.style(num_format=_NUMBER_FORMATS[kind], align=align, text_wrap=kind == "text", **lines, **fill)

    def _row(self, sheet: Worksheet, at: int, heads: Sequence[Head], row: Sequence[Value]) -> None:
        values = iter(row)
        for column, head in enumerate(heads):
            value = None if head.by_hand else next(values)
            self.write(sheet, at, column, value, self.cell_format(head.kind, banded=at % 2 == 0))


def _rule(head: Head) -> dict[str, object]:
    """What may be entered by hand: one of the choices, a day, an amount, or words."""
    rule: dict[str, object] = {"ignore_blank": True, "error_title": "请检查", "error_message": _ENTRY_ERROR}
    if head.choices:
        return {**rule, "validate": "list", "source": [choice.zh for choice in head.choices]}
    if head.kind == "date":
        return {**rule, "validate": "date", "criteria": ">=", "value": _FIRST_DAY}
    if head.kind == "money":
        return {**rule, "validate": "decimal", "criteria": ">=", "value": 0}
    return {**rule, "validate": "any"}


@contextmanager
def workbook(path: Path | BinaryIO, title: Text, made_on: date, *, is_demo: bool = False) -> Iterator[Paper]:
    """A new workbook at ``path``; ``made_on`` is the day of its data and stands in its properties and feet.

    A stream in place of a path is written in memory only.
    ``is_demo``: nobody in it is real, and every sheet says so, on screen and in print.
    """
    book = Workbook(
        str(path) if isinstance(path, Path) else path,
        {
            "in_memory": not isinstance(path, Path),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": False,
        },
    )
    book.set_properties({"title": title.zh, "subject": title.en, "created": _at_midnight(made_on)})
    try:
        yield Paper(book, made_on, is_demo=is_demo)
    finally:
        try:
            book.close()
        except FileCreateError as error:
            # The library wraps what the system said; a full disk is told like any other.
            raise error.args[0] from None


def yuan(fen: int | None) -> Decimal | None:
    """Fen as yuan for a number cell: exact, since a spreadsheet keeps fifteen digits."""
    return None if fen is None else Decimal(fen) / 100


def points(centi: int | None) -> Decimal | None:
    """Hundredths as points for a number cell."""
    return None if centi is None else Decimal(centi) / 100


def _at_midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)
