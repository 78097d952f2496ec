"""A person's own consents and notices, for the person or the keeper who serves them: what, for whom, until when.

The ground is the person's own right or the mandate; every look stands among the notes that the person reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.reads import Reading, reading
from xiangxin.office.consent.actions.delivering import RIGHTS, may_act, panel_of
from xiangxin.office.consent.choices import Ground
from xiangxin.office.consent.deployment import law
from xiangxin.office.consent.errors import DeliveryUnknown
from xiangxin.office.consent.live import live
from xiangxin.office.consent.models import Consent, NoticeDelivery, NoticeText, Reminder
from xiangxin.office.consent.notices import Notice
from xiangxin.office.consent.queries.texts import askable, fit_receiver, name_of, notice_for, texts_on
from xiangxin.office.consent.scope import Scope, scope_of
from xiangxin.office.consent.writing import needs_writing
from xiangxin.office.shell.errors import AddressUnknown

SHOWN = ("consents",)
"""What a person is told when their own consents were shown."""
WITHDRAWING = "withdrawing"


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One consent as its person sees it. ``state`` is one of in_force, coming, unconfirmed, withdrawn, ended.

    ``erases``: taking it back now deletes it. ``cannot_undo``: what its notice said about taking back.
    """

    id: UUID
    scope: Scope
    title: Text
    purpose: Text
    receiver: Text
    from_on: date
    to_on: date | None
    state: str
    channel: str
    given_at: datetime
    written: bool
    receipt_no: str
    controller: str
    erases: bool
    withdrawn_on: date | None
    cannot_undo: tuple[Text, ...]

    @property
    def is_open(self) -> bool:
        """Whether it can be taken back."""
        return self.state in ("in_force", "coming", "unconfirmed")


@dataclass(frozen=True, slots=True)
class Offer:
    """Something the person may be asked and has not consented to."""

    text: UUID
    receiver: UUID
    title: Text
    receiver_name: Text
    needs_writing: bool


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
    """A notice as it reached the person, and whether its answer needs a signature."""

    delivery: NoticeDelivery
    notice: Notice
    needs_writing: bool

    @property
    def receiver(self) -> Text:
        """Who would see it."""
        return name_of(self.delivery.receiver)

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
        look.showed([], [])
    if not reminded:
        return []
    lines = [line for line in consents_of(by, by.person) if line.id in reminded and line.state == "in_force"]
    return sorted(lines, key=lambda line: line.to_on or date.max)


def offers_to(by: Viewer, person: UUID) -> list[Offer]:
    """What the person may be asked by those who work where they live; what is in force is not asked again."""
    today = timezone.localdate()
    with _looking(by, person, "consent.offers") as look:
        held = {
            (row.purpose, row.receiver_id, row.field_class)
            for row in Consent.objects.filter(id__in=_alive(person, today))
        }
        look.showed([person], SHOWN)
    return [
        Offer(text.id, receiver.id, _title(text, receiver), name_of(receiver), needs_writing(text.field_class))
        for text, receiver in askable(by.area, today)
        if (text.purpose, receiver.id, text.field_class) not in held
    ]


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
                row.id, _title(row.text, row.receiver), name_of(row.receiver), row.delivered_at, row.channel, row.answer
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
        look.showed([person], SHOWN)
    if row is None:
        raise DeliveryUnknown
    return Told(row, notice_for(row.text, row.receiver, row.panel), needs_writing(row.text.field_class))


@contextmanager
def _looking(by: Viewer, person: UUID, what: str) -> Iterator[Reading]:
    may_act(by, person)
    ground = by.ground if by.role == Role.HOUSEHOLD else Ground.MANDATE
    with reading(by.actor, purpose=RIGHTS, ground=ground, what=what, institution=by.institution) as look:
        yield look


def _alive(person: UUID, today: date) -> set[UUID]:
    """Ids of the person's consents that ground something today."""
    rows = Consent.objects.filter(person=person, withdrawn_on__isnull=True)
    kinds = set(rows.values_list("purpose", "field_class"))
    return {
        id_
        for purpose, field_class in kinds
        for id_ in live(purpose, [field_class], today).filter(person=person).values_list("id", flat=True)
    }


def _line(row: Consent, alive: set[UUID], today: date) -> ConsentLine:
    told = notice_for(row.delivery.text, row.receiver, row.delivery.panel)
    undo = next((section.lines for section in told.sections if section.name == WITHDRAWING), ())
    return ConsentLine(
        id=row.id,
        scope=scope_of(row),
        title=told.title,
        purpose=law().purposes[row.purpose].label,
        receiver=name_of(row.receiver),
        from_on=row.from_on,
        to_on=row.to_on,
        state=_state(row, alive, today),
        channel=row.get_channel_display(),
        given_at=row.given_at,
        written=row.written,
        receipt_no=row.receipt_no,
        controller=row.controller,
        erases=today <= row.cool_off_to_on,
        withdrawn_on=row.withdrawn_on,
        cannot_undo=undo,
    )


def _state(row: Consent, alive: set[UUID], today: date) -> str:
    if row.withdrawn_on is not None:
        return "withdrawn"
    if row.to_on is not None and row.to_on < today:
        return "ended"
    if row.from_on > today:
        return "coming"
    if row.id in alive:
        return "in_force"
    return "unconfirmed" if needs_writing(row.field_class) and not row.written else "withdrawn"


def _title(text: NoticeText, receiver: Institution) -> Text:
    return notice_for(text, receiver, None).title
