"""Whose file in a village still wants something, by name: for whoever may know the name, and no further.

An account manager is shown persons who agreed to a file for the own bank, and of each only the classes agreed to. A
cadre is shown who has not answered a notice about a file: what a file holds is not a cadre's matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils import timezone

from xiangxin.kernel.divisions import level_of
from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.consent.actions import Scope
from xiangxin.office.consent.gate import of_age, persons_open_to
from xiangxin.office.consent.queries.paper import to_be_asked
from xiangxin.office.consent.queries.texts import askable
from xiangxin.office.creditfile.queries.believing import believed, covered, disputed, holding
from xiangxin.office.creditfile.registry import classes_in_use, classes_of
from xiangxin.office.creditfile.terms import LIMITS
from xiangxin.office.creditfile.wanted import wanted
from xiangxin.office.parties.models import Membership, Person
from xiangxin.office.parties.opening import opened
from xiangxin.office.parties.queries.access import Looking, looking, purpose_of
from xiangxin.office.parties.queries.cards import PersonCard, card_of
from xiangxin.office.parties.queries.names import matches
from xiangxin.office.shell.errors import AddressUnknown

FILE = "file"
CADRES = frozenset({Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE})
"""They keep the register of their area; what a file says is not theirs to see."""
WHAT = "creditfile.village"
SHOWN = (*PersonCard.SHOWN, "credit_file")
"""What a person is told when their line was shown to an account manager."""
ASKED = (*PersonCard.SHOWN, "consents")
"""The same for a cadre."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """One person's line. ``missing``: what the policy reads and the person has not said yet; ``to_ask``: what others
    have not answered; ``newest``: the latest first day of the file. All of it only of classes open to the viewer.

    For a cadre only ``card`` is told: somebody who has not answered a notice.
    """

    card: PersonCard
    household: UUID | None = None
    missing: tuple[Text, ...] = ()
    to_ask: tuple[Text, ...] = ()
    wanted: int = 0
    newest: date | None = None
    stale: bool = False
    disputed: int = 0

    @property
    def needs_visit(self) -> bool:
        """Whether there is something to ask the person at home."""
        return bool(self.missing) or self.stale or not self.wanted


@dataclass(frozen=True, slots=True)
class FilesThere:
    """A village's lines while they are read. Whoever shows some of them says which."""

    rows: tuple[FileRow, ...]
    anybody: bool
    told: tuple[str, ...]
    look: Looking

    def showed(self, rows: Iterable[FileRow]) -> None:
        """Note that these lines leave."""
        self.look.showed((row.card.id for row in rows), self.told)


@contextmanager
def files_in(viewer: Viewer, area: str, wanted_name: str = "") -> Iterator[FilesThere]:
    """The lines of one village of the viewer's area by name; ``wanted_name`` narrows them to names that match.

    ``AddressUnknown`` for an area outside the viewer's or that is no village, and for other posts.
    """
    if viewer.role not in (*CADRES, Role.ACCOUNT_MANAGER) or not _is_village(area) or not viewer.covers(area):
        raise AddressUnknown()
    today, cadre = timezone.localdate(), viewer.role in CADRES
    fields = ASKED if cadre else (*PersonCard.SHOWN, FILE)
    with looking(viewer, WHAT, fields) as look:
        people = look.persons.filter(area=area, died_on__isnull=True)
        if cadre:
            people = people.filter(of_age(today, "id"))
        found = list(people)
        if cadre:
            unasked = _unanswered(area, [person.id for person in found], today)
            found = [person for person in found if person.id in unasked]
        named = [(opened(person, "name_sealed"), person) for person in found]
        named = sorted((one for one in named if matches(one[0], wanted_name)), key=lambda one: (one[0], str(one[1].id)))
        rows = [FileRow(card_of(person, name)) for name, person in named]
        if not cadre:
            rows = _with_files(viewer, people, rows, today)
        yield FilesThere(tuple(rows), bool(found), ASKED if cadre else SHOWN, look)


def _is_village(area: str) -> bool:
    try:
        return level_of(area) == "village"
    except ValueError:
        return False


def _unanswered(area: str, persons: list[UUID], on: date) -> set[UUID]:
    """Who has neither agreed to a file nor refused one."""
    found: set[UUID] = set()
    for text, receiver in askable(area, on):
        if text.field_class == FILE:
            scope = Scope(text.purpose, receiver.id, text.field_class)
            found |= to_be_asked(scope, persons, on, again=True)
    return found


def _with_files(viewer: Viewer, people: QuerySet[Person], rows: list[FileRow], on: date) -> list[FileRow]:
    """The same lines with how each file stands, in the classes that are open."""
    of_them = people.values("id")
    read = wanted(on)
    open_ = _open_in(viewer, people, on)

    def may_read(person: UUID, kind: str) -> bool:
        return all(person in open_[name] for name in classes_of(kind, on))

    kinds = [one.kind for one in read]
    facts = believed(None).filter(person__in=of_them, kind__in=kinds)
    fields = [one.kind for one in read if not one.record]
    held: dict[UUID, set[str]] = {}
    for person, kind in facts.filter(holding(on), kind__in=fields).values_list("person", "kind"):
        held.setdefault(person, set()).add(kind)
    records = facts.exclude(kind__in=fields).values_list("person", "kind").distinct()
    for person, kind in records:
        held.setdefault(person, set()).add(kind)
    answered: dict[UUID, dict[str, date]] = {}
    asked = covered(None).filter(person__in=of_them, kind__in=kinds).values("person", "kind").order_by()
    for person, kind, day in asked.annotate(day=Max("asked_on")).values_list("person", "kind", "day"):
        answered.setdefault(person, {})[kind] = day
    newest: dict[UUID, date] = {}
    days = believed(None).filter(person__in=of_them, happened_on__isnull=False).values("person", "kind").order_by()
    for person, kind, day in days.annotate(day=Max("happened_on")).values_list("person", "kind", "day"):
        if may_read(person, kind):
            newest[person] = max(newest.get(person, day), day)
    contested = Counter(
        person
        for person, kind in disputed(None).filter(person__in=of_them).values_list("person", "fact__kind")
        if may_read(person, kind)
    )
    homes = dict(Membership.objects.filter(person__in=of_them, left_on__isnull=True).values_list("person", "household"))
    until = on - timedelta(days=LIMITS["stale_days"])
    found = []
    for row in rows:
        key = row.card.id
        asks = [one for one in read if all(key in open_[name] for name in one.classes)]
        lacks = [one for one in asks if not one.has(held.get(key, ()), answered.get(key, {}), on)]
        day = newest.get(key)
        stale = day is not None and day <= until
        found.append(
            FileRow(
                row.card,
                homes.get(key),
                tuple(one.label for one in lacks if one.supplied_by == "person"),
                tuple(one.label for one in lacks if one.supplied_by != "person"),
                len(asks),
                day,
                stale=stale,
                disputed=contested[key],
            )
        )
    return found


def _open_in(viewer: Viewer, people: QuerySet[Person], on: date) -> dict[str, set[UUID]]:
    """Of each class, whom of these the viewer may read in it."""
    purpose = purpose_of(viewer)
    found: dict[str, set[UUID]] = {}
    for name in classes_in_use(on):
        gate = persons_open_to(viewer, purpose, [name], on)
        found[name] = set(people.filter(gate.where("id")).values_list("id", flat=True))
    return found
