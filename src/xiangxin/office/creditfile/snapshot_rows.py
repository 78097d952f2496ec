"""The engine's tables of a file as it was believed on one day and held on another, row by row. Nothing is computed.

What a run reads is exactly this: persons by opaque id, no name, no number, no free text. Of each class of data only
those persons are in it who agreed to the class, and of lenders' own books only the receiver's; the engine asks the
consents again by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db.models import Q, QuerySet

from xiangxin.interop.county import county_tables
from xiangxin.kernel.ids import derived_id
from xiangxin.kernel.portions import portions
from xiangxin.law.load import load_law
from xiangxin.law.model import Field
from xiangxin.office.areas.choices import InstitutionKind
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.scope import in_force
from xiangxin.office.audit.acts import ROWS_A_STATEMENT
from xiangxin.office.audit.plainrows import plain_rows
from xiangxin.office.consent.queries import consent_rows
from xiangxin.office.creditfile.lenders import answers_of_lenders, facts_of_lenders
from xiangxin.office.creditfile.models import Batch
from xiangxin.office.creditfile.queries.believing import believed, covered, disputed
from xiangxin.office.creditfile.registry import classes_in_use, classes_of, kinds, read_value
from xiangxin.office.creditfile.reviews import review_rows
from xiangxin.office.parties.models import Membership, Person
from xiangxin.office.vault.keys import ring
from xiangxin.scoring.arrow import to_arrow

Rows = list[dict[str, object]]
Open = Callable[[str, Iterable[UUID]], Set[UUID]]
"""Given a class of data and persons: those of them who are open in it."""

REVIEW = "review"
_ENVELOPE = (
    *("category", "level", "amount_fen", "happened_on", "ended_on", "document_no", "authority", "procedure"),
    *("catalogue_code", "severity", "told_on", "final", "sealed"),
)
_FIRST, _LAST = _ENVELOPE.index("happened_on"), _ENVELOPE.index("ended_on")
_HEAD = ("id", "series", "person", "kind", "source", "value", "known_earlier_on", "batch")


@dataclass(frozen=True)
class Asked:
    """What a run asks: of whom, for what, by whom, and the two days.

    ``among``: a condition on persons, who agreed to a file; ``persons``: those of them who are assessed, None for all.
    ``today`` decides who consents now: a withdrawal blocks a run of any day.
    """

    among: Q
    persons: frozenset[UUID] | None
    open_: Open
    purpose: str
    receiver: UUID
    as_of: date
    known_on: date
    today: date

    @cached_property
    def applicants(self) -> QuerySet[Person]:
        """Everybody who is assessed, and where ``persons`` are many, others beside them."""
        few = self.persons is not None and len(self.persons) <= ROWS_A_STATEMENT
        named = Q(id__in=self.persons or ()) if few else Q()
        return Person.objects.filter(self.among, named)

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
    reviews: Rows = field(default_factory=list)

    @property
    def persons(self) -> list[UUID]:
        """Everybody of whom something is in the tables."""
        return [*self.applicants, *self.members]

    def in_order(self) -> None:
        """Bring rows into the order of ids, so that the same file gives the same bytes."""
        self.records.sort(key=lambda row: (row["person_id"], row["record_id"]))
        self.coverage.sort(key=lambda row: tuple(row.values()))

    def tables(self) -> dict[str, pa.Table]:
        """As Arrow tables."""
        specs = county_tables(load_law())
        rows = {
            "applicants": [self._applicant(row, set(specs["applicants"].names)) for row in self.applicants.values()],
            "members": list(self._members(set(specs["members"].names))),
            "records": self.records,
            "coverage": self.coverage,
            "consents": self.consents,
            "reviews": self.reviews,
        }
        return {name: to_arrow(spec, rows[name]) for name, spec in specs.items()}

    def _applicant(self, row: dict[str, Any], columns: set[str]) -> dict[str, object]:
        return {**row, **_only(self.values.get(row["person_id"], {}), columns)}

    def _members(self, columns: set[str]) -> Iterator[dict[str, object]]:
        pairs = [(person, member) for member, persons in self.members.items() for person in persons]
        for person, member in sorted(pairs):
            yield {"person_id": person, "member_id": member, **_only(self.values.get(member, {}), columns)}


def gather(asked: Asked) -> Gathered:
    """Everything a run may read, some persons at a time. Inside a reading."""
    found = Gathered()
    _add_people(asked, found)
    beside = _Beside(
        sources={key.bytes: slug for key, slug in Institution.objects.values_list("id", "slug")},
        shunned={series.bytes for series in disputed(asked.known_on).values_list("fact__series", flat=True)},
    )
    for some in portions(found.persons, ROWS_A_STATEMENT):
        open_ = _open(asked, some)
        _add_facts(asked, found, open_, beside)
        _add_coverage(asked, found, open_, beside)
        found.consents += agreed_rows(asked.purpose, asked.receiver, asked.today, some)
        found.reviews += review_rows([one for one in some if one in found.applicants], asked.known_on, asked.today)
    found.in_order()
    return found


class _Batches(dict[bytes, tuple[Any, ...]]):
    """When each shown batch was known and shown, asked when it is first met: one may be shown while this is read."""

    def __missing__(self, key: bytes) -> tuple[Any, ...]:
        self[key] = Batch.objects.values_list("known_on", "shown_at").get(id=UUID(bytes=key))
        return self[key]


@dataclass(frozen=True)
class _Beside:
    """What institutions are called, which matters are disputed, and about batches; by ids as the driver holds them."""

    sources: Mapping[bytes, str]
    shunned: set[bytes]
    batches: _Batches = field(default_factory=_Batches)


def _add_people(asked: Asked, found: Gathered) -> None:
    """Applicants with their households, and members who are no applicants themselves and agreed to be counted."""
    rows = asked.applicants.order_by("id").values_list("id", "area", "birth_on")
    people = {person: (area, birth_on) for person, area, birth_on in rows if asked.assesses(person)}
    homes = _homes(asked, list(people))
    of_home: dict[UUID, list[UUID]] = {}
    for person, (area, birth_on) in people.items():
        home = homes.get(person)
        found.applicants[person] = {
            "person_id": person,
            "household_id": home or derived_id(ring().person_key, "household", "person", str(person)),
            "village_code": area,
            "birth_on": birth_on,
        }
        if home is not None:
            of_home.setdefault(home, []).append(person)
    others = {person: home for person, home in _near(asked, of_home.keys()).items() if person not in people}
    for some in portions(others, ROWS_A_STATEMENT):
        open_ = _open(asked, some)
        for member in some:
            if any(member in open_[name] for name in member_classes()):
                found.members[member] = of_home[others[member]]


def _homes(asked: Asked, persons: Sequence[UUID]) -> dict[UUID, UUID]:
    """In which household each person was on ``as_of``, as it was known on ``known_on``.

    Who was in none yet is in the one they were in when it was known; who was registered here later still, in theirs of
    now: no run of that day can have missed them.
    """
    found: dict[UUID, UUID] = {}
    columns = ("person", "household", "joined_on", "joined_known_on", "left_on", "left_known_on")
    for some in portions(persons, ROWS_A_STATEMENT):
        rows = Membership.objects.filter(person__in=some).order_by("joined_on", "id")
        then: dict[UUID, UUID] = {}
        for person, home, joined, known, left, gone, registered in rows.values_list(*columns, "person__registered_on"):
            if known > asked.known_on:
                if left is None and registered > asked.known_on:
                    found.setdefault(person, home)
                continue
            ended = left if gone is not None and gone <= asked.known_on else None
            if ended is None:
                found[person] = home
            if joined <= asked.as_of and (ended is None or ended > asked.as_of):
                then[person] = home
        found |= then
    return found


def _near(asked: Asked, homes: Collection[UUID]) -> dict[UUID, UUID]:
    """Who was in one of these households then, as it was known; and in which."""
    persons: set[UUID] = set()
    for some in portions(homes, ROWS_A_STATEMENT):
        persons.update(Membership.objects.filter(household__in=some).values_list("person", flat=True))
    return {person: home for person, home in _homes(asked, sorted(persons)).items() if home in homes}


def _open(asked: Asked, persons: Sequence[UUID]) -> dict[str, Set[UUID]]:
    """By class of data, which of the persons agreed to it."""
    return {name: asked.open_(name, persons) for name in classes_in_use(asked.today)}


def member_classes() -> list[str]:
    """Who agreed to one of these may be counted as a member of their household."""
    return sorted({str(spec.consent_class) for spec in load_law().fields.values() if "members" in spec.tables})


def agreed_rows(purpose: str, receiver: UUID, on: date, persons: Sequence[UUID]) -> Rows:
    """Consents of these persons that a run asks for: to its receiver, and to panels that may review them."""
    rows = list(consent_rows(purpose, receiver, on, persons))
    return [*rows, *(row for panel in _panels(on) for row in consent_rows(REVIEW, panel, on, persons))]


def _by_classes(on: date) -> dict[frozenset[str], list[str]]:
    """Kinds of facts by the classes that each needs."""
    found: dict[frozenset[str], list[str]] = {}
    for name in kinds():
        found.setdefault(frozenset(classes_of(name, on)), []).append(name)
    return found


def _agreed(asked: Asked, open_: Mapping[str, Set[UUID]]) -> Q:
    """Rows of kinds to which their persons agreed; nobody's where nobody did."""
    by_persons: dict[frozenset[UUID], list[str]] = {}
    for classes, names in _by_classes(asked.today).items():
        by_persons.setdefault(frozenset.intersection(*(frozenset(open_[one]) for one in classes)), []).extend(names)
    found = Q(pk__in=[])
    for persons, names in by_persons.items():
        if persons:
            found |= Q(person__in=persons, kind__in=names)
    return found


def _add_facts(asked: Asked, found: Gathered, open_: Mapping[str, Set[UUID]], beside: _Beside) -> None:
    """Values that hold, the one that counts of each; and every believed record, with its whole envelope.

    Of several values of a field that hold, the one with the latest first day counts; of two, the one known later. Which
    record counts is the engine's to say.
    """
    best: dict[tuple[UUID, str], tuple[Any, ...]] = {}
    whose = _by_bytes(open_)
    fields = {name: spec for name, spec in kinds().items() if isinstance(spec, Field)}
    rows = believed(asked.known_on).filter(_agreed(asked, open_), facts_of_lenders([asked.receiver]))
    for row in plain_rows(rows, (*_HEAD, *_ENVELOPE)):
        fact, series, key, kind, source, value, earlier, batch, *envelope = row
        person = whose[key]
        known_on, shown_at = beside.batches[batch]
        if kind in fields:
            first, last = envelope[_FIRST], envelope[_LAST]
            if series not in beside.shunned and _holds(first, last, asked.as_of):
                rank = (first, earlier or known_on, shown_at, fact, value)
                best[person, kind] = max(best.get((person, kind), rank), rank)
        elif person in found.applicants:
            found.records.append(
                {
                    "record_id": fact,
                    "person_id": key,
                    "kind": kind,
                    **{name: None if one == "" else one for name, one in zip(_ENVELOPE, envelope, strict=True)},
                    "known_on": earlier or known_on,
                    "superseded_on": None,
                    "disputed": series in beside.shunned,
                    "source": beside.sources[source],
                }
            )
    for (person, kind), (*_, value) in best.items():
        found.values.setdefault(person, {})[fields[kind].column] = read_value(kind, value)


def _by_bytes(open_: Mapping[str, Set[UUID]]) -> dict[bytes, UUID]:
    """Persons who are open in some class, by their ids as the driver holds them."""
    return {person.bytes: person for persons in open_.values() for person in persons}


def _holds(first: date | None, last: date | None, as_of: date) -> bool:
    """As ``believing.holding``."""
    return first is not None and first <= as_of and (last is None or last >= as_of)


def _add_coverage(asked: Asked, found: Gathered, open_: Mapping[str, Set[UUID]], beside: _Beside) -> None:
    whose = _by_bytes(open_)
    rows = covered(asked.known_on).filter(_agreed(asked, open_), answers_of_lenders([asked.receiver]))
    answers = set(plain_rows(rows, ("person", "kind", "asked_of", "asked_on")))
    found.coverage += [
        {"person_id": key, "kind": kind, "asked_of": beside.sources[asked_of], "asked_on": asked_on}
        for key, kind, asked_of, asked_on in answers
        if whose[key] in found.applicants
    ]


def _panels(on: date) -> QuerySet[Institution, UUID]:
    """Panels that a person may have let review them."""
    rows = Institution.objects.filter(in_force(on), kind=InstitutionKind.PANEL)
    return rows.order_by("slug").values_list("id", flat=True)


def _only(values: Mapping[str, object], columns: set[str]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name in columns}
