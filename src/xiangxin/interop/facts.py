"""Turns the rows of consents, records, coverage and reviews into rows of the engine's tables.

A row about somebody who is not there is left out. What a kind of record does not register is refused even where the
sheet has a column for it, and a value that law does not let us keep is sent back with the reason.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import cast
from uuid import UUID

from xiangxin.interop import cells
from xiangxin.interop.cells import CellProblem
from xiangxin.interop.messages import tell
from xiangxin.interop.register import People, Values, one_each, unknown_person
from xiangxin.interop.sheets import NAME, PANEL, PERSON, WITHDRAWN, Lawful, SheetSpec
from xiangxin.interop.tableread import Row
from xiangxin.interop.withdrawals import Withdrawals
from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.ids import derived_id
from xiangxin.kernel.text import Text
from xiangxin.law.model import RecordField, RecordKind
from xiangxin.scoring.tables import RECORDS

_OF_THE_KIND = ("category", "level", "amount_fen")
"""Columns of ``records`` that only a kind that registers them may fill; the others are the common envelope."""


class Facts:
    """Reads the fact sheets for people who are known. Tables grow as sheets come in."""

    def __init__(
        self, people: People, kinds: Mapping[str, RecordKind], lawful: Lawful, sheets: Mapping[str, SheetSpec]
    ) -> None:
        self.consents: list[Values] = []
        self.records: list[Values] = []
        self.coverage: list[Values] = []
        self.reviews: list[Values] = []
        self._people = people
        self._withdrawals = Withdrawals(people, sheets["consents"], lawful.as_of)
        self._kinds = kinds
        self._lawful = lawful
        panels = next(column.choices for column in sheets["reviews"].columns if column.name == PANEL)
        self._only_panel = next(iter(panels)) if len(panels) == 1 else None
        self._labels = {(spec.name, column.name): column.label for spec in sheets.values() for column in spec.columns}

    def add_consents(self, rows: Sequence[Row], closing: Sequence[Row] = ()) -> None:
        """Consents of applicants, of members, and of whoever a roster lists and who may become an applicant by it.

        ``closing``: rows left out already in which a withdrawal may stand; those left out here join them.
        """
        people = self._people
        known = people.applicants.keys() | people.member_numbers.keys()
        distinct, kept = self._distinct(rows), set[Location]()
        for row, person in self._of_known(distinct, known):
            self._tell_later(row, "consents", "notice_delivered_on")
            if self._in_order(row, "consents", ("from_on", "to_on")):
                self.consents.append(_plain(row, person))
                kept.add(row.where)
        left_out = (row for row in distinct if row.where not in kept and row.values.get(WITHDRAWN) is not None)
        self.consents.extend(self._withdrawals.closing((*closing, *left_out), known))

    def add_records(self, rows: Sequence[Row]) -> None:
        for row, person in self._of_known(self._distinct(rows), self._people.applicants.keys()):
            dates_hold = [
                self._in_order(row, "records", pair)
                for pair in (("happened_on", "ended_on"), ("happened_on", "known_on"), ("known_on", "superseded_on"))
            ]
            self._tell_later(row, "records", "known_on", "told_on")
            values = self._record(row, person)
            if values is not None and all(dates_hold):
                self.records.append(values)

    def add_coverage(self, rows: Sequence[Row]) -> None:
        for row, person in self._of_known(self._distinct(rows), self._people.applicants.keys()):
            self._tell_later(row, "coverage", "asked_on")
            self.coverage.append(_plain(row, person))

    def add_reviews(self, rows: Sequence[Row]) -> None:
        people = self._people

        def seat(row: Row) -> tuple[UUID, object, object, object]:
            return people.id_of(row), self._panel(row), row.values["round_id"], row.values["seat"]

        kept = one_each(rows, seat, people.findings, "seat_twice")
        for row, person in self._of_known(kept, people.applicants.keys()):
            self._tell_later(row, "reviews", "closed_on")
            self.reviews.append({**_plain(row, person), PANEL: self._panel(row)})

    def _panel(self, row: Row) -> object:
        """The panel that rated; the only one where the row names none."""
        return row.values.get(PANEL) or self._only_panel

    def _distinct(self, rows: Sequence[Row]) -> list[Row]:
        return one_each(
            rows, lambda row: tuple(sorted((name, str(row.values[name])) for name in row.values)), self._found
        )

    @property
    def _found(self) -> list[Finding]:
        return self._people.findings

    def _of_known(self, rows: Sequence[Row], known: Container[UUID]) -> Iterator[tuple[Row, UUID]]:
        people = self._people
        for row in rows:
            person = people.id_of(row)
            if person not in known:
                self._found.append(unknown_person(people, row, person))
            elif not people.refuse_name(row, person):
                yield row, person

    def _in_order(self, row: Row, sheet: str, pair: tuple[str, str]) -> bool:
        earlier, later = (cast("date | None", row.values.get(name)) for name in pair)
        if earlier is None or later is None or earlier <= later:
            return True
        labels = [self._labels[sheet, name] for name in pair]
        self._found.append(tell("dates_out_of_order", row.where, earlier=labels[0], later=labels[1]))
        return False

    def _tell_later(self, row: Row, sheet: str, *columns: str) -> None:
        """Something that is said to be done and lies after the run's day has no effect in it, which is told.

        The row is kept: a later run, or one of a later day, needs it, and a withdrawal may stand in it.
        """
        for column in columns:
            day = cast("date | None", row.values.get(column))
            if day is not None and day > self._lawful.as_of:
                label = self._labels[sheet, column]
                as_of = self._lawful.as_of.isoformat()
                self._found.append(tell("date_after_run", _at(row, label), field=label, day=as_of))

    def _record(self, row: Row, person: UUID) -> Values | None:
        kind = self._kinds[str(row.values["kind"])]
        values = _plain(row, person)
        labels = {column: self._labels["records", column] for column in _OF_THE_KIND}
        problems = fit_to_kind(values, kind, row, labels, self._lawful)
        self._found.extend(problems)
        if problems:
            return None
        content = [f"{name}={values[name]}" for name in RECORDS.names if values.get(name) is not None]
        return {"record_id": derived_id(self._people.key, "record", *content), **values}


def fit_to_kind(
    values: Values, kind: RecordKind, row: Row, labels: Mapping[str, Text], lawful: Lawful
) -> list[Finding]:
    """What does not fit the kind of record, of the values that only a kind which registers them may have.

    Words become their codes in ``values``. ``labels``: what the columns are called, in findings.
    """
    by_column = {spec.column: spec for spec in kind.fields}
    found = (
        _kind_value(values, column, by_column.get(column), kind, row, labels[column], lawful)
        for column in _OF_THE_KIND
        if column in labels
    )
    return [problem for problem in found if problem is not None]


def _kind_value(
    values: Values, column: str, spec: RecordField | None, kind: RecordKind, row: Row, label: Text, lawful: Lawful
) -> Finding | None:
    """What is wrong with one value of a record, if anything; a word is replaced by its code."""
    value = values.get(column)
    if value is None:
        return None
    where = _at(row, label)
    if spec is None:
        return tell("column_not_of_kind", where, kind=kind.label, field=label)
    if isinstance(value, int):
        return _outside(value, spec, where, label)
    choices = {code: text for name, code, text in kind.value_labels if name == spec.name}
    try:
        code = cells.choice(str(value), choices)
    except CellProblem:
        return tell("choice_unknown", where, field=label, choices=_offered(kind, spec.name, choices, lawful))
    refusal = lawful.reason(kind, spec.name, str(code))
    if refusal is not None:
        reason, basis = refusal
        return replace(tell("value_refused", where, field=label, reason=reason), basis=basis)
    values[column] = code
    return None


def _offered(kind: RecordKind, field: str, choices: Mapping[str, Text], lawful: Lawful) -> Text:
    offered = [label for code, label in choices.items() if lawful.reason(kind, field, code) is None]
    return Text("、".join(label.zh for label in offered), ", ".join(label.en for label in offered))


def _outside(value: int, spec: RecordField, where: Location, label: Text) -> Finding | None:
    if spec.range is None or spec.range[0] <= value <= spec.range[1]:
        return None
    low, high = (f"{bound // 100:,}" for bound in spec.range)
    return tell("value_out_of_range", where, field=label, low=low, high=high)


def _at(row: Row, label: Text) -> Location:
    where = row.where
    return Location(file=where.file, sheet=where.sheet, row=where.row, field=label.zh)


def _plain(row: Row, person: UUID) -> Values:
    """The values of a row as its table has them: the person by opaque id, no name, no number."""
    return {"person_id": person, **{name: value for name, value in row.values.items() if name not in (PERSON, NAME)}}
