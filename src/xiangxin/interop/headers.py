"""Finds the header of a sheet by registered names, below whatever titles stand above it.

A header may take several rows (a group with its columns under it), carry units and marks ("年收入（元）*"), and repeat
on every printed page. It is found by words alone; a sheet without two registered words in its first rows has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from xiangxin.interop.book import Raw, Sheet
from xiangxin.interop.cells import CellProblem, written
from xiangxin.interop.settings import YUAN_OF_UNIT
from xiangxin.interop.shape import Span

_MARKS = re.compile(r"[\s*＊]|\((?:必填|选填|可空|公历|文本)\)")
_UNIT_AT_END = re.compile(r"^(?P<name>.+)\((?:单位[::])?(?P<unit>" + "|".join(YUAN_OF_UNIT) + r")\)$")
_UNIT_IN_HEADING = re.compile(r"单位[::](?:人民币)?(?P<unit>" + "|".join(YUAN_OF_UNIT) + r")(?![一-鿿])")
_LEAST_KNOWN = 2


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """One column's header: ``shown`` as it stands, ``key`` to compare, ``yuan`` for one unit where it states one."""

    shown: str
    key: str
    yuan: int | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """The header rows (from 1), the cell of each column (from 1), the titles above, and the unit those state."""

    first_row: int
    last_row: int
    columns: dict[int, HeaderCell]
    titles: tuple[str, ...]
    yuan: int | None


def header_key(text: str) -> str:
    """A header without blanks, marks and unit: what names are compared by."""
    return header_cell(text).key


def header_cell(text: str) -> HeaderCell:
    """The header cell for a text as ``cells.written`` gives it."""
    bare = _MARKS.sub("", text)
    match = _UNIT_AT_END.fullmatch(bare)
    if match is None:
        return HeaderCell(text, bare)
    return HeaderCell(text, match["name"], YUAN_OF_UNIT[match["unit"]])


def find_header(sheet: Sheet, is_known: Callable[[str], bool], anchors: Collection[str] = frozenset()) -> Header | None:
    """The first block of rows that holds at least two known headers, or ``None``.

    ``anchors``: one of them must stand in its first row, so that a line of titles ("乡镇 | … | 行政村 | …") is not
    taken for a header.
    """
    rows = [[_text(raw) for raw in row] for row in sheet.head()]
    first = next((at for at, row in enumerate(rows) if _is_header(row, is_known, anchors)), None)
    if first is None:
        return None
    block = _block(rows, first, is_known, sheet.shape.merged)
    titles = tuple(text for row in rows[:first] for text in row if text)
    return Header(first + 1, first + len(block), _columns(block, is_known), titles, _unit_of(titles))


def _text(raw: Raw) -> str:
    try:
        return written(raw)
    except CellProblem:
        return ""


def _is_header(row: list[str], is_known: Callable[[str], bool], anchors: Collection[str]) -> bool:
    anchored = not anchors or any(header_key(text) in anchors for text in row)
    return anchored and _known_in(row, is_known) >= _LEAST_KNOWN


def _known_in(row: list[str], is_known: Callable[[str], bool]) -> int:
    return len({header_key(text) for text in row if text and is_known(header_key(text))})


def _block(rows: list[list[str]], first: int, is_known: Callable[[str], bool], merged: list[Span]) -> list[list[str]]:
    """The header rows. A row below the first belongs to it when it names columns (a known word, or anything where the
    row above is merged) and writes nothing under a name that already stands alone: there the data begin."""
    block: list[list[str]] = []
    taken: set[int] = set()
    for at in range(first, len(rows)):
        spans = [span for span in merged if span[0] == at + 1]
        row = rows[at]
        if block:
            merged_above = any(span[0] <= at < span[2] or span[0] == at for span in merged if span[0] > first)
            names_columns = _known_in(row, is_known) or (merged_above and any(row))
            if not names_columns or any(text and column in taken for column, text in enumerate(row)):
                break
        groups = {column for span in spans if span[3] > span[1] for column in range(span[1] - 1, span[3])}
        taken |= {column for column, text in enumerate(row) if text} - groups
        block.append(_spread(row, spans))
    return block


def _spread(row: list[str], spans: list[Span]) -> list[str]:
    """The row with the text of each group written over all the columns of the group."""
    wide = row + [""] * (max((span[3] for span in spans), default=0) - len(row))
    for _, first_column, _, last_column in spans:
        wide[first_column - 1 : last_column] = [wide[first_column - 1]] * (last_column - first_column + 1)
    return wide


def _columns(block: list[list[str]], is_known: Callable[[str], bool]) -> dict[int, HeaderCell]:
    """For each column the lowest known text, else the lowest text at all."""
    columns: dict[int, HeaderCell] = {}
    for column in range(max(len(row) for row in block)):
        texts = [row[column] for row in block if column < len(row) and row[column]]
        cells = [header_cell(text) for text in reversed(texts)]
        known = [cell for cell in cells if is_known(cell.key)]
        if cells:
            columns[column + 1] = (known or cells)[0]
    return columns


def _unit_of(titles: tuple[str, ...]) -> int | None:
    found = {match["unit"] for title in titles for match in _UNIT_IN_HEADING.finditer(title.replace(" ", ""))}
    return YUAN_OF_UNIT[found.pop()] if len(found) == 1 else None
