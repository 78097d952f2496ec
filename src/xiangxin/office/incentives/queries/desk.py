"""What cadres proposed and the county keeps: entries, what was exchanged, who can be proposed for. Noted, every look.

A name is masked and opened for the rows of one page only; the identity number is never shown here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.queries.held import holders
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import place_name, place_today
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.reads import Reading, reading
from xiangxin.office.consent.gate import persons_open_to
from xiangxin.office.consent.queries import agreeing_with
from xiangxin.office.incentives import documents
from xiangxin.office.incentives.choices import State, Taken
from xiangxin.office.incentives.lists import Benefit, kind_label, level_label
from xiangxin.office.incentives.models import Document, Entry, Objection, Redemption
from xiangxin.office.incentives.queries.lists import points_of
from xiangxin.office.incentives.scope import CLASS, CONFIRMER, PURPOSE, SHOWN, looking, offices
from xiangxin.office.parties.checks import masked_name
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.opening import opened
from xiangxin.office.shell.errors import AddressUnknown


class OfPerson(Protocol):
    """A row of somebody."""

    @property
    def person(self) -> Person:
        """Whose it is."""


Row = TypeVar("Row", bound=OfPerson)


@dataclass(frozen=True, slots=True)
class Agreeing:
    """Somebody for whom something can be proposed."""

    person: Person
    place: str
    entries: int

    @property
    def name(self) -> str:
        """Masked; opened when a page shows it."""
        return masked_name(opened(self.person, "name_sealed"))

    @property
    def id(self) -> UUID:
        """Who it is."""
        return self.person.id

    @property
    def area(self) -> str:
        """The code of the village."""
        return self.person.area


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry on a list. ``objected``: the person says it is wrong and was not answered yet."""

    row: Entry
    place: str
    objected: bool
    untold: bool

    @property
    def person(self) -> Person:
        """Whose entry it is."""
        return self.row.person

    @property
    def name(self) -> str:
        """Masked; opened when a page shows it."""
        return masked_name(opened(self.person, "name_sealed"))


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry with everything behind it. ``mine``: the viewer handled it and cannot decide about it.

    ``unanswerable``: the person says it is wrong, and nobody but those who handled it holds a post that may answer.
    """

    row: Entry
    place: str
    kind: Text
    level: Text
    proposed_by: str
    decided_by: str
    objection: Objection | None
    mine: bool
    unanswerable: bool

    @property
    def name(self) -> str:
        """Masked."""
        return masked_name(opened(self.row.person, "name_sealed"))


@dataclass(frozen=True, slots=True)
class TakenRow:
    """Something that was exchanged and is to be given, or was."""

    row: Redemption
    place: str
    benefit: Benefit

    @property
    def person(self) -> Person:
        """Who exchanged it."""
        return self.row.person

    @property
    def name(self) -> str:
        """Masked; opened when a page shows it."""
        return masked_name(opened(self.row.person, "name_sealed"))

    @property
    def waits(self) -> bool:
        """Whether it is still to be given."""
        return self.row.state == Taken.ASKED


class Seen(Generic[Row]):
    """Rows while they are read; whoever shows some says which, and only of those a look is noted."""

    def __init__(self, look: Reading, rows: Sequence[Row]) -> None:
        self.look = look
        self.rows = rows

    def showed(self, rows: Iterable[Row]) -> None:
        """Note whose rows leave."""
        self.look.showed({row.person.id for row in rows}, SHOWN)


@contextmanager
def agreeing(viewer: Viewer, only: UUID | None = None) -> Iterator[Seen[Agreeing]]:
    """People of the viewer's area who agree that points are kept for them, by village; all of them, or ``only`` one."""
    today = timezone.localdate()
    gate = persons_open_to(viewer, PURPOSE, [CLASS], today)
    with reading(viewer.actor, purpose=PURPOSE, ground=gate.ground, what="incentives.people") as look:
        yes = Q(pk__in=[])
        for office in offices(viewer, today):
            yes |= Q(id__in=agreeing_with(office, PURPOSE, today))
        living = Person.objects.filter(gate.where("id"), yes, inside(viewer.area), died_on__isnull=True)
        rows = list((living if only is None else living.filter(id=only)).order_by("area", "id"))
        counting = Entry.objects.filter(state__in=[State.PROPOSED, State.CONFIRMED], person__in=living.values("id"))
        counted = Counter(counting.values_list("person", flat=True))
        look.showed_nobody()
        yield Seen(look, [Agreeing(row, place_name(row.area, today), counted[row.id]) for row in rows])


def person_named(viewer: Viewer, person: UUID) -> Agreeing:
    """The one for whom something is proposed; ``AddressUnknown`` for whoever is not of the area or has not agreed."""
    with agreeing(viewer, person) as seen:
        if not seen.rows:
            raise AddressUnknown
        seen.showed(seen.rows)
        return seen.rows[0]


@contextmanager
def entries(viewer: Viewer) -> Iterator[Seen[EntryRow]]:
    """Entries of the viewer's area whose person agrees today: contested ones first, then those that wait."""
    today = timezone.localdate()
    with looking(viewer, "incentives.entries") as (look, open_to):
        rows = Entry.objects.filter(open_to).select_related("person").order_by("-proposed_on", "number")
        disputed = set(Objection.objects.filter(ended_on=None).values_list("entry", flat=True))
        found = [
            EntryRow(
                row,
                place_name(row.person.area, today),
                row.id in disputed,
                row.state == State.STRUCK and row.told_on is None,
            )
            for row in rows
        ]
        yield Seen(look, sorted(found, key=lambda one: (not one.objected, one.row.state != State.PROPOSED)))


def entry_of(viewer: Viewer, entry: UUID) -> EntryPage:
    """One entry; ``AddressUnknown`` outside of the viewer's area and office, and without a consent today."""
    with looking(viewer, "incentives.entry") as (look, open_to):
        row = Entry.objects.filter(open_to, id=entry).select_related("person").first()
        if row is None:
            raise AddressUnknown
        names = dict(Account.objects.filter(id__in=_handled(row)).values_list("id", "display"))
        objection = Objection.objects.filter(entry=row, ended_on=None).first()
        look.showed([row.person_id], SHOWN)
        return EntryPage(
            row,
            place_today(row.person.area),
            kind_label(row.kind),
            level_label(row.level),
            names.get(row.proposed_by, ""),
            names.get(row.decided_by, "") if row.decided_by else "",
            objection,
            bool(viewer.accounts & _handled(row)),
            objection is not None and not _can_be_answered(row),
        )


def document_of(viewer: Viewer, entry: UUID) -> tuple[bytes, str, str]:
    """The scan of one entry, its kind, and a name for the file; ``AddressUnknown`` as of ``entry_of``."""
    with looking(viewer, "incentives.document") as (look, open_to):
        own = Entry.objects.filter(open_to, id=entry)
        scan = Document.objects.select_related("entry").filter(entry__in=own.values("id")).first()
        if scan is None:
            raise AddressUnknown
        look.showed([scan.person_id], SHOWN)
        return documents.opened(scan), scan.media, documents.name_of(scan)


@contextmanager
def exchanged(viewer: Viewer) -> Iterator[Seen[TakenRow]]:
    """What people of the viewer's area exchanged, what is to be given first."""
    today = timezone.localdate()
    with looking(viewer, "incentives.exchanged") as (look, open_to):
        rows = Redemption.objects.filter(open_to).select_related("person", "list").order_by("asked_on", "number")
        found = [
            TakenRow(row, place_name(row.person.area, today), points_of(row.list).benefits[row.benefit]) for row in rows
        ]
        yield Seen(look, sorted(found, key=lambda one: not one.waits))


def waiting(viewer: Viewer) -> tuple[int, int, int]:
    """For the first page: entries to confirm, objections to answer, things to give. Nobody is named."""
    with looking(viewer, "incentives.waiting") as (look, open_to):
        rows = Entry.objects.filter(open_to)
        proposed = rows.filter(state=State.PROPOSED).count()
        said = Objection.objects.filter(ended_on=None, entry__in=rows.values("id")).count()
        due = Redemption.objects.filter(open_to, state=Taken.ASKED).count()
        look.showed_nobody()
    return proposed, said, due


def struck_of(viewer: Viewer, entry: UUID) -> tuple[Entry, str]:
    """A struck entry and its person's masked name, for the letter that is handed over; else ``AddressUnknown``."""
    with looking(viewer, "incentives.letter") as (look, open_to):
        struck = Entry.objects.filter(open_to, id=entry, state=State.STRUCK)
        row = struck.select_related("person", "receiver").first()
        if row is None:
            raise AddressUnknown
        look.showed([row.person_id], SHOWN)
        name = masked_name(opened(row.person, "name_sealed"))
        return row, f"{name} · {place_today(row.person.area)}"


def untold(viewer: Viewer) -> int:
    """How many struck entries of the viewer's area no letter has reached. Nobody is named."""
    with looking(viewer, "incentives.waiting") as (look, open_to):
        found = Entry.objects.filter(open_to, state=State.STRUCK, told_on=None).count()
        look.showed_nobody()
    return found


def _can_be_answered(row: Entry) -> bool:
    """Whether somebody of the office who did not handle the entry could answer about it."""
    posts = holders(CONFIRMER, settings.HOME.county).filter(institution=row.receiver_id)
    return posts.exclude(account__in=_handled(row)).exists()


def _handled(row: Entry) -> set[UUID]:
    return {one for one in (row.proposed_by, row.proposed_for, row.decided_by, row.decided_for) if one is not None}
