"""Reads a county's folder: the deployment file, its workbooks and the rosters beside them, into the engine's tables.

The order matters: first who the people are, then what they consented to, then what is recorded of them. Everything
that is left out is told; nothing is written here, and no name or number enters a table.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pyarrow as pa

from xiangxin.interop.areas import Areas, read_areas
from xiangxin.interop.book import SUFFIXES, Book, Sheet, open_book
from xiangxin.interop.contacts import Contact, Contacts
from xiangxin.interop.deployment import Deployment, read_deployment
from xiangxin.interop.facts import Facts
from xiangxin.interop.headers import find_header, header_key
from xiangxin.interop.messages import tell
from xiangxin.interop.refusals import Refusals, close_consents, read_refusals
from xiangxin.interop.register import People, add_applicants, add_from_roster, add_members
from xiangxin.interop.roster_people import RosterPeople
from xiangxin.interop.rosters import Forms, Roster, read_roster
from xiangxin.interop.settings import LIMITS, TABLES_NOT_READ
from xiangxin.interop.sheets import NOT_READ, PERSON, Lawful, SheetSpec, workbook_sheets
from xiangxin.interop.tableread import Reading, Row, read_table
from xiangxin.kernel.errors import Finding, Location, UnreadableInput, blocks
from xiangxin.kernel.ids import IdNumber
from xiangxin.law.pack import LawPack
from xiangxin.scoring.arrow import to_arrow
from xiangxin.scoring.aside import file_hash
from xiangxin.scoring.tables import APPLICANTS, CONSENTS, COVERAGE, MEMBERS, RECORDS, REVIEWS, Table, registry_column

_OF_COLUMNS = frozenset({"column_unknown", "column_refused", "column_panel", "sheet_refused", "sheet_unknown"})
DEPLOYMENT_FILE = "deployment.yaml"


@dataclass(frozen=True, slots=True)
class SheetCount:
    """What became of the rows of one sheet. ``table`` is empty for a roster."""

    file: str
    sheet: str
    table: str
    kept: int
    refused: int


@dataclass(frozen=True)
class CountyFiles:
    """Everything that was read. ``tables``: Arrow tables by name, in the columns of ``scoring.tables``.

    ``contacts``: who the applicants are, for the lender's workbook only. ``notice_list``: persons of rosters without
    file and consent, for delivering the notice only. ``refusals``: who said no, to be left out of it.
    ``files``: the hash of every file that was read, by name. ``member_numbers``: whose members are, for the register.
    """

    deployment: Deployment
    areas: Areas
    tables: dict[str, pa.Table]
    contacts: Contacts
    notice_list: tuple[Contact, ...]
    refusals: Refusals
    counts: tuple[SheetCount, ...]
    files: Mapping[str, str]
    member_numbers: Mapping[UUID, IdNumber] = field(default_factory=dict, repr=False)


@dataclass(slots=True)
class _Gathered:
    """Readings of all files before people are put together."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    refused: dict[str, list[Row]] = field(default_factory=dict)
    closing: list[Row] = field(default_factory=list)
    rosters: list[Roster] = field(default_factory=list)
    counts: list[SheetCount] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)


def county_tables(law: LawPack) -> dict[str, Table]:
    """The tables a county's files fill, with a column for every registered field."""
    applicants = APPLICANTS.with_columns(
        registry_column(spec) for spec in law.fields.values() if "applicants" in spec.tables
    )
    members = MEMBERS.with_columns(registry_column(spec) for spec in law.fields.values() if "members" in spec.tables)
    return {table.name: table for table in (applicants, CONSENTS, RECORDS, COVERAGE, REVIEWS, members)}


def read_county(
    folder: Path, law: LawPack, key: bytes | None = None, as_of: date | None = None
) -> tuple[CountyFiles | None, tuple[Finding, ...]]:
    """The county in ``folder`` and everything that was left out of it.

    ``key``: the secret of opaque ids (by default the deployment's or the environment's). ``as_of``: whose law decides
    which values may be kept (by default the deployment's). A finding that blocks concerns one file, which then was
    not read at all; without a readable deployment file and table of areas there is no county.
    """
    deployment, findings = read_deployment(folder / DEPLOYMENT_FILE)
    if deployment is None:
        return None, findings
    areas_path = _areas_path(deployment, folder)
    try:
        key = key or deployment.key()
        areas, area_findings = read_areas(areas_path, deployment.county)
    except UnreadableInput as error:
        return None, (*findings, *error.findings)
    day = as_of or deployment.defaults.as_of or date.max
    reader = _Reader(law, deployment, areas, day)
    gathered = reader.gather(_files(folder, deployment))
    if not any(count.kept or count.refused for count in gathered.counts) and not blocks(gathered.findings):
        gathered.findings.append(tell("county_empty", Location(file=folder.name or str(folder))))
    for path in (folder / DEPLOYMENT_FILE, areas_path):
        gathered.files[os.path.relpath(path, folder)] = file_hash(path)
    county = reader.assemble(gathered, People(key))
    return county, (*findings, *area_findings, *sorted(gathered.findings, key=_in_file))


def _areas_path(deployment: Deployment, folder: Path) -> Path:
    return deployment.areas or folder / "areas.csv"


def _files(folder: Path, deployment: Deployment) -> Iterator[Path]:
    """The tables of the folder in the order of their names; half-open copies and hidden files are no tables."""
    areas = _areas_path(deployment, folder)
    for path in sorted(folder.iterdir()):
        is_table = path.suffix.lower() in TABLES_NOT_READ.union(SUFFIXES)
        if is_table and path != areas and not path.name.startswith(("~$", ".")):
            yield path


class _Reader:
    def __init__(self, law: LawPack, deployment: Deployment, areas: Areas, as_of: date) -> None:
        self._law = law
        self._deployment = deployment
        self._areas = areas
        self._as_of = as_of
        self._sheets = workbook_sheets(law, deployment, as_of)
        self._forms = Forms.of(law, deployment.jurisdiction, as_of)

    def gather(self, files: Iterable[Path]) -> _Gathered:
        """Every sheet of every file; a file that cannot be read is told and contributes nothing."""
        gathered = _Gathered()
        for path in files:
            of_file = _Gathered()
            try:
                with open_book(path) as book:
                    of_file.files[path.name] = file_hash(path)
                    self._read_book(book, of_file)
            except UnreadableInput as error:
                of_file = _Gathered(findings=list(error.findings))
            _join(gathered, of_file)
        return gathered

    def assemble(self, gathered: _Gathered, people: People) -> CountyFiles:
        """People first, then what they agreed to, then what is recorded of them."""
        rows = gathered.rows
        add_applicants(people, rows.get("applicants", []), gathered.refused.get("applicants", []))
        add_members(people, rows.get("members", []))
        rostered = RosterPeople(people, gathered.rosters)
        # Who withdrew is not on the list of whom to visit, even where the row was refused.
        said = (*rows.get("consents", []), *gathered.closing)
        consenting = {people.id_of(row) for row in said if PERSON in row.values}
        for contact in rostered.new_applicants(consenting):
            add_from_roster(people, contact)
        facts = Facts(people, self._law.record_kinds, self._lawful, self._sheets)
        facts.add_consents(rows.get("consents", []), gathered.closing)
        refusals = read_refusals(people, rows.get("refusals", []), rostered.listed)
        close_consents(facts.consents, refusals)
        facts.add_records(rows.get("records", []))
        facts.add_coverage(rows.get("coverage", []))
        facts.add_reviews(rows.get("reviews", []))
        gathered.findings.extend(people.findings)
        return CountyFiles(
            deployment=self._deployment,
            areas=self._areas,
            tables=self._tables(people, facts),
            contacts=people.contacts,
            notice_list=rostered.to_notify(),
            refusals=refusals,
            counts=tuple(self._final(count, gathered.findings) for count in gathered.counts),
            files=gathered.files,
            member_numbers=people.member_numbers,
        )

    @staticmethod
    def _final(count: SheetCount, findings: list[Finding]) -> SheetCount:
        """Rows are left out while reading and again when people and facts are put together."""
        refused = _left_out(findings, count)
        return replace(count, kept=count.kept + count.refused - refused, refused=refused)

    @property
    def _lawful(self) -> Lawful:
        return Lawful(self._law, self._deployment.jurisdiction, self._as_of)

    def _tables(self, people: People, facts: Facts) -> dict[str, pa.Table]:
        rows = {
            "applicants": list(people.applicants.values()),
            "consents": facts.consents,
            "records": facts.records,
            "coverage": facts.coverage,
            "reviews": facts.reviews,
            "members": people.members,
        }
        return {name: to_arrow(table, rows[name]) for name, table in county_tables(self._law).items()}

    def _read_book(self, book: Book, gathered: _Gathered) -> None:
        known = 0
        for sheet in book.sheets:
            if sheet.name in NOT_READ:
                continue
            where = Location(file=book.file, sheet=sheet.name)
            if sheet.shape.hidden:
                gathered.findings.append(tell("sheet_hidden", where, sheet=sheet.name))
            elif sheet.shape.cells == 0 and sheet.shape.last_row == 0:
                continue
            elif self._read_sheet(book.file, sheet, gathered):
                known += 1
            else:
                gathered.findings.append(tell("sheet_unknown", where, sheet=sheet.name, limit=LIMITS.header_rows))
        if not known:
            gathered.findings.append(tell("book_unknown", Location(file=book.file)))

    def _read_sheet(self, file: str, sheet: Sheet, gathered: _Gathered) -> bool:
        """Whether the sheet was known: one of ours by its name, else a form of the register by its headers."""
        spec = self._spec(sheet.name)
        if spec is not None:
            reading = self._read_own(file, sheet, spec)
            if reading is None:
                return False
            gathered.rows.setdefault(spec.name, []).extend(reading.rows)
            gathered.refused.setdefault(spec.name, []).extend(reading.refused)
            gathered.closing.extend(reading.closing)
            self._note(gathered, file, sheet, spec.name, reading)
            return True
        roster = read_roster(file, sheet, self._forms, self._areas)
        if roster is None:
            return False
        gathered.rosters.append(roster)
        self._note(gathered, file, sheet, "", roster.reading)
        return True

    def _read_own(self, file: str, sheet: Sheet, spec: SheetSpec) -> Reading | None:
        columns = spec.columns_for(self._areas)
        known = {key for column in columns for key in column.headers}
        person = next(column for column in columns if column.name == PERSON)
        header = find_header(sheet, known.__contains__, person.headers)
        if header is None:
            return None
        reading = read_table(file, sheet, header, columns, PERSON)
        where = Location(file=file, sheet=sheet.name)
        reading.findings.extend(
            tell("column_unknown", where, field=cell.shown) for cell in header.columns.values() if cell.key not in known
        )
        return reading

    def _spec(self, sheet_name: str) -> SheetSpec | None:
        """Our sheet of this name; a text file is named after its sheet, perhaps with the county before it."""
        key = header_key(sheet_name)
        for spec in self._sheets.values():
            if key in (spec.name, spec.title.zh, spec.title.en) or key.endswith(f"-{spec.title.zh}"):
                return spec
        return None

    def _note(self, gathered: _Gathered, file: str, sheet: Sheet, table: str, reading: Reading) -> None:
        gathered.findings.extend(reading.findings)
        gathered.counts.append(SheetCount(file, sheet.name, table, len(reading.rows), len(reading.refused)))


def _in_file(finding: Finding) -> tuple[str, str, int, int]:
    where = finding.where
    return where.file, where.sheet or "", where.row or 0, where.column or 0


def _left_out(findings: Iterable[Finding], count: SheetCount) -> int:
    """How many rows of a sheet were left out, by the findings that name a row of it."""
    rows = {
        finding.where.row
        for finding in findings
        if (finding.where.file, finding.where.sheet) == (count.file, count.sheet)
        and finding.severity == "condition"
        and finding.code not in _OF_COLUMNS
    }
    return len(rows - {None})


def _join(gathered: _Gathered, more: _Gathered) -> None:
    for table, rows in more.rows.items():
        gathered.rows.setdefault(table, []).extend(rows)
    for table, rows in more.refused.items():
        gathered.refused.setdefault(table, []).extend(rows)
    gathered.closing.extend(more.closing)
    gathered.rosters.extend(more.rosters)
    gathered.counts.extend(more.counts)
    gathered.files.update(more.files)
    gathered.findings.extend(more.findings)
