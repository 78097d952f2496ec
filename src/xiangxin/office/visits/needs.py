"""Who in a village needs a visit of a collector, and for what. Nobody is on it without a ground for this collector.

An account manager visits persons who consented to the own bank and whose file lacks what they state themselves, and
delivers the bank's notice to its roster. A cadre delivers notices; what a credit file says is not a cadre's matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import with_branches
from xiangxin.office.areas.scope import inside
from xiangxin.office.consent.choices import FILE
from xiangxin.office.consent.gate import of_age, persons_open_to
from xiangxin.office.consent.queries import receivers_of
from xiangxin.office.consent.queries.paper import to_be_told
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.opening import opened
from xiangxin.office.parties.queries.access import looking
from xiangxin.office.parties.queries.cards import masked_number
from xiangxin.office.parties.queries.rosters import own_roster
from xiangxin.office.visits.asking import WRITTEN, asked_fields, needs_writing
from xiangxin.office.visits.choices import Kind, Outcome
from xiangxin.office.visits.gaps import answered_fields
from xiangxin.office.visits.models import Task
from xiangxin.office.visits.reach import CADRES, PURPOSES

READ = ("name", "id_number", "area")
SHOWN = ("name_whole", "id_number", "area")
"""What a person is told was shown when they stood on a list; the number is masked."""
ROSTER = ("name_whole",)


@dataclass(frozen=True, slots=True)
class Need:
    """One visit: the whole name, the number masked, and codes of the fields to ask."""

    person: UUID
    kind: str
    name: str
    number: str
    asked: tuple[str, ...] = ()


@contextmanager
def needs_of(by: Viewer, area: str, on: date, most: int) -> Iterator[list[Need]]:
    """The visits of the viewer in a village, at most ``most``; the looks are noted when the block ends."""
    if by.role in CADRES:
        with _to_tell(by, area, on, most) as found:
            yield found
        return
    roster = _roster(by, area, most)
    with _to_ask(by, area, on, most - len(roster)) as found:
        yield [*found, *roster]


def open_persons(by: Viewer, persons: Collection[UUID], on: date) -> frozenset[UUID]:
    """Those of ``persons`` whom the viewer may still collect from; inside a reading or an act."""
    if by.role in CADRES:
        return frozenset()
    found = persons_open_to(by, PURPOSES[by.role], (FILE,), on)
    rows = Person.objects.filter(found.where("id"), inside(by.area), id__in=list(persons), died_on__isnull=True)
    return frozenset(rows.values_list("id", flat=True))


def with_writing(by: Viewer, persons: Collection[UUID], on: date) -> frozenset[UUID]:
    """Those of ``persons`` whose written consent to income and property stands; inside a reading or an act."""
    if by.role in CADRES:
        return frozenset()
    found = persons_open_to(by, PURPOSES[by.role], (FILE, WRITTEN), on)
    return frozenset(Person.objects.filter(found.where("id"), id__in=list(persons)).values_list("id", flat=True))


def _unwilling(by: Viewer) -> frozenset[UUID]:
    """Who was met on an earlier visit of the same bank and refused: nobody comes again about a refusal.

    Known as long as the earlier list is; inside a reading.
    """
    purpose = PURPOSES[by.role]
    banks = receivers_of(by.institution, purpose, timezone.localdate()).values_list("id", flat=True)
    visiting = {one for bank in banks for one in with_branches(bank)}
    rows = Task.objects.filter(
        outcome=Outcome.REFUSED, task_list__purpose=purpose, task_list__device__institution__in=visiting
    )
    return frozenset(rows.values_list("person", flat=True))


@contextmanager
def _to_ask(by: Viewer, area: str, on: date, most: int) -> Iterator[list[Need]]:
    """Persons of the village whose file lacks what they state; those who lack most come first."""
    with looking(by, "visits.tasks", (*READ, FILE), within=area) as look:
        rows = {row.id: row for row in look.persons.filter(died_on__isnull=True)}
        known, writing = answered_fields(by, rows, on), with_writing(by, rows, on)
        wanted = {id_: _missing(known.get(id_, frozenset()), written=id_ in writing) for id_ in rows}
        asked = {id_ for id_ in rows if wanted[id_]} - _unwilling(by)
        order = sorted(asked, key=lambda id_: (-len(wanted[id_]), str(id_)))[:most]
        found = [_need(rows[id_], Kind.FIELDS, wanted[id_]) for id_ in order]
        look.showed(order, SHOWN)
        yield sorted(found, key=lambda need: need.name)


@contextmanager
def _to_tell(by: Viewer, area: str, on: date, most: int) -> Iterator[list[Need]]:
    """Grown-ups of the village who have answered no notice about a file, and told no cadre no."""
    with looking(by, "visits.tasks", (*READ, "consents")) as look:
        rows = {row.id: row for row in look.persons.filter(of_age(on, "id"), area=area, died_on__isnull=True)}
        order = sorted(to_be_told(area, rows.keys(), on), key=str)[:most]
        found = [_need(rows[id_], Kind.NOTICE, ()) for id_ in order]
        look.showed(order, SHOWN)
        yield sorted(found, key=lambda need: need.name)


def _roster(by: Viewer, area: str, most: int) -> list[Need]:
    """People of the own institution's roster in the village who were not told yet."""
    with own_roster(by, "visits.roster") as (rows, look):
        waiting = rows.filter(area=area, notified_on__isnull=True).exclude(person__in=_unwilling(by))
        waiting = waiting.order_by("received_on", "id")[:most]
        found = [Need(row.person, Kind.NOTICE, opened(row, "name_sealed"), "") for row in waiting]
        look.showed((need.person for need in found), ROSTER)
    return found


def _missing(known: Collection[str], *, written: bool) -> tuple[str, ...]:
    return tuple(name for name in asked_fields() if name not in known and (written or not needs_writing(name)))


def _need(row: Person, kind: Kind, asked: tuple[str, ...]) -> Need:
    return Need(row.id, kind, opened(row, "name_sealed"), masked_number(row), asked)
