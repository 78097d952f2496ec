"""Two that look like one, side by side and masked: the row that somebody sent, and whom the register has.

Shown to who keeps the registered person's village, and to nobody else; each look is noted. The row itself lies in the
sealed files of its submission and is gone with them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.intake.choices import Decided, Reason, State
from xiangxin.office.intake.likeness import is_strong
from xiangxin.office.intake.models import Duplicate
from xiangxin.office.intake.places import areas_of_files
from xiangxin.office.intake.sealedfile import lines_of
from xiangxin.office.intake.staging import ALIKE
from xiangxin.office.parties.checks import masked_phone
from xiangxin.office.parties.models import Contact, Person
from xiangxin.office.parties.opening import opened
from xiangxin.office.parties.queries.access import Looking, looking
from xiangxin.office.parties.queries.cards import card_of
from xiangxin.office.shell.errors import AddressUnknown

FIELDS = ("name", "id_number", "birth_year", "area", "phone")
SIGNAL_WORDS = {
    "name": Text("姓名相同", "same name"),
    "birth": Text("生日相同", "same birth day"),
    "number": Text("号码只差一笔", "numbers differ by a slip"),
    "phone": Text("电话相同", "same telephone"),
    "village": Text("同一个村", "same village"),
}
_OPEN = (State.STAGED, State.PROPOSED, State.ACCEPTING, State.ACCEPTED)


@dataclass(frozen=True, slots=True)
class PairLine:
    """A pair in the list: no name and no number."""

    id: UUID
    number: str
    row: int
    signals: tuple[Text, ...]
    found_at: datetime
    decided: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, masked. ``registered_on`` is None for the row."""

    name: str = field(repr=False)
    number: str = field(repr=False)
    place: str
    phone: str = field(repr=False)
    registered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """The two. ``sent``: None where the rows of the submission were deleted. ``let_in``: both are registered by now."""

    line: PairLine
    sent: Side | None
    there: Side
    reason: str
    decided_at: datetime | None
    let_in: bool
    sent_by: frozenset[UUID]


def pairs(viewer: Viewer, decided: bool) -> list[PairLine]:
    """Pairs of the viewer's area that wait, or that were decided about, the latest first."""
    with looking(viewer, "intake.duplicates", ()) as look:
        rows = Duplicate.objects.filter(person__in=look.persons, undone_at__isnull=True)
        rows = rows.exclude(decided="") if decided else rows.filter(decided="", submission__state__in=_OPEN)
        return [_line(row) for row in rows.select_related("submission").order_by("-found_at", "id")]


def pair(viewer: Viewer, id_: UUID) -> Pair:
    """Two side by side; ``AddressUnknown`` outside of the viewer's area."""
    with looking(viewer, "intake.duplicate", FIELDS) as look:
        row = Duplicate.objects.filter(id=id_, person__in=look.persons).select_related("submission").first()
        if row is None:
            raise AddressUnknown
        found = Pair(
            line=_line(row),
            sent=_sent(row),
            there=_there(look, row.person_id),
            reason=str(Reason(row.reason).label) if row.reason else "",
            decided_at=row.decided_at,
            let_in=Person.objects.filter(id=row.other).exists(),
            sent_by=frozenset(one for one in (row.submission.sent_by, row.submission.sent_for) if one is not None),
        )
        look.showed([row.person_id, row.other], FIELDS)
    return found


def _line(row: Duplicate) -> PairLine:
    signals = row.signals.split(",")
    words = tuple(SIGNAL_WORDS[name] for name in signals)
    decided = "" if not row.decided else str(Decided(row.decided).label)
    strong = is_strong(signals, timezone.localdate())
    return PairLine(row.id, row.submission.number, row.row, words, row.found_at, decided, strong)


def _sent(row: Duplicate) -> Side | None:
    kept = next((one for one in lines_of(row.submission_id, ALIKE) if one["person"] == str(row.other)), None)
    if kept is None:
        return None
    _name, _number, area, phone, _household = kept["registration"]
    return Side(kept["name"], kept["number"], _place(area), masked_phone(phone) if phone else "")


def _there(look: Looking, id_: UUID) -> Side:
    person = look.persons.get(id=id_)
    card = card_of(person)
    contact = Contact.objects.filter(person=person, to_on__isnull=True).order_by("from_on", "id").last()
    phone = "" if contact is None else masked_phone(opened(contact, "phone_sealed"))
    return Side(card.name, card.id_number, _place(person.area), phone, person.registered_on)


def _place(area: str) -> str:
    return areas_of_files(timezone.localdate()).full_name(area)
