"""The engine's tables of a file as it was believed on one day and held on another, row by row. Nothing is computed.

What a run reads is exactly this: persons by opaque id, no name, no number, no free text. Of each class of data only
those persons are in it who agreed to the class; the engine asks the consents again by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db.models import Q, QuerySet

from xiangxin.interop.county import county_tables
from xiangxin.kernel.ids import derived_id
from xiangxin.law.load import load_law
from xiangxin.law.model import Field
from xiangxin.office.areas.choices import InstitutionKind
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.scope import in_force
from xiangxin.office.consent.queries import consent_rows
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.creditfile.queries.believing import believed, covered, disputed, holding
from xiangxin.office.creditfile.registry import classes_of, kinds, read_value
from xiangxin.office.parties.models import Membership, Person
from xiangxin.office.vault.keys import ring
from xiangxin.scoring.arrow import to_arrow

Rows = list[dict[str, object]]
Opened = Callable[[str, str], Q]
"""Given a class of data and a column that holds a person: the condition for rows of persons who are open in it."""

FEW = 500
"""Ids that are worth a condition of their own."""
FILE = "file"
REVIEW = "review"
_ENVELOPE = (
    *("category", "level", "amount_fen", "happened_on", "ended_on", "document_no", "authority", "procedure"),
    *("catalogue_code", "severity", "told_on", "final", "sealed"),
)
_KNOWN = ("known_earlier_on", "batch__known_on")


@dataclass(frozen=True)
class Asked:
    """What a run asks: of whom, for what, by whom, and the two days.

    ``among``: a condition on persons; ``persons``: those of them who are assessed, None for all. ``today`` decides who
    consents now: a withdrawal blocks a run of any day.
    """

    among: Q
    persons: frozenset[UUID] | None
    opened: Opened
    purpose: str
    receiver: UUID
    as_of: date
    known_on: date
    today: date

    @cached_property
    def applicants(self) -> QuerySet[Person]:
        """Everybody who is assessed, and where ``persons`` are many, others beside them."""
        few = self.persons is not None and len(self.persons) <= FEW
        named = Q(id__in=self.persons or ()) if few else Q()
        return Person.objects.filter(self.among, named, self.opened(FILE, "id"))

    def assesses(self, person: UUID) -> bool:
        """Whether ``persons`` names this one."""
        return self.persons is None or person in self.persons


@dataclass
class Gathered:
    """Rows by table, and whose they are."""

    applicants: dict[UUID, dict[str, object]] = field(default_factory=dict)
    members: dict[UUID, list[UUID]] = field(default_factory=dict)
    values: dict[UUID, dict[str, object]] = field(default_factory=dict)
    records: Rows = field(default_factory=list)
    coverage: Rows = field(default_factory=list)
    consents: Rows = field(default_factory=list)

    @property
    def persons(self) -> list[UUID]:
        """Everybody of whom something is in the tables."""
        return [*self.applicants, *self.members]

    def tables(self) -> dict[str, pa.Table]:
        """As Arrow tables, in the order of ids, so that the same file gives the same bytes."""
        specs = county_tables(load_law())
        rows = {
            "applicants": [self._applicant(row, set(specs["applicants"].names)) for row in self.applicants.values()],
            "members": list(self._members(set(specs["members"].names))),
            "records": self.records,
            "coverage": self.coverage,
            "consents": self.consents,
            "reviews": [],
        }
        return {name: to_arrow(spec, rows[name]) for name, spec in specs.items()}

    def _applicant(self, row: dict[str, Any], columns: set[str]) -> dict[str, object]:
        return {**row, **_only(self.values.get(row["person_id"], {}), columns)}

    def _members(self, columns: set[str]) -> Iterator[dict[str, object]]:
        pairs = [(person, member) for member, persons in self.members.items() for person in persons]
        for person, member in sorted(pairs):
            yield {"person_id": person, "member_id": member, **_only(self.values.get(member, {}), columns)}


def gather(asked: Asked) -> Gathered:
    """Everything a run may read. Inside a reading."""
    found = Gathered()
    _add_people(asked, found)
    sources = dict(Institution.objects.values_list("id", "slug"))
    shunned = set(disputed(asked.known_on).values_list("fact__series", flat=True))
    _add_values(asked, found, shunned)
    _add_records(asked, found, shunned, sources)
    _add_coverage(asked, found, sources)
    _add_consents(asked, found)
    return found


def _add_people(asked: Asked, found: Gathered) -> None:
    """Applicants with their households, and members who are no applicants themselves and agreed to be counted."""
    homes = _homes(asked.as_of, asked.applicants)
    rows = asked.applicants.order_by("id").values_list("id", "area", "birth_on")
    of_home: dict[UUID, list[UUID]] = {}
    for person, area, birth_on in rows:
        if not asked.assesses(person):
            continue
        home = homes.get(person)
        found.applicants[person] = {
            "person_id": person,
            "household_id": home or derived_id(ring().person_key, "household", "person", str(person)),
            "village_code": area,
            "birth_on": birth_on,
        }
        if home is not None:
            of_home.setdefault(home, []).append(person)
    classes = sorted({spec.consent_class for spec in load_law().fields.values() if "members" in spec.tables})
    agreed = Q()
    for name in classes:
        agreed |= asked.opened(name, "id")
    inside = Membership.objects.filter(person__in=asked.applicants.values("id")).values("household")
    others = Person.objects.filter(agreed, memberships__household__in=inside)
    for member, home in _homes(asked.as_of, others).items():
        if home in of_home and member not in found.applicants:
            found.members[member] = of_home[home]


def _homes(as_of: date, persons: QuerySet[Person]) -> dict[UUID, UUID]:
    """In which household each person was on ``as_of``; who was in none yet, in the one they are in now."""
    rows = Membership.objects.filter(person__in=persons.values("id"))
    then = Q(joined_on__lte=as_of) & (Q(left_on__isnull=True) | Q(left_on__gt=as_of))
    found = dict(rows.filter(left_on__isnull=True).values_list("person", "household"))
    found.update(rows.filter(then).order_by("joined_on", "id").values_list("person", "household"))
    return found


def _facts(asked: Asked, of: type[Field] | None) -> Iterator[QuerySet[Fact]]:
    """Believed facts, values of fields or records, class by class: of each only those of persons who agreed to it."""
    by_classes: dict[frozenset[str], list[str]] = {}
    for name, spec in kinds().items():
        if isinstance(spec, Field) == (of is Field):
            by_classes.setdefault(frozenset(classes_of(name, asked.today)), []).append(name)
    for classes, names in by_classes.items():
        rows = believed(asked.known_on).filter(kind__in=names)
        for name in sorted(classes):
            rows = rows.filter(asked.opened(name, "person"))
        yield rows


def _add_values(asked: Asked, found: Gathered, shunned: set[UUID]) -> None:
    """Of several values of a field that hold, the one with the latest first day; of two, the one known later."""
    homes = Membership.objects.filter(person__in=asked.applicants.values("id")).values("household")
    near = Person.objects.filter(Q(memberships__household__in=homes) | Q(id__in=asked.applicants.values("id")))
    best: dict[tuple[UUID, str], tuple[Any, ...]] = {}
    wanted = found.applicants.keys() | found.members.keys()
    for rows in _facts(asked, Field):
        held = rows.filter(holding(asked.as_of), person__in=near.values("id"))
        columns = held.values_list("person", "kind", "happened_on", *_KNOWN, "batch__shown_at", "id", "value", "series")
        for person, kind, happened_on, earlier, known_on, shown_at, fact, value, series in columns.iterator(5000):
            if person not in wanted or series in shunned:
                continue
            rank = (happened_on, earlier or known_on, shown_at, fact, value)
            if (person, kind) not in best or rank > best[person, kind]:
                best[person, kind] = rank
    for (person, kind), (*_, value) in best.items():
        column = getattr(kinds()[kind], "column")  # noqa: B009
        found.values.setdefault(person, {})[column] = read_value(kind, value)


def _add_records(asked: Asked, found: Gathered, shunned: set[UUID], sources: Mapping[UUID, str]) -> None:
    """Every believed record with its whole envelope; which of them counts is the engine's to say."""
    for rows in _facts(asked, None):
        of_them = rows.filter(person__in=asked.applicants.values("id"))
        columns = of_them.values_list("id", "series", "person", "kind", "source", *_KNOWN, *_ENVELOPE)
        for fact, series, person, kind, source, earlier, known_on, *envelope in columns.iterator(5000):
            if person not in found.applicants:
                continue
            found.records.append(
                {
                    "record_id": fact,
                    "person_id": person,
                    "kind": kind,
                    **{name: None if value == "" else value for name, value in zip(_ENVELOPE, envelope, strict=True)},
                    "known_on": earlier or known_on,
                    "superseded_on": None,
                    "disputed": series in shunned,
                    "source": sources[source],
                }
            )
    found.records.sort(key=lambda row: (str(row["person_id"]), str(row["record_id"])))


def _add_coverage(asked: Asked, found: Gathered, sources: Mapping[UUID, str]) -> None:
    by_classes: dict[frozenset[str], list[str]] = {}
    for name, spec in kinds().items():
        if not isinstance(spec, Field):
            by_classes.setdefault(frozenset(classes_of(name, asked.today)), []).append(name)
    answers: set[tuple[UUID, str, str, date]] = set()
    for classes, names in by_classes.items():
        rows = covered(asked.known_on).filter(kind__in=names, person__in=asked.applicants.values("id"))
        for name in sorted(classes):
            rows = rows.filter(asked.opened(name, "person"))
        for person, kind, asked_of, asked_on in rows.values_list("person", "kind", "asked_of", "asked_on"):
            if person in found.applicants:
                answers.add((person, kind, sources[asked_of], asked_on))
    found.coverage = [
        {"person_id": person, "kind": kind, "asked_of": asked_of, "asked_on": asked_on}
        for person, kind, asked_of, asked_on in sorted(answers)
    ]


def _add_consents(asked: Asked, found: Gathered) -> None:
    """Consents to what the run asks, of applicants and members; and whom each applicant lets review them."""
    people = Q(person__in=asked.applicants.values("id"))
    members = Q(person__in=list(found.members)) if len(found.members) <= FEW else None
    wanted = found.applicants.keys() | found.members.keys()
    rows = list(consent_rows(asked.purpose, asked.receiver, asked.today, None if members is None else people | members))
    panels = Institution.objects.filter(in_force(asked.today), kind=InstitutionKind.PANEL).order_by("slug")
    for panel in panels.values_list("id", flat=True):
        rows += consent_rows(REVIEW, panel, asked.today, people)
    found.consents = [row for row in rows if row["person_id"] in wanted]


def _only(values: Mapping[str, object], columns: set[str]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name in columns}
