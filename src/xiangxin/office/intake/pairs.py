"""Two that look like one, side by side and masked: a row that somebody sent, and somebody registered or an earlier row.

Shown to who keeps the other one's village, and to nobody else; each look is noted. The row itself lies in the
sealed files of its submission and is gone with them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.queries.held import names_of
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.scope import inside
from xiangxin.office.intake.choices import WAITS, Change, Decided, Reason
from xiangxin.office.intake.likeness import is_strong
from xiangxin.office.intake.models import Duplicate, Submission
from xiangxin.office.intake.places import areas_of_files
from xiangxin.office.intake.sealedfile import lines_of
from xiangxin.office.intake.staging import ALIKE, ALIKE_LATER
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
BOTH = 2


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
class DecidedRows:
    """How many rows of a submission were found to be ``different`` or the ``same`` persons, and ``by`` whom.

    ``waits``: those about which nobody has decided, or somebody whom the viewer may not know.
    """

    different: int
    same: int
    waits: int
    by: tuple[str, ...]


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
    """The two. ``sent``, ``there``: None where the rows were deleted. ``let_in``: both are registered by now.

    ``there`` is a registered person, or an earlier row of the same file.
    """

    line: PairLine
    sent: Side | None
    there: Side | None
    reason: str
    decided_at: datetime | None
    let_in: bool
    sent_by: frozenset[UUID]


def pairs(viewer: Viewer, decided: bool) -> list[PairLine]:
    """Pairs of the viewer's area that wait, or that were decided about, the latest first."""
    with looking(viewer, "intake.duplicates", ()) as look:
        rows = _kept(viewer, look).filter(undone_at__isnull=True)
        rows = rows.exclude(decided="") if decided else rows.filter(decided="", submission__state__in=WAITS)
        return [_line(row) for row in rows.select_related("submission").order_by("-found_at", "id")]


def decided_of(viewer: Viewer, row: Submission) -> DecidedRows:
    """What was decided of the rows of a submission that look like somebody; nothing of pairs that are not the viewer's.

    A row that looks like several people is another person's only when it was found to be so of each of them.
    """
    with looking(viewer, "intake.duplicates", ()) as look:
        waiting = Duplicate.objects.filter(submission=row, undone_at__isnull=True)
        seen = list(_kept(viewer, look).filter(id__in=waiting.values("id")))
        hidden = set(waiting.exclude(id__in=[one.id for one in seen]).values_list("other", flat=True))
    words: dict[UUID, set[str]] = {}
    for one in seen:
        words.setdefault(one.other, set()).add(one.decided)
    same = {other for other, said in words.items() if Decided.SAME in said}
    different = {other for other, said in words.items() if said == {Decided.DIFFERENT}} - hidden
    names = names_of(one.decided_by for one in seen if one.decided_by is not None)
    waits = max(row.rows_alike, len(words)) - len(different) - len(same)
    return DecidedRows(len(different), len(same), waits, tuple(sorted(set(names.values()))))


def pair(viewer: Viewer, id_: UUID) -> Pair:
    """Two side by side; ``AddressUnknown`` outside of the viewer's area."""
    with looking(viewer, "intake.duplicate", FIELDS) as look:
        row = _kept(viewer, look).filter(id=id_).select_related("submission").first()
        if row is None:
            raise AddressUnknown
        found = Pair(
            line=_line(row),
            sent=_sent(row),
            there=_there(look, row),
            reason=str(Reason(row.reason).label) if row.reason else "",
            decided_at=row.decided_at,
            let_in=Person.objects.filter(id__in=[row.person_id, row.other]).count() == BOTH,
            sent_by=frozenset(one for one in (row.submission.sent_by, row.submission.sent_for) if one is not None),
        )
        look.showed([row.person_id, row.other], FIELDS)
    return found


def _kept(viewer: Viewer, look: Looking) -> QuerySet[Duplicate]:
    """Of whom the viewer keeps the village: by the register, or by the row as long as nobody is registered for it."""
    of_a_row = Q(inside(viewer.area)) & ~Q(area="") & ~Q(person__in=Person.objects.values("id"))
    return Duplicate.objects.filter(Q(person__in=look.persons) | of_a_row)


def _line(row: Duplicate) -> PairLine:
    signals = row.signals.split(",")
    words = tuple(SIGNAL_WORDS[name] for name in signals)
    decided = "" if not row.decided else str(Decided(row.decided).label)
    strong = is_strong(signals, timezone.localdate())
    return PairLine(row.id, row.submission.number, row.row, words, row.found_at, decided, strong)


def _sent(row: Duplicate) -> Side | None:
    return _of_file(row, row.other, (ALIKE, ALIKE_LATER))


def _of_file(row: Duplicate, person: UUID, files: Iterable[str]) -> Side | None:
    lines = chain.from_iterable(lines_of(row.submission_id, name) for name in files)
    kept = next((one for one in lines if one["person"] == str(person)), None)
    if kept is None:
        return None
    _name, _number, area, phone, _household = kept["registration"]
    return Side(kept["name"], kept["number"], _place(area), masked_phone(phone) if phone else "")


def _there(look: Looking, row: Duplicate) -> Side | None:
    person = look.persons.filter(id=row.person_id).first()
    if person is None:
        return _of_file(row, row.person_id, (str(Change.NEW),))
    card = card_of(person)
    contact = Contact.objects.filter(person=person, to_on__isnull=True).order_by("from_on", "id").last()
    phone = "" if contact is None else masked_phone(opened(contact, "phone_sealed"))
    return Side(card.name, card.id_number, _place(person.area), phone, person.registered_on)


def _place(area: str) -> str:
    return areas_of_files(timezone.localdate()).full_name(area)
