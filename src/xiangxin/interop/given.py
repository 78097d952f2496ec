"""What stood at the places that findings name, so that whoever sent a file finds the row again.

Read from the files once more, only where a row came back: the name in the row, and the cell that is not understood.
Words are never repeated, because a word in the wrong place may be one that may not be kept; digits, units and the words
of dates are, and long numbers are masked. What nobody could see in the file (hidden rows) is not repeated either.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from xiangxin.interop import cells
from xiangxin.interop.book import Raw, Sheet, open_book
from xiangxin.interop.cells import CellProblem
from xiangxin.interop.headers import header_key
from xiangxin.kernel.errors import Finding
from xiangxin.kernel.text import Text

OF_COLUMNS = frozenset({"column_unknown", "column_refused", "column_elsewhere", "column_panel", "column_hidden"})
"""Findings about a whole column: the cell they name is its header."""
OF_SHEETS = frozenset({"sheet_unknown", "sheet_refused", "sheet_hidden", "book_unknown"})
"""Findings about a whole sheet, of which nothing is read."""

WORDS = Text("（文字，见原表）", "(words: see the sheet)")
_UNSEEN = frozenset({"row_hidden"})
_NAME_HEADERS = frozenset({"姓名", "名字", "户主姓名", "评议对象", "Name"})
_PLAIN = re.compile(
    r"[0-9A-Za-z.,/:+~*%¥()# \-–—年月日元万亿角分约至以上下正闰腊初一二三四五六七八九十廿〇零民国农历]{1,30}"
)
_LETTERS = re.compile(r"[A-Z]{3}", re.IGNORECASE)
_MASKED_FROM = 11
"""Digits from which a number may be an identity number, or most of one."""
_LONGEST_NAME = 12

Place = tuple[str, str, int]
"""(file, sheet, row)"""


@dataclass(frozen=True, slots=True)
class Given:
    """By place: the name in the row; by place and column: what the cell holds, as far as it may be repeated."""

    names: Mapping[Place, str]
    values: Mapping[tuple[Place, int], Text]


def is_of_row(finding: Finding) -> bool:
    """Whether the finding is about one row, and not about a whole column, sheet or file."""
    return finding.where.sheet is not None and finding.where.row is not None and finding.code not in OF_COLUMNS


def given_in(files: Iterable[Path], findings: Iterable[Finding]) -> Given:
    """What ``findings`` of ``files`` speak of; files without such a finding are not opened."""
    asked = _asked(findings)
    names: dict[Place, str] = {}
    values: dict[tuple[Place, int], Text] = {}
    for path in files:
        if path.name not in asked:
            continue
        with open_book(path) as book:
            for sheet in book.sheets:
                rows = asked[path.name].get(sheet.name, {})
                for number, row in _rows(sheet, rows):
                    place = (path.name, sheet.name, number)
                    names[place] = _name(row, _name_column(sheet))
                    values.update({(place, at): shown(row[at - 1]) for at in rows[number] if at <= len(row)})
    return Given(names, values)


def shown(raw: Raw) -> Text:
    """A cell as it may be repeated: plain figures and dates, long numbers masked; words only as being words."""
    text = repeatable(raw)
    return WORDS if text is None else _same(_masked(text))


def repeatable(raw: Raw) -> str | None:
    """A cell's figures, dates and units whole, for whoever sent them; None where words stand in it."""
    if isinstance(raw, float) and abs(raw) >= 10**_MASKED_FROM:
        return f"{raw:.2E}"
    if isinstance(raw, date):
        return raw.isoformat()
    try:
        text = unicodedata.normalize("NFKC", cells.written(raw))
    except CellProblem:
        return None
    return None if text and (not _PLAIN.fullmatch(text) or _LETTERS.search(text)) else text


def _asked(findings: Iterable[Finding]) -> dict[str, dict[str, dict[int, set[int]]]]:
    """By file, sheet and row the columns that findings name."""
    asked: dict[str, dict[str, dict[int, set[int]]]] = {}
    told = tuple(findings)
    unseen = {(each.where.file, each.where.sheet, each.where.row) for each in told if each.code in _UNSEEN}
    for finding in told:
        where = finding.where
        if (where.file, where.sheet, where.row) in unseen or not is_of_row(finding):
            continue
        if where.sheet is not None and where.row is not None:
            columns = asked.setdefault(where.file, {}).setdefault(where.sheet, {}).setdefault(where.row, set())
            columns.update(() if where.column is None else (where.column,))
    return asked


def _rows(sheet: Sheet, wanted: Mapping[int, set[int]]) -> Iterator[tuple[int, list[Raw]]]:
    if wanted:
        rows = islice(sheet.read(), max(wanted))
        yield from ((number, row) for number, row in enumerate(rows, start=1) if number in wanted)


def _name_column(sheet: Sheet) -> int | None:
    """Where names stand: the first cell near the top that says so."""
    for row in sheet.head():
        for at, raw in enumerate(row):
            if isinstance(raw, str) and header_key(unicodedata.normalize("NFKC", raw)) in _NAME_HEADERS:
                return at
    return None


def _name(row: list[Raw], at: int | None) -> str:
    if at is None or at >= len(row):
        return ""
    try:
        name = cells.name(row[at]) or ""
    except CellProblem:
        return ""
    return name if len(name) <= _LONGEST_NAME and not any(character.isdigit() for character in name) else ""


def _masked(text: str) -> str:
    """The first four and the last two characters where so many digits stand that it may be a person's number."""
    if sum(character.isdigit() for character in text) < _MASKED_FROM:
        return text
    return f"{text[:4]}{'*' * (len(text) - 6)}{text[-2:]}"


def _same(text: str) -> Text:
    return Text(text, text)
