"""A person's own points, for the person or the keeper who serves them: document, last day, what they bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.consent.errors import PurposeNotOpen
from xiangxin.office.consent.queries.texts import must_be_open
from xiangxin.office.incentives.choices import GIVERS, Outcome, State, Taken, Why
from xiangxin.office.incentives.documents import name_of, opened
from xiangxin.office.incentives.lists import Benefit, Declined, kind_label, level_label
from xiangxin.office.incentives.models import Document, Entry, Objection, Redemption
from xiangxin.office.incentives.queries.lists import adopted_on, points_of
from xiangxin.office.incentives.queries.lots import lots
from xiangxin.office.incentives.reckoning import balance, counts, left
from xiangxin.office.incentives.scope import PURPOSE, looking_own, office_of
from xiangxin.office.shell.errors import AddressUnknown

POINTS = ("points",)


@dataclass(frozen=True, slots=True)
class Said:
    """What the person said of an entry: its number, by when it is answered, and the answer."""

    number: str
    due_on: date
    answer: str


@dataclass(frozen=True, slots=True)
class PointLine:
    """One entry as its person sees it. ``left``: what can still be exchanged; ``counts``: whether it brings any now."""

    id: UUID
    number: str
    kind: Text
    level: Text
    points: int
    left: int
    counts: bool
    authority: str
    document_no: str
    awarded_on: date
    expires_on: date
    state: str
    state_label: str
    why: str
    struck_on: date | None
    untold: bool
    said: Said | None

    @property
    def may_object(self) -> bool:
        """Whether the person can say now that it is wrong."""
        return self.state != State.PROPOSED and (self.said is None or bool(self.said.answer))


@dataclass(frozen=True, slots=True)
class TakenLine:
    """Something the person exchanged points for. ``giver``: who gives it; ``waits``: it is still to be given."""

    id: UUID
    number: str
    label: Text
    giver: str
    points: int
    asked_on: date
    state_label: str
    waits: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """A benefit of the list, and whether there are points enough for it now."""

    benefit: Benefit
    enough: bool


@dataclass(frozen=True, slots=True)
class OwnPoints:
    """All of it. ``agreed``: whether the person's consent stands; without it nothing is exchanged.

    ``kept``: whether this kind of office keeps points at all.
    """

    on: date
    kept: bool
    agreed: bool
    balance: int
    lines: tuple[PointLine, ...]
    taken: tuple[TakenLine, ...]
    offered: tuple[Offered, ...]
    declined: tuple[Declined, ...]
    source: Text | None


def points_of_person(viewer: Viewer, person: UUID) -> OwnPoints:
    """The person's points today; nothing of anybody else."""
    today = timezone.localdate()
    with looking_own(viewer, person, "incentives.mine") as look:
        rows = list(Entry.objects.filter(person=person).order_by("-awarded_on", "number"))
        office = office_of(person, today)
        reckoned = lots([row for row in rows if office is not None and row.receiver_id == office.id])
        said = _said(rows)
        taken = list(Redemption.objects.filter(person=person).select_related("list").order_by("-asked_on"))
        look.showed([person] if rows or taken else [], POINTS)
    by_entry = {lot.id: lot for lot in reckoned}
    listed = adopted_on(today)
    points = None if listed is None else points_of(listed)
    have = balance(reckoned, today)
    return OwnPoints(
        today,
        _is_kept(),
        office is not None,
        have,
        tuple(
            _line(
                row,
                said.get(row.id),
                left(by_entry[row.id], today) if row.id in by_entry else 0,
                brings=row.id in by_entry and counts(by_entry[row.id], today),
            )
            for row in rows
        ),
        tuple(_taken(row) for row in taken),
        () if points is None else tuple(Offered(one, one.points <= have) for one in points.benefits.values()),
        () if points is None else points.declined,
        None if points is None else points.source,
    )


def own_document(viewer: Viewer, person: UUID, entry: UUID) -> tuple[bytes, str, str]:
    """The scan behind one of the person's own entries, its kind, and a name for the file; else ``AddressUnknown``."""
    with looking_own(viewer, person, "incentives.mine") as look:
        scan = Document.objects.select_related("entry").filter(entry=entry, person=person).first()
        if scan is None:
            raise AddressUnknown
        look.showed([person], POINTS)
        return opened(scan), scan.media, name_of(scan)


def own_struck(viewer: Viewer, person: UUID, entry: UUID) -> Entry:
    """One of the person's own entries that was struck; else ``AddressUnknown``."""
    with looking_own(viewer, person, "incentives.mine") as look:
        own = Entry.objects.filter(person=person, state=State.STRUCK, id=entry).select_related("receiver")
        row = own.first()
        if row is None:
            raise AddressUnknown
        look.showed([person], POINTS)
    return row


def own_exchange(viewer: Viewer, person: UUID, redemption: UUID) -> Redemption:
    """Something the person exchanged and still waits for; else ``AddressUnknown``."""
    with looking_own(viewer, person, "incentives.mine") as look:
        own = Redemption.objects.filter(person=person, state=Taken.ASKED, id=redemption)
        row = own.select_related("list", "receiver").first()
        if row is None:
            raise AddressUnknown
        look.showed([person], POINTS)
    return row


def untold_of(viewer: Viewer, person: UUID) -> int:
    """How many struck entries the person has not been told of; for the first page, which is refused to nobody."""
    with looking_own(viewer, person, "incentives.untold") as look:
        found = Entry.objects.filter(person=person, state=State.STRUCK, told_on=None).count()
        look.showed([person] if found else [], POINTS)
    return found


def _is_kept() -> bool:
    try:
        must_be_open(PURPOSE)
    except PurposeNotOpen:
        return False
    return True


def _said(rows: list[Entry]) -> dict[UUID, Said]:
    """Of each entry the last objection."""
    found = Objection.objects.filter(entry__in=[row.id for row in rows]).order_by("opened_on", "ended_on", "number")
    return {
        row.entry_id: Said(row.number, row.due_on, str(Outcome(row.outcome).label) if row.outcome else "")
        for row in sorted(found, key=lambda row: row.ended_on is None)
    }


def _line(row: Entry, said: Said | None, rest: int, *, brings: bool) -> PointLine:
    return PointLine(
        row.id,
        row.number,
        kind_label(row.kind),
        level_label(row.level),
        row.points,
        rest,
        brings,
        row.authority,
        row.document_no,
        row.awarded_on,
        row.expires_on,
        row.state,
        str(row.get_state_display()),
        str(Why(row.why).label) if row.why else "",
        row.struck_on,
        row.state == State.STRUCK and row.told_on is None,
        said,
    )


def _taken(row: Redemption) -> TakenLine:
    benefit = points_of(row.list).benefits[row.benefit]
    return TakenLine(
        row.id,
        row.number,
        benefit.label,
        str(GIVERS[benefit.brings]),
        row.points,
        row.asked_on,
        str(Taken(row.state).label),
        row.state == Taken.ASKED,
    )
