"""Reads one file that somebody submitted for one form: every sheet that has the form's header, and nothing else.

Columns are the form's own; one that the form refuses is told by name with its reason, one that nobody knows is told
too, and the cells of neither are taken out of the file. Rosters are read by the law pack's register of forms.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from xiangxin.interop.areas import Areas
from xiangxin.interop.book import Raw, Sheet, open_book
from xiangxin.interop.cells import CellProblem, normal, written
from xiangxin.interop.content import Content
from xiangxin.interop.given import OF_COLUMNS, OF_SHEETS
from xiangxin.interop.headers import Header, find_header, header_key
from xiangxin.interop.messages import tell
from xiangxin.interop.rosters import VILLAGE, Forms, Roster, read_roster
from xiangxin.interop.settings import LIMITS
from xiangxin.interop.sheets import NOT_READ, PERSON, SheetSpec
from xiangxin.interop.tableread import Reading, Row, read_table
from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.text import Text

REPEATED = "row_repeated"
"""The code of a row that says what another one says already."""
EMPTY = "sheet_empty"
"""The code of a sheet with its header and no row."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a column of this name is not taken, and on which text that rests. ``elsewhere``: another form brings it."""

    reason: Text
    basis: str = ""
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks of a file. Keys of headers are as ``headers.header_key`` makes them.

    ``checks``: a column of ``spec`` → the words that pass and why.
    ``passed_over``: keys of columns of ours that come back with the rows.
    ``others``: names of sheets of our own workbook; one that lacks what this form needs holds another matter.
    ``key``: the column that says whom a row is about.
    """

    spec: SheetSpec
    refused: Mapping[str, Refusal] = field(default_factory=dict)
    checks: Mapping[str, tuple[Collection[str], Text]] = field(default_factory=dict)
    passed_over: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    key: str = PERSON


@dataclass(slots=True)
class Submitted:
    """What a file gave. ``about``: findings of the file, its sheets and columns; those of rows stand with the rows."""

    rows: list[Row] = field(default_factory=list)
    refused: list[Row] = field(default_factory=list)
    about: list[Finding] = field(default_factory=list)
    of_rows: list[Finding] = field(default_factory=list)

    def take(self, reading: Reading) -> None:
        """Add what a sheet gave."""
        self.rows.extend(reading.rows)
        self.refused.extend(reading.refused)
        for finding in reading.findings:
            (self.of_rows if is_about_row(finding) else self.about).append(finding)


def is_about_row(finding: Finding) -> bool:
    """Whether it is about one row: a finding about a column stands at the header's row, and costs none."""
    return finding.where.row is not None and finding.severity == "condition" and finding.code not in OF_COLUMNS


def costs_row(finding: Finding) -> bool:
    """Whether a row comes back for it. One that only repeats another is read once and has nothing to be mended."""
    return is_about_row(finding) and finding.code != REPEATED


def read_submitted(content: Content, asked: Asked, areas: Areas) -> Submitted:
    """The rows of a form in our own layout. Raises ``UnreadableInput`` for a file that cannot be read."""

    def read(sheet: Sheet) -> Reading | None:
        return _read_sheet(content.name, sheet, asked, areas)

    return _read(content, read)


def read_submitted_roster(content: Content, forms: Forms, areas: Areas) -> Submitted:
    """The rows of a roster in the bank's own form, each with its village. Raises ``UnreadableInput``."""

    def read(sheet: Sheet) -> Reading | None:
        roster = read_roster(content.name, sheet, forms, areas)
        if roster is None:
            return None
        return _in_village(roster)

    return _read(content, read)


def _read(content: Content, read: Callable[[Sheet], Reading | None]) -> Submitted:
    found, known = Submitted(), 0
    with open_book(content) as book:
        for sheet in book.sheets:
            where = Location(file=book.file, sheet=sheet.name)
            if sheet.name in NOT_READ or (sheet.shape.cells == 0 and sheet.shape.last_row == 0):
                continue
            if sheet.shape.hidden:
                found.about.append(tell("sheet_hidden", where, sheet=sheet.name))
                continue
            reading = read(sheet)
            if reading is None:
                found.about.append(tell("sheet_unknown", where, sheet=sheet.name, limit=LIMITS.header_rows))
                continue
            known += 1
            if _is_empty(reading):
                reading.findings.append(tell(EMPTY, where, sheet=sheet.name))
            found.take(reading)
    if not known:
        found.about.append(tell("book_unknown", Location(file=content.name)))
    return found


def _is_empty(reading: Reading) -> bool:
    """Whether the sheet was read and nobody stands under its header."""
    unread = any(one.severity == "block" or one.code in OF_SHEETS for one in reading.findings)
    return not (reading.rows or reading.refused or unread)


def _in_village(roster: Roster) -> Reading:
    """A row that names another village than the roster's heading comes back; one that names none has the heading's.

    A row that names a village nobody understands comes back without one: the heading's would be a guess, and would
    be taken when the row is sent again.
    """
    reading, village = roster.reading, roster.village
    kept: list[Row] = []
    if village is not None:
        reading.refused = [_with_village(row, village, roster.has_villages) for row in reading.refused]
    for row in reading.rows:
        own = row.values.get(VILLAGE) or village
        if own is None:
            reading.findings.append(tell("cell_required", row.where, field="村"))
        elif village is not None and own != village:
            reading.findings.append(tell("area_other_village", row.where))
        else:
            kept.append(replace(row, values={**row.values, VILLAGE: own}))
            continue
        reading.refused.append(row)
    reading.rows = kept
    return reading


def _with_village(row: Row, village: str, has_villages: bool) -> Row:
    """The row that comes back with the heading's village, where its own cell is blank or its roster has none."""
    names_none = row.values.get(VILLAGE, "") is None if has_villages else True
    return replace(row, values={**row.values, VILLAGE: village}) if names_none else row


def _read_sheet(file: str, sheet: Sheet, asked: Asked, areas: Areas) -> Reading | None:
    columns = tuple(
        replace(column, read=_Check(*asked.checks[column.name]).read) if column.name in asked.checks else column
        for column in asked.spec.columns_for(areas)
    )
    known = {key for column in columns for key in column.headers}
    person = next(column for column in columns if column.name == asked.key)
    header = find_header(sheet, known.__contains__, person.headers)
    if header is None:
        return None
    here = {cell.key for cell in header.columns.values()}
    if sheet.name in asked.others and any(column.required and not here & {*column.headers} for column in columns):
        return None
    where = Location(file=file, sheet=sheet.name)
    reading = read_table(file, sheet, header, columns, asked.key)
    reading.findings.extend(_of_columns(header, known, asked, where))
    return reading


def _of_columns(header: Header, known: Collection[str], asked: Asked, where: Location) -> Iterator[Finding]:
    """A finding for each column that is not taken, however many cells it has."""
    for at, cell in header.columns.items():
        place = replace(where, column=at, row=header.last_row, field=cell.shown)
        refusal = asked.refused.get(cell.key)
        if cell.key in known or cell.key in asked.passed_over:
            continue
        if refusal is None:
            yield tell("column_unknown", place, field=cell.shown)
        else:
            code = "column_elsewhere" if refusal.elsewhere else "column_refused"
            yield replace(tell(code, place, field=cell.shown, reason=refusal.reason), basis=refusal.basis)


class _Check:
    """Compares a cell with the words that pass; of another word nothing is kept."""

    def __init__(self, allowed: Collection[str], reason: Text) -> None:
        self._allowed = {header_key(normal(word)): word for word in allowed}
        self._words = "、".join(allowed)
        self._reason = reason

    def read(self, raw: Raw, _yuan: int | None) -> str | None:
        """The word that passed, None for a blank cell; ``CellProblem`` where another word stands there."""
        text = written(raw)
        if not text:
            return None
        word = self._allowed.get(header_key(text))
        if word is None:
            raise CellProblem("check_not_passed", words=self._words, reason=self._reason)
        return word
