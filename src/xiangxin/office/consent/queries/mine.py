"""A person's own consents and notices, for the person or the keeper who serves them: what, for whom, until when.

The ground is the person's own right or the mandate; every look stands among the notes that the person reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import OBJECTION
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.reads import Reading, reading
from xiangxin.office.consent.actions.delivering import ground_of, may_act, panel_of
from xiangxin.office.consent.choices import Standing as State
from xiangxin.office.consent.deployment import law
from xiangxin.office.consent.errors import DeliveryUnknown
from xiangxin.office.consent.live import live_for_anything
from xiangxin.office.consent.models import Consent, NoticeDelivery, NoticeText, Reminder
from xiangxin.office.consent.notices import Notice
from xiangxin.office.consent.parts import Part, named
from xiangxin.office.consent.queries.standing import Standing, standings, state_of
from xiangxin.office.consent.queries.texts import askable, fit_receiver, notice_for, texts_on
from xiangxin.office.consent.scope import Scope, scope_of
from xiangxin.office.consent.writing import needs_writing
from xiangxin.office.shell.errors import AddressUnknown

SHOWN = ("consents",)
"""What a person is told when their own consents were shown."""
WITHDRAWING = "withdrawing"
OPEN = frozenset({State.GIVEN, State.COMING, State.UNCONFIRMED})
"""Can be taken back, and is not asked again."""


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One consent as its person sees it.

    ``erases``: taking it back now deletes it. ``cannot_undo``: what its notice said about taking back. ``parts``: what
    was ticked and is shown; ``offers_parts``: whether its notice left anything to tick.
    """

    id: UUID
    delivery: UUID
    scope: Scope
    title: Text
    purpose: Text
    receiver: Text
    from_on: date
    to_on: date | None
    state: State
    channel: str
    through: str
    awaits: bool
    given_at: datetime
    written: bool
    receipt_no: str
    controller: str
    erases: bool
    withdrawn_on: date | None
    cannot_undo: tuple[Text, ...]
    parts: tuple[Part, ...]
    offers_parts: bool

    @property
    def shows(self) -> Text:
        """What of the person is shown besides, by what was ticked."""
        return named(self.parts)

    @property
    def is_open(self) -> bool:
        """Whether it can be taken back."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Offer:
    """Something the person may be asked and has not consented to; without a ``standing`` they never were."""

    text: UUID
    receiver: UUID
    title: Text
    receiver_name: Text
    needs_writing: bool
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class OffersOf:
    """What one receiver may ask: still open, and what the person answered and may answer anew."""

    receiver_name: Text
    open: tuple[Offer, ...]
    answered: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice that reached the person."""

    id: UUID
    title: Text
    receiver: Text
    delivered_at: datetime
    channel: str
    answer: str


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as it reached the person, and whether its answer needs a signature. ``ticked``: which parts it named."""

    delivery: NoticeDelivery
    notice: Notice
    needs_writing: bool
    ticked: tuple[str, ...] = ()

    @property
    def receiver(self) -> Text:
        """Who would see it."""
        return self.delivery.receiver.called

    @property
    def purpose(self) -> Text:
        """What it would be for."""
        return law().purposes[self.delivery.text.purpose].label

    @property
    def sheet_no(self) -> str:
        """The number on the sheet that is signed at a station; says nothing about anybody."""
        return self.delivery.id.hex[:12].upper()


def consents_of(by: Viewer, person: UUID) -> list[ConsentLine]:
    """Every consent of the person, those that can be taken back first."""
    today = timezone.localdate()
    with _looking(by, person, "consent.mine") as look:
        rows = list(
            Consent.objects.filter(person=person).select_related("receiver", "delivery__text", "delivery__panel")
        )
        alive = _alive(person, today)
        look.showed([person], SHOWN)
    lines = [_line(row, alive, today) for row in rows]
    return sorted(lines, key=lambda line: (not line.is_open, -line.given_at.timestamp(), line.receipt_no))


def consent_of_person(by: Viewer, person: UUID, id_: UUID) -> ConsentLine:
    """One consent of the person; ``AddressUnknown`` for another's, and for none."""
    found = next((line for line in consents_of(by, person) if line.id == id_), None)
    if found is None:
        raise AddressUnknown
    return found


def ending_soon(by: Viewer) -> list[ConsentLine]:
    """Own consents that the person was reminded of and that are still in force, the first to end first."""
    if by.person is None:
        return []
    with _looking(by, by.person, "consent.ending") as look:
        reminded = set(Reminder.objects.filter(person=by.person).values_list("consent", flat=True))
        look.showed_nobody()
    if not reminded:
        return []
    lines = [line for line in consents_of(by, by.person) if line.id in reminded and line.state == State.GIVEN]
    return sorted(lines, key=lambda line: line.to_on or date.max)


def offers_to(by: Viewer, person: UUID) -> list[Offer]:
    """What the person may be asked by those who work where they live; what they agreed to is not asked again.

    What they said no to comes last, with the day they said it.
    """
    today = timezone.localdate()
    with _looking(by, person, "consent.offers") as look:
        stands = {one.scope: one for one in standings([person], today).get(person, ())}
        look.showed([person], SHOWN)
    offers = []
    for text, receiver in askable(by.area, today):
        found = stands.get(Scope(text.purpose, receiver.id, text.field_class))
        if found is None or found.state not in OPEN:
            title, writing = _title(text, receiver), needs_writing(text.field_class)
            offers.append(Offer(text.id, receiver.id, title, receiver.called, writing, found))
    return sorted(offers, key=lambda offer: offer.standing is not None and offer.standing.said_no)


def by_receiver(offers: Iterable[Offer]) -> list[OffersOf]:
    """The same offers, those of one receiver together; a receiver with nothing open comes last."""
    found: dict[UUID, list[Offer]] = {}
    for offer in offers:
        found.setdefault(offer.receiver, []).append(offer)
    groups = [
        OffersOf(
            of_one[0].receiver_name,
            tuple(one for one in of_one if one.standing is None or not one.standing.said_no),
            tuple(one for one in of_one if one.standing is not None and one.standing.said_no),
        )
        for of_one in found.values()
    ]
    return sorted(groups, key=lambda group: not group.open)


def notice_to_read(by: Viewer, person: UUID, text_id: UUID, receiver_id: UUID) -> tuple[Scope, Notice]:
    """A published notice about one receiver, before it is delivered; ``AddressUnknown`` where none is in force."""
    may_act(by, person)
    today = timezone.localdate()
    text = texts_on(today).filter(id=text_id).first()
    if text is None:
        raise AddressUnknown
    receiver = fit_receiver(text.purpose, receiver_id, today)
    return Scope(text.purpose, receiver.id, text.field_class), notice_for(text, receiver, panel_of(receiver, today))


def notices_to(by: Viewer, person: UUID) -> list[NoticeLine]:
    """Every notice that reached the person, the last one first."""
    with _looking(by, person, "consent.notices") as look:
        rows = NoticeDelivery.objects.filter(person=person).select_related("text", "receiver").order_by("-delivered_at")
        found = [
            NoticeLine(
                row.id, _title(row.text, row.receiver), row.receiver.called, row.delivered_at, row.channel, row.answer
            )
            for row in rows
        ]
        look.showed([person], SHOWN)
    return found


def notice_told(by: Viewer, person: UUID, delivery_id: UUID) -> Told:
    """One notice as it reached the person; ``DeliveryUnknown`` for another's."""
    with _looking(by, person, "consent.notice") as look:
        rows = NoticeDelivery.objects.select_related("text", "receiver", "panel")
        row = rows.filter(id=delivery_id, person=person).first()
        given = Consent.objects.filter(delivery=row).first() if row is not None and row.answer else None
        look.showed([person], SHOWN)
    if row is None:
        raise DeliveryUnknown
    notice = notice_for(row.text, row.receiver, row.panel)
    return Told(row, notice, needs_writing(row.text.field_class), tuple(given.parts.split()) if given else ())


@contextmanager
def _looking(by: Viewer, person: UUID, what: str) -> Iterator[Reading]:
    may_act(by, person)
    with reading(by.actor, purpose=OBJECTION, ground=ground_of(by), what=what, institution=by.institution) as look:
        yield look


def _alive(person: UUID, today: date) -> set[UUID]:
    """Ids of the person's consents that ground something today."""
    return set(live_for_anything(today).filter(person=person).values_list("id", flat=True))


def _line(row: Consent, alive: set[UUID], today: date) -> ConsentLine:
    told = notice_for(row.delivery.text, row.receiver, row.delivery.panel)
    undo = next((section.lines for section in told.sections if section.name == WITHDRAWING), ())
    return ConsentLine(
        id=row.id,
        delivery=row.delivery_id,
        scope=scope_of(row),
        title=told.title,
        purpose=law().purposes[row.purpose].label,
        receiver=row.receiver.called,
        from_on=row.from_on,
        to_on=row.to_on,
        state=state_of(row, row.id in alive, today),
        channel=row.get_channel_display(),
        through=row.channel,
        awaits=row.awaits,
        given_at=row.given_at,
        written=row.written,
        receipt_no=row.receipt_no,
        controller=row.controller,
        erases=today <= row.cool_off_to_on,
        withdrawn_on=row.withdrawn_on,
        cannot_undo=undo,
        parts=tuple(part for part in told.parts if part.id in row.parts.split()),
        offers_parts=bool(told.parts),
    )


def _title(text: NoticeText, receiver: Institution) -> Text:
    return notice_for(text, receiver, None).title
