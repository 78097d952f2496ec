"""Reads the bank's rosters and survey sheets by the law pack's register of forms: an allow-list, column by column.

From a roster come a person's number, name, telephone and village, and nothing else. A refused column is recognised,
told once with its reason, and its cells are never taken out of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from xiangxin.interop import cells
from xiangxin.interop.areas import Areas
from xiangxin.interop.book import Raw, Sheet
from xiangxin.interop.cells import CellProblem, normal, written
from xiangxin.interop.headers import Header, HeaderCell, find_header, header_key
from xiangxin.interop.messages import tell
from xiangxin.interop.sheets import NAME, PERSON
from xiangxin.interop.tableread import Column, Reading, read_table
from xiangxin.kernel.errors import Finding, Location
from xiangxin.law.model import FormColumn
from xiangxin.law.pack import LawPack

ANY_COLUMN = "*"
VILLAGE = "village_code"
_CARRIED_NUMBER = "birth_on"
"""The registered field that an identity number fills; the column that carries it is the one that names the person."""
_PHONE_LIMIT = 30
_TITLES = 3
"""Where no header is known, the first words of a sheet are its title."""


@dataclass(frozen=True, slots=True)
class Forms:
    """The register of forms, ready to recognise a sheet: columns by form and by header."""

    law: LawPack
    jurisdiction: str
    as_of: date
    by_form: Mapping[str, Mapping[str, FormColumn]]

    @staticmethod
    def of(law: LawPack, jurisdiction: str, as_of: date) -> Forms:
        by_form: dict[str, dict[str, FormColumn]] = {}
        for column in law.forms:
            key = column.header if column.header == ANY_COLUMN else header_key(normal(column.header))
            by_form.setdefault(column.form, {})[key] = column
        return Forms(law, jurisdiction, as_of, by_form)

    def basis(self, column: FormColumn) -> str:
        """The decisive text behind a refused column; a principle or our own line has none to cite as an article."""
        if column.verdict != "refused":
            return ""
        return self.law.cite(self.law.verdict(column.matter, None, self.as_of, self.jurisdiction).rules[0])

    def is_known(self, key: str) -> bool:
        return any(key in columns for columns in self.by_form.values())

    @property
    def numbers(self) -> frozenset[str]:
        """Headers of columns that hold an identity number."""
        return frozenset(
            key for columns in self.by_form.values() for key, column in columns.items() if _names_person(column)
        )

    def best(self, header: Header) -> Mapping[str, FormColumn]:
        """The columns of the form that shares most headers; headers it lacks are looked up in the others."""
        keys = {cell.key for cell in header.columns.values()}
        others: dict[str, FormColumn] = {}
        for columns in self.by_form.values():
            for key, column in columns.items():
                if key not in others or column.verdict == "refused":
                    others[key] = column
        best = max(self.by_form.values(), key=lambda columns: len(keys & columns.keys()))
        return {**others, **best}

    def refused_whole(self, names: list[str]) -> FormColumn | None:
        """The line of the register that refuses a sheet as a whole, by what it is called."""
        called = [normal(name).replace(" ", "") for name in names]
        for form, columns in self.by_form.items():
            if ANY_COLUMN not in columns:
                continue
            title = normal(self.law.form_titles[form].zh).replace(" ", "")
            if any(title in name for name in called):
                return columns[ANY_COLUMN]
            for key, column in columns.items():
                if key != ANY_COLUMN and column.verdict == "refused" and any(name.startswith(key) for name in called):
                    return column
        return None


@dataclass(frozen=True, slots=True)
class Roster:
    """What a roster gave: rows with number, name, telephone, village; ``village`` of its heading, if it has one.

    ``has_villages``: its rows have a column for the village.
    """

    where: Location
    village: str | None
    reading: Reading
    has_villages: bool = False


def read_roster(file: str, sheet: Sheet, forms: Forms, areas: Areas) -> Roster | None:
    """The roster in ``sheet``, or ``None`` where it is no form of the register."""
    where = Location(file=file, sheet=sheet.name)
    header = find_header(sheet, forms.is_known, forms.numbers) or find_header(sheet, forms.is_known)
    titles = list(header.titles) if header is not None else [text for text in _texts(sheet) if text][:_TITLES]
    refused = forms.refused_whole([sheet.name, *titles])
    if refused is not None:
        finding = _column_finding("sheet_refused", where, sheet.name, refused, forms)
        return Roster(where, None, Reading(findings=[finding]))
    if header is None:
        return None
    columns = forms.best(header)
    reading = Reading(findings=list(_column_findings(header, columns, where, forms)))
    person = next((at for at, column in _placed(header, columns) if _names_person(column)), None)
    if person is None:
        return Roster(where, None, reading)
    village = _village(areas, header, sheet.name, file)
    wanted = _wanted(header, columns, areas)
    if not any(column.name == NAME for column in wanted):
        reading.findings.append(tell("column_required", where, field="姓名"))
        return Roster(where, None, reading)
    has_villages = any(column.name == VILLAGE for column in wanted)
    if village is None and not has_villages:
        reading.findings.append(tell("roster_without_village", where))
        return Roster(where, None, reading)
    rows = read_table(file, sheet, header, wanted, PERSON)
    return Roster(where, village, Reading(rows.rows, reading.findings + rows.findings, rows.refused), has_villages)


def _texts(sheet: Sheet) -> Iterator[str]:
    for raw in chain.from_iterable(sheet.head()):
        try:
            yield written(raw)
        except CellProblem:
            continue


def _placed(header: Header, columns: Mapping[str, FormColumn]) -> Iterator[tuple[int, FormColumn]]:
    for at, cell in header.columns.items():
        if cell.key in columns:
            yield at, columns[cell.key]


def _names_person(column: FormColumn) -> bool:
    return column.verdict == "carried" and column.field == _CARRIED_NUMBER


def _wanted(header: Header, columns: Mapping[str, FormColumn], areas: Areas) -> tuple[Column, ...]:
    """The columns that are read: number, name, telephone, village, each under the header this sheet uses."""

    def number(raw: Raw, _yuan: int | None) -> object:
        return cells.identity(raw)

    def name(raw: Raw, _yuan: int | None) -> object:
        return cells.name(raw)

    def phone(raw: Raw, _yuan: int | None) -> object:
        return cells.short_text(raw, _PHONE_LIMIT)

    def village(raw: Raw, _yuan: int | None) -> object:
        return areas.village(raw)

    reads = {
        _CARRIED_NUMBER: (PERSON, number, True),
        "name": (NAME, name, True),
        "phone": ("phone", phone, False),
        VILLAGE: (VILLAGE, village, False),
    }
    wanted: dict[str, Column] = {}
    for at, column in _placed(header, columns):
        if column.verdict in ("carried", "contact_only") and column.field in reads:
            own, read, needed = reads[column.field]
            wanted[own] = Column(own, (header.columns[at].key,), read, needed, needed, spread=True)
    return tuple(wanted.values())


def _column_findings(
    header: Header, columns: Mapping[str, FormColumn], where: Location, forms: Forms
) -> Iterator[Finding]:
    """One finding for each column that is not taken, however many cells it has."""
    for at, cell in header.columns.items():
        column = columns.get(cell.key)
        place = _column_place(where, header, at, cell)
        if column is None:
            yield tell("column_unknown", place, field=cell.shown)
        elif column.verdict == "refused":
            yield _column_finding("column_refused", place, cell.shown, column, forms)
        elif column.verdict == "panel_data":
            yield _column_finding("column_panel", place, cell.shown, column, forms)


def _column_place(where: Location, header: Header, at: int, cell: HeaderCell) -> Location:
    return Location(file=where.file, column=at, sheet=where.sheet, row=header.last_row, field=cell.shown)


def _column_finding(code: str, where: Location, shown: str, column: FormColumn, forms: Forms) -> Finding:
    return replace(tell(code, where, field=shown, reason=column.reason), basis=forms.basis(column))


def _village(areas: Areas, header: Header, sheet: str, file: str) -> str | None:
    """The village the roster is of: its titles say it, else the sheet's name, else the file's."""
    for text in ("".join(header.titles), sheet, file):
        village = areas.village_in(text)
        if village is not None:
            return village
    return None
