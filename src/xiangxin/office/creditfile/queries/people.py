"""Whose file in a village still wants something, by name: for whoever may know the name, and no further.

An account manager is shown persons who agreed to a file for the own bank, and of each only the classes agreed to. A
cadre is shown who has not answered a notice about a file: what a file holds is not a cadre's matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Case, Count, Max, Q, QuerySet, When
from django.utils import timezone

from xiangxin.kernel.divisions import level_of
from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.consent.actions import Scope
from xiangxin.office.consent.gate import of_age, persons_open_to
from xiangxin.office.consent.queries.paper import to_be_asked
from xiangxin.office.consent.queries.texts import askable
from xiangxin.office.creditfile.queries.believing import AT_ONCE, believed, covered, disputed, holding
from xiangxin.office.creditfile.registry import classes_in_use, classes_of, kinds
from xiangxin.office.creditfile.terms import LIMITS
from xiangxin.office.creditfile.wanted import Wanted, wanted
from xiangxin.office.parties.checks import masked_name
from xiangxin.office.parties.models import Membership, Person
from xiangxin.office.parties.opening import opened
from xiangxin.office.parties.queries.access import Looking, looking, purpose_of
from xiangxin.office.parties.queries.cards import PersonCard, card_named
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


@dataclass(frozen=True, eq=False)
class FileRow:
    """One person's line. ``missing``: what the policy reads and the person has not said yet; ``to_ask``: what others
    have not answered; ``newest``: the latest first day of the file. All of it only of classes open to the viewer.
    ``name`` is masked.

    For a cadre only ``card`` is told: somebody who has not answered a notice.
    """

    person: Person = field(repr=False)
    name: str
    homes: dict[UUID, UUID] = field(repr=False)
    """The households of those whose lines were shown."""
    missing: tuple[Text, ...] = ()
    to_ask: tuple[Text, ...] = ()
    wanted: int = 0
    newest: date | None = None
    stale: bool = False
    disputed: int = 0

    @cached_property
    def card(self) -> PersonCard:
        """The person, masked; the number is opened now, since a page shows twenty of nine hundred."""
        return card_named(self.person, self.name)

    @property
    def household(self) -> UUID | None:
        """Where they belong."""
        return self.homes.get(self.person.id)

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
    homes: dict[UUID, UUID]

    def showed(self, rows: Sequence[FileRow]) -> None:
        """Note that these lines leave. What only they say is fetched now."""
        if self.told == SHOWN:
            members = Membership.objects.filter(person__in=[row.person.id for row in rows], left_on__isnull=True)
            self.homes.update(members.values_list("person", "household"))
        self.look.showed((row.card.id for row in rows), self.told)


@contextmanager
def files_in(viewer: Viewer, area: str, wanted_name: str = "") -> Iterator[FilesThere]:
    """The lines of one village of the viewer's area by name; ``wanted_name`` narrows them to names that match.

    ``AddressUnknown`` for an area outside the viewer's or that is no village, and for other posts.
    """
    if viewer.role not in (*CADRES, Role.ACCOUNT_MANAGER) or not _is_village(area) or not viewer.covers(area):
        raise AddressUnknown()
    today, cadre = timezone.localdate(), viewer.role in CADRES
    read = () if cadre else wanted(today)
    fields = ASKED if cadre else (*PersonCard.SHOWN, FILE)
    homes: dict[UUID, UUID] = {}
    with looking(viewer, WHAT, fields) as look:
        people = look.persons.filter(area=area, died_on__isnull=True)
        found = list(people.filter(of_age(today, "id")) if cadre else _with_classes(viewer, people, today))
        if cadre:
            unasked = _unanswered(area, [person.id for person in found], today)
            found = [person for person in found if person.id in unasked]
        named = [(opened(person, "name_sealed"), person) for person in found]
        named = sorted((one for one in named if matches(one[0], wanted_name)), key=lambda one: (one[0], str(one[1].id)))
        rows = [FileRow(person, masked_name(name), homes) for name, person in named]
        if not cadre:
            rows = _with_files(rows, read, today)
        yield FilesThere(tuple(rows), bool(found), ASKED if cadre else SHOWN, look, homes)


def _is_village(area: str) -> bool:
    try:
        return level_of(area) == "village"
    except ValueError:
        return False


def _unanswered(area: str, persons: list[UUID], on: date) -> set[UUID]:
    """Who has answered no notice about a file: whoever chose one receiver, or declined one, is not asked for others."""
    scopes = [
        Scope(text.purpose, receiver.id, FILE) for text, receiver in askable(area, on) if text.field_class == FILE
    ]
    found = set(persons) if scopes else set()
    for scope in scopes:
        found = set(to_be_asked(scope, found, on, again=True))
    return found


def _with_classes(viewer: Viewer, people: QuerySet[Person], on: date) -> QuerySet[Person]:
    """The same people, each with whether the viewer may read them in each class: ``open_<class>``."""
    purpose = purpose_of(viewer)
    gates = {name: persons_open_to(viewer, purpose, [name], on).where("id") for name in classes_in_use(on)}
    return people.annotate(
        **{f"open_{name}": Case(When(gate, then=True), default=False) for name, gate in gates.items()}
    )


def _may_read(person: Person, classes: Iterable[str]) -> bool:
    return all(getattr(person, f"open_{name}") for name in classes)


@dataclass(slots=True)
class _Filed:
    """What the files of some people hold. ``held``: kinds of the policy; ``answered``: when others last were asked.

    ``newest``: the latest first day among the kinds that need the same classes. ``disputed``: the kinds under dispute.
    """

    held: dict[UUID, set[str]]
    newest: dict[UUID, dict[frozenset[str], date]]
    answered: dict[UUID, dict[str, date]]
    disputed: dict[UUID, list[str]]


def _filed(persons: Sequence[UUID], read: Sequence[Wanted], on: date) -> _Filed:
    """Of each person one row of sums: of eight thousand facts in a village not one is fetched."""
    found = _Filed({}, {}, {}, {})
    together: dict[frozenset[str], list[str]] = {}
    for kind in kinds():
        together.setdefault(frozenset(classes_of(kind, on)), []).append(kind)
    days = {f"day_{at}": Max("happened_on", filter=Q(kind__in=those)) for at, those in enumerate(together.values())}
    has = {
        f"has_{at}": Count("id", filter=Q(kind=one.kind) if one.record else Q(kind=one.kind) & holding(on))
        for at, one in enumerate(read)
    }
    for at in range(0, len(persons), AT_ONCE):
        some = persons[at : at + AT_ONCE]
        sums = believed(None).filter(person__in=some).order_by().values("person").annotate(**days, **has)
        for person, *row in sums.values_list("person", *days, *has):
            latest, counts = row[: len(days)], row[len(days) :]
            found.newest[person] = {classes: day for classes, day in zip(together, latest, strict=True) if day}
            found.held[person] = {one.kind for one, count in zip(read, counts, strict=True) if count}
        records = [one.kind for one in read if one.record]
        answers = covered(None).filter(person__in=some, kind__in=records).order_by().values("person", "kind")
        for person, kind, day in answers.annotate(day=Max("asked_on")).values_list("person", "kind", "day"):
            found.answered.setdefault(person, {})[kind] = day
        for person, kind in disputed(None).filter(person__in=some).values_list("person", "fact__kind"):
            found.disputed.setdefault(person, []).append(kind)
    return found


def _with_files(rows: Sequence[FileRow], read: Sequence[Wanted], on: date) -> list[FileRow]:
    """The same lines with how each file stands, in the classes that are open."""
    filed = _filed([row.person.id for row in rows], read, on)
    until = on - timedelta(days=LIMITS["stale_days"])
    found = []
    for row in rows:
        key = row.person.id
        held, answered = filed.held.get(key, set()), filed.answered.get(key, {})
        asks = [one for one in read if _may_read(row.person, one.classes)]
        lacks = [one for one in asks if not one.has(held, answered, on)]
        days = [day for classes, day in filed.newest.get(key, {}).items() if _may_read(row.person, classes)]
        day = max(days, default=None)
        found.append(
            replace(
                row,
                missing=tuple(one.label for one in lacks if one.supplied_by == "person"),
                to_ask=tuple(one.label for one in lacks if one.supplied_by != "person"),
                wanted=len(asks),
                newest=day,
                stale=day is not None and day <= until,
                disputed=sum(_may_read(row.person, classes_of(kind, on)) for kind in filed.disputed.get(key, ())),
            )
        )
    return found
