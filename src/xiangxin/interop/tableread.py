"""Reads the rows of one sheet under known columns: good rows exactly, every other row refused with its reasons.

Only cells of columns that were asked for are looked at; what stands in any other column is never taken out of the
file. A row is refused as a whole, with everything that is wrong with it, so that it can be mended at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from xiangxin.interop.book import Raw, Sheet
from xiangxin.interop.cells import CellProblem, written
from xiangxin.interop.given import repeatable
from xiangxin.interop.headers import Header, header_key
from xiangxin.interop.messages import MESSAGES, tell
from xiangxin.interop.settings import FOOT_WORDS, TOTAL_WORDS
from xiangxin.interop.shape import Cell, Span, merged_over
from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.ids import IdProblem, id_finding

_SHORTEST_NUMBER = 15
"""Characters of the shortest identity number there ever was; a sum is shorter."""

_NOTHING_THERE = frozenset({"cell_error", "cell_not_computed", "cell_merged", "cell_required", "value_refused"})
"""Problems of a cell that has nothing of its own to be repeated, or nothing that may be."""

Read = Callable[[Raw, int | None], object]
"""(raw cell, yuan for one unit of its column or ``None``) → value; raises ``CellProblem``"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read. ``headers``: keys under which it is found. ``needed``: no cell of it may be blank.

    ``spread``: a merge down the column means that all its rows share the value (a household, a village).
    ``closes``: what stands in it takes something back, which holds even where its row is refused.
    """

    name: str
    headers: tuple[str, ...]
    read: Read
    required: bool = False
    needed: bool = False
    spread: bool = False
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its place and the value of each column read (absent columns are missing).

    ``unread``: of a row left out, figures and dates of cells that were not understood, as they stand, to be mended.
    """

    where: Location
    values: Mapping[str, object]
    unread: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(slots=True)
class Reading:
    """What came out of a sheet. ``refused``: what could be read of rows left out, to know whom they are about.

    ``closing``: what can be read of those rows left out, hidden ones too, in which something is taken back.
    """

    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    refused: list[Row] = field(default_factory=list)
    closing: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A column and where it stands in this sheet."""

    column: Column
    at: int
    shown: str
    yuan: int | None


def read_table(file: str, sheet: Sheet, header: Header, columns: Sequence[Column], person: str) -> Reading:
    """All rows under ``header``. ``person``: the column whose blank cell means that the row is of nobody.

    Raises ``UnreadableInput`` when the file turns out to be damaged further down.
    """
    reading = Reading()
    where = Location(file=file, sheet=sheet.name)
    placed = _place(columns, header, where, reading.findings)
    if any(finding.severity == "block" for finding in reading.findings):
        return reading
    _tell_hidden_columns(placed, sheet, where, reading.findings)
    rows = _Rows(where, sheet, header, placed, person)
    rows.read_into(reading)
    return reading


def cell_finding(problem: CellProblem, where: Location) -> Finding:
    """The finding for a cell; the words of identity numbers come from the kernel and refuse one row only."""
    if problem.code in MESSAGES.by_code:
        return tell(problem.code, where, **{"field": where.field or "", **problem.values})
    found = id_finding(cast(IdProblem, problem.code), where)
    return Finding(found.code, "condition", where, found.what, found.why, found.mend)


def _place(columns: Sequence[Column], header: Header, where: Location, findings: list[Finding]) -> list[_Placed]:
    placed: list[_Placed] = []
    for column in columns:
        found = [(at, cell) for at, cell in header.columns.items() if cell.key in column.headers]
        if len(found) > 1:
            findings.append(tell("column_twice", where, field=found[0][1].shown))
        elif found:
            at, cell = found[0]
            placed.append(_Placed(column, at, cell.shown, cell.yuan or header.yuan))
        elif column.required:
            findings.append(tell("column_required", where, field=column.headers[0]))
    return placed


def _tell_hidden_columns(placed: list[_Placed], sheet: Sheet, where: Location, findings: list[Finding]) -> None:
    for item in placed:
        if sheet.shape.column_is_hidden(item.at):
            findings.append(tell("column_hidden", where, field=item.shown))


class _Rows:
    """The rows of one sheet, one after the other."""

    def __init__(self, where: Location, sheet: Sheet, header: Header, placed: list[_Placed], person: str) -> None:
        self._where = where
        self._sheet = sheet
        self._header = header
        self._placed = placed
        self._person = next(item for item in placed if item.column.name == person)
        self._merged: dict[Cell, Span] = {
            cell: span for cell, span in merged_over(sheet.shape.merged) if cell[0] > header.last_row
        }
        self._tops: dict[Cell, Raw] = {}
        self._most_cells = _most_cells(sheet, header)

    def read_into(self, reading: Reading) -> None:
        skipped = 0
        for number, row in enumerate(self._sheet.read(), start=1):
            if number <= self._header.last_row or self._is_blank(number, row):
                continue
            if self._is_aside(row):
                skipped += 1
                continue
            if self._continues_person(number):
                continue
            values, problems = self._values(number, row)
            if problems:
                reading.findings.extend(problems)
                reading.refused.append(Row(self._at(number), values, self._unread(values, problems, row)))
                if self._takes_back(number, row):
                    reading.closing.append(Row(self._at(number), self._cells(number, row)[0]))
            else:
                reading.rows.append(Row(self._at(number), values))
        if skipped:
            reading.findings.append(tell("rows_total", self._where, count=skipped))

    def _is_blank(self, number: int, row: list[Raw]) -> bool:
        """Nothing in it: neither text nor an error nor a formula without a result in a column that is read."""
        if any((number, item.at) in self._sheet.shape.errors for item in self._placed):
            return False
        return not any(raw != "" and not (isinstance(raw, str) and not raw.strip()) for raw in row)

    def _is_aside(self, row: list[Raw]) -> bool:
        """A total, the foot of the form or a header printed again: told apart from people by the first words."""
        person = _plain(row, self._person.at)
        if person and header_key(person) in self._person.column.headers:
            return True
        first = next((text for at in range(1, len(row) + 1) if (text := _plain(row, at))), "").lower().replace(" ", "")
        if first.startswith(TOTAL_WORDS):
            return len(person) < _SHORTEST_NUMBER  # a count may stand under the numbers
        alone = not person or person.lower().replace(" ", "") == first  # it may stand in the column of the numbers
        return alone and first.startswith(FOOT_WORDS)

    def _continues_person(self, number: int) -> bool:
        """A further line of a merged block that belongs to one person (a form with a line for each reviewer)."""
        span = self._merged.get((number, self._person.at))
        return self._person.column.spread and span is not None and span[0] < number

    def _values(self, number: int, row: list[Raw]) -> tuple[dict[str, object], list[Finding]]:
        if number in self._sheet.shape.hidden_rows:
            return {}, [tell("row_hidden", self._at(number))]
        if self._most_cells is not None and len(row) > self._most_cells:
            return {}, [tell("row_too_wide", self._at(number), count=len(row), limit=self._most_cells)]
        if not _plain(row, self._person.at) and not self._is_marked(number, self._person.at):
            others = any(_plain(row, item.at) for item in self._placed if item.column.needed)
            if not others:
                return {}, [tell("row_without_person", self._at(number))]
        return self._cells(number, row)

    def _unread(self, values: Mapping[str, object], problems: Sequence[Finding], row: list[Raw]) -> dict[str, str]:
        """What stands in the cells that were not understood, where it may be repeated to who sent it."""
        told = {finding.where.column for finding in problems if finding.code not in _NOTHING_THERE}
        unread = {
            item.column.name: repeatable(row[item.at - 1])
            for item in self._placed
            if item.at in told and item.at <= len(row) and item.column.name not in values
        }
        return {name: text for name, text in unread.items() if text}

    def _takes_back(self, number: int, row: list[Raw]) -> bool:
        """Whether anything stands where something is taken back, be it readable or not."""
        closing = (item.at for item in self._placed if item.column.closes)
        return any(_plain(row, at) or self._is_marked(number, at) for at in closing)

    def _cells(self, number: int, row: list[Raw]) -> tuple[dict[str, object], list[Finding]]:
        values: dict[str, object] = {}
        problems: list[Finding] = []
        for item in self._placed:
            try:
                values[item.column.name] = self._value(number, item, row)
            except CellProblem as problem:
                problems.append(cell_finding(problem, self._at(number, item)))
        return values, problems

    def _value(self, number: int, item: _Placed, row: list[Raw]) -> object:
        cell = (number, item.at)
        if cell in self._sheet.shape.errors:
            raise CellProblem("cell_error")
        if cell in self._sheet.shape.uncomputed:
            raise CellProblem("cell_not_computed")
        raw = row[item.at - 1] if item.at <= len(row) else ""
        raw = self._unmerged(cell, item, raw)
        value = item.column.read(raw, item.yuan)
        if value is None and item.column.needed:
            raise CellProblem("cell_required")
        return value

    def _unmerged(self, cell: Cell, item: _Placed, raw: Raw) -> Raw:
        span = self._merged.get(cell)
        if span is None:
            return raw
        if span[1] != span[3] or not item.column.spread:
            raise CellProblem("cell_merged")
        if span[0] == cell[0]:
            self._tops[cell] = raw
        return self._tops.get((span[0], span[1]), "")

    def _is_marked(self, number: int, at: int) -> bool:
        cell = (number, at)
        return cell in self._merged or cell in self._sheet.shape.errors or cell in self._sheet.shape.uncomputed

    def _at(self, number: int, item: _Placed | None = None) -> Location:
        where = self._where
        if item is None:
            return Location(file=where.file, sheet=where.sheet, row=number)
        return Location(file=where.file, column=item.at, sheet=where.sheet, row=number, field=item.shown)


def _most_cells(sheet: Sheet, header: Header) -> int | None:
    """How many cells a line of text may have: one more, and a delimiter within a cell has shifted those behind it."""
    if not sheet.is_text:
        return None
    return max(len(row) for row in sheet.head()[header.first_row - 1 : header.last_row])


def _plain(row: list[Raw], at: int) -> str:
    """The words of a cell for telling rows apart; a damaged cell has words too."""
    if at > len(row):
        return ""
    try:
        return written(row[at - 1])
    except CellProblem:
        return "?"
