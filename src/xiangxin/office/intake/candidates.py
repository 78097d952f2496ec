"""Turns the rows of a form into what they would bring: facts, answers, registrations, contacts for a notice.

A row that says something law does not let us keep, or that cannot be a fact, is told with its place and comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast
from uuid import UUID

from xiangxin.interop.facts import fit_to_kind
from xiangxin.interop.messages import tell as tell_of_files
from xiangxin.interop.rosters import VILLAGE
from xiangxin.interop.sheets import NAME, PERSON, Lawful
from xiangxin.interop.tableread import Row
from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.ids import IdNumber, derived_id, person_id
from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law
from xiangxin.office.areas.queries import any_institution
from xiangxin.office.creditfile.checks import check_coverage, check_fact
from xiangxin.office.creditfile.new import NewCoverage, NewFact
from xiangxin.office.creditfile.registry import written
from xiangxin.office.creditfile.standing import NewStanding
from xiangxin.office.intake.before import area_of, standing_row
from xiangxin.office.intake.catalog import AS_OF, Form, lawful, spec_of
from xiangxin.office.intake.operators import OTHER, NewOperatorRow, OperatorCode, operator_row
from xiangxin.office.intake.words import tell
from xiangxin.office.parties.actions import NewPerson
from xiangxin.office.parties.checks import born_by, name_of, phone_of
from xiangxin.office.parties.new import NewRosterContact
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.vault.keys import ring

_ENVELOPE = (
    "category", "level", "amount_fen", "happened_on", "ended_on", "document_no", "authority", "procedure",
    "catalogue_code", "severity", "told_on", "final", "sealed",
)  # fmt: skip
_TEXTS = frozenset({"category", "level", "document_no", "authority", "procedure", "catalogue_code", "severity"})
_LABELS = frozenset({"category", "level", "amount_fen"})
HOUSEHOLD = "household_no"
"""The column of a register that says to which household of its village a row belongs."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that reads: whose it is, and what it would bring. Only one of the last four parts is filled."""

    row: Row
    person: UUID
    number: IdNumber | OperatorCode
    name: str = field(default="", repr=False)
    facts: tuple[NewFact, ...] = ()
    answer: NewCoverage | None = None
    contact: NewRosterContact | None = None
    registration: NewPerson | None = None
    operator: NewOperatorRow | None = None
    standing: NewStanding | None = None

    @property
    def id_number(self) -> IdNumber:
        """The number of a row that is about a person."""
        assert isinstance(self.number, IdNumber)
        return self.number

    @property
    def area(self) -> str | None:
        """The village that the row names, where its form has one."""
        return cast("str | None", self.row.values.get(VILLAGE))


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes candidates of one form's rows. ``source``: who sends; ``on``: the day of law and of what is known.

    ``answers``: for which suppliers of records the sender answers that there is none.
    """

    form: Form
    source: UUID
    on: date
    lawful: Lawful
    labels: dict[str, Text]
    answers: frozenset[str]

    @staticmethod
    def of(form: Form, source: UUID, on: date) -> Maker:
        """For a form on a day."""
        labels = {column.name: column.label for column in spec_of(form, on).columns}
        own = any_institution(source) if form.answers else None
        answers = frozenset(of for of, bodies in form.answers.items() if own is not None and own.kind in bodies)
        return Maker(form, source, on, lawful(on), labels, answers)

    def make(self, row: Row) -> tuple[Candidate | None, list[Finding]]:
        """What the row would bring, or what is wrong with it."""
        if self.form.reads == "operators":
            return self._operator(row)
        if self.form.reads == "area_standing":
            area = area_of(row)
            subject = derived_id(ring().person_key, "area", area)
            return self._standing(Candidate(row, subject, OperatorCode(area)), area)
        number = row.values[PERSON]
        assert isinstance(number, IdNumber)
        bare = Candidate(row, person_id(number, ring().person_key), number, str(row.values.get(NAME) or ""))
        match self.form.reads:
            case "records":
                return self._record(bare)
            case "values":
                return self._values(bare, self.form.fields, cast(date, row.values[AS_OF]))
            case "coverage":
                return self._coverage(bare)
            case "register":
                return self._register(bare)
            case "standing":
                return self._standing(bare, bare.person)
            case _:
                return self._contact(bare)

    def _record(self, bare: Candidate) -> tuple[Candidate | None, list[Finding]]:
        row = bare.row
        kind = load_law().record_kinds[str(row.values.get("kind") or self.form.kinds[0])]
        values: dict[str, object] = dict(row.values)
        labels = {name: label for name, label in self.labels.items() if name in _LABELS}
        problems = fit_to_kind(values, kind, row, labels, self.lawful)
        problems += self._days(row)
        problems += self._said_no(row)
        if problems:
            return None, problems
        parts: dict[str, Any] = {
            name: values.get(name) or "" if name in _TEXTS else values.get(name) for name in _ENVELOPE
        }
        return self._checked(bare, [NewFact(bare.person, kind.id, self.source, **parts)])

    def _values(self, bare: Candidate, fields: Iterable[str], as_of: date) -> tuple[Candidate | None, list[Finding]]:
        law, row = load_law(), bare.row
        facts = []
        for name in fields:
            value = row.values.get(law.fields[name].column)
            if value is None:
                continue
            if self.form.positive and value is False:
                return None, [tell("positive_only", _at(row.where, law.fields[name].label))]
            text = written(name, cast("bool | int | date | str", value))
            facts.append(NewFact(bare.person, name, self.source, value=text, happened_on=as_of))
        if not facts and self.form.reads == "values":
            return None, [tell("row_says_nothing", row.where)]
        return self._checked(bare, facts)

    def _checked(self, bare: Candidate, facts: list[NewFact]) -> tuple[Candidate | None, list[Finding]]:
        try:
            for fact in facts:
                check_fact(fact, self.on)
        except OfficeError as error:
            label = self.labels.get(AS_OF if self.form.reads == "values" else error.field or "")
            return None, [_told(error, bare.row.where if label is None else _at(bare.row.where, label))]
        return replace(bare, facts=tuple(facts)), []

    def _coverage(self, bare: Candidate) -> tuple[Candidate | None, list[Finding]]:
        values = bare.row.values
        if load_law().record_kinds[str(values["kind"])].supplied_by not in self.answers:
            return None, [tell("answered_by_others", _at(bare.row.where, self.labels["kind"]))]
        answer = NewCoverage(bare.person, str(values["kind"]), self.source, cast(date, values["asked_on"]))
        try:
            check_coverage(answer, {bare.person: self.on}, self.on)
        except OfficeError as error:
            return None, [_told(error, _at(bare.row.where, self.labels["asked_on"]))]
        return replace(bare, answer=answer), []

    def _register(self, bare: Candidate) -> tuple[Candidate | None, list[Finding]]:
        values = bare.row.values
        birth_on = values.get("birth_on")
        if birth_on is not None and birth_on != bare.id_number.birth_on:
            return None, [tell_of_files("birth_date_differs", bare.row.where)]
        problems = self._reachable(bare)
        if problems:
            return None, problems
        area = str(values[VILLAGE])
        household = derived_id(ring().person_key, "household", area, str(values[HOUSEHOLD]))
        registration = NewPerson(bare.name, bare.id_number.number, area, str(values.get("phone") or ""), household)
        fields = [name for name, spec in load_law().fields.items() if spec.column in values and name != "birth_on"]
        made, problems = self._values(bare, fields, self.on)
        return (None if made is None else replace(made, registration=registration)), problems

    def _standing(self, bare: Candidate, subject: UUID | str) -> tuple[Candidate | None, list[Finding]]:
        try:
            made = standing_row(bare.row, subject, self.form.standing, self.source, self.on)
        except OfficeError as error:
            label = self.labels.get(error.field or "")
            return None, [_told(error, bare.row.where if label is None else _at(bare.row.where, label))]
        return replace(bare, standing=made), []

    def _operator(self, row: Row) -> tuple[Candidate | None, list[Finding]]:
        try:
            made = operator_row(row, self.source, self.on)
        except OfficeError as error:
            column = {"value": "level", "counterpart": OTHER}.get(error.field or "", error.field or "")
            label = self.labels.get(column)
            return None, [_told(error, row.where if label is None else _at(row.where, label))]
        return Candidate(row, made.subject, OperatorCode(made.code), operator=made), []

    def _contact(self, bare: Candidate) -> tuple[Candidate | None, list[Finding]]:
        values = bare.row.values
        problems = self._reachable(bare)
        if problems:
            return None, problems
        contact = NewRosterContact(bare.person, str(values[VILLAGE]), bare.name, str(values.get("phone") or ""))
        return replace(bare, contact=contact), []

    def _reachable(self, bare: Candidate) -> list[Finding]:
        """What the register would not take as a number, a name or a telephone."""
        phone = str(bare.row.values.get("phone") or "")
        checks: tuple[tuple[str, Callable[[], object]], ...] = (
            (PERSON, lambda: born_by(bare.id_number, self.on)),
            ("name", lambda: name_of(bare.name)),
            ("phone", lambda: phone_of(phone)),
        )
        found = []
        for name, check in checks:
            try:
                check()
            except OfficeError as error:
                found.append(_told(error, _at(bare.row.where, self.labels[name])))
        return found

    def _said_no(self, row: Row) -> list[Finding]:
        """A column that must say yes and does not."""
        return [
            tell("must_say_yes", _at(row.where, self.labels[name]), field=self.labels[name], reason=reason)
            for name, reason in self.form.yes.items()
            if row.values.get(name) is not True
        ]

    def _days(self, row: Row) -> list[Finding]:
        first, last = row.values.get("happened_on"), row.values.get("ended_on")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            labels = {"earlier": self.labels["happened_on"], "later": self.labels["ended_on"]}
            return [tell_of_files("dates_out_of_order", row.where, **labels)]
        return []


def _at(where: Location, label: Text) -> Location:
    return Location(file=where.file, sheet=where.sheet, row=where.row, field=label.zh)


def _told(error: OfficeError, where: Location) -> Finding:
    """What another room says of a value, at its place; it costs the row, never the file."""
    return replace(error.finding, where=where, severity="condition")
