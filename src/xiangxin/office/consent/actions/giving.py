"""A person answers a notice: consents to one purpose, receiver and class, or refuses. Never for others or in bulk."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import Act, act
from xiangxin.office.consent import errors, majority
from xiangxin.office.consent.actions.delivering import (
    may_act,
    no_decider_takes,
    panel_of,
    receiver_of,
    text_of,
)
from xiangxin.office.consent.actions.flags import flag_burst
from xiangxin.office.consent.actions.sheets import void_sheets
from xiangxin.office.consent.choices import Answer
from xiangxin.office.consent.deployment import controller
from xiangxin.office.consent.live import live
from xiangxin.office.consent.models import Consent, NoticeDelivery
from xiangxin.office.consent.notices import content_of, days_of
from xiangxin.office.consent.numbers import new_number
from xiangxin.office.consent.parts import ticked
from xiangxin.office.consent.scope import Scope
from xiangxin.office.consent.terms import LIMITS
from xiangxin.office.consent.writing import channels, is_signed, needs_writing, written_at_once
from xiangxin.office.outbox.events import declare, emit

_SAID = ("person", "purpose", "field_class", "from_on", "to_on")
GIVEN = declare("consent.given", Text("本人同意", "A person consented"), ("consent", *_SAID))


def give_consent(
    by: Viewer, person: UUID, delivery_id: UUID, *, signature: str = "", device: str = "", parts: Collection[str] = ()
) -> Consent:
    """Consent to what the delivered notice asks, from today, or from the day after the last withdrawal of the kind.

    ``parts``: what the person ticked of the parts that the notice offers. Errors: ``DeliveryUnknown``, ``NotYours``,
    ``MayNotTake``, ``AnsweredAlready``, ``MinorCannot``, ``SignatureMissing``, ``GivenAlready``, ``ReceiverUnfit``,
    ``PartUnknown``.
    """
    _only_the_person(by)
    channel, today = may_act(by, person), timezone.localdate()
    with act("consent.given", by=by.actor, person=person, area=by.area) as done:
        delivery, scope = _answered(done, by, person, delivery_id, channel, Answer.GIVEN)
        _still_in_force(delivery, scope, today)
        if not majority.is_adult(person, today):
            raise errors.MinorCannot()
        row = consent_of(delivery, scope, first_day(person, scope, today))
        row.parts = ticked(content_of(delivery.text), parts)
        row.written = _in_writing(delivery, scope, signature)
        _note_takers(row, by)
        row.mandate, row.device = by.mandate, device[:40]
        insert(row)
        done.about = f"consent.consent:{row.id}"
        done.payload |= {"from_on": row.from_on, "to_on": row.to_on, "written": row.written, "awaits": row.awaits}
        done.payload |= {"parts": row.parts} if row.parts else {}
        done.wrote(row)
        announce(row)
        flag_burst(done, row, by)
    return row


def refuse_consent(by: Viewer, person: UUID, delivery_id: UUID) -> NoticeDelivery:
    """Note that the person said no to this notice. Nothing follows, except that no sheet still out says yes instead."""
    channel = may_act(by, person)
    with act("consent.refused", by=by.actor, person=person, area=by.area) as done:
        delivery, scope = _answered(done, by, person, delivery_id, channel, Answer.REFUSED)
        void_sheets(done, person, scope)
        done.about = f"consent.noticedelivery:{delivery.id}"
    return delivery


def confirm_consent(by: Viewer, person: UUID, consent_id: UUID) -> Consent:
    """Confirm through another channel what the person gave; what was signed on a phone is writing from then on.

    Errors: ``NotYours``, ``MayNotTake``, ``NoMandate``, ``DeliveryUnknown``; ``SecondChannelNeeded``, noted, for the
    same channel again, for a second confirmation, in a stay that a slip opened, and for anybody of the station at
    which, or by whose slip, the consent was given: one station must not be both channels (decision 24).
    """
    _only_the_person(by)
    channel = may_act(by, person)
    try:
        return _confirm(by, person, consent_id, channel)
    except errors.SecondChannelNeeded as refused:
        with act("consent.confirmation_refused", by=by.actor, person=person, payload={"refused": refused.code}):
            pass
        raise


def confirm(row: Consent, by: Viewer, channel: str) -> None:
    """Confirm an open row within the caller's act, which names it; ``SecondChannelNeeded`` from whom it may not."""
    if row.channel == channel or row.confirmed_at is not None or not _independent(by, row):
        raise errors.SecondChannelNeeded()
    row.confirmed_at, row.confirmed_through, row.awaits = timezone.now(), channel, False
    if by.role != Role.HOUSEHOLD:
        row.confirmed_by, row.confirmed_for = by.account, by.on_behalf
    # A class that needs writing was given with its signature step, or it would not stand here.
    row.written = row.written or needs_writing(row.field_class)
    row.save()


def _confirm(by: Viewer, person: UUID, consent_id: UUID, channel: str) -> Consent:
    with act("consent.confirmed", by=by.actor, person=person, payload={"channel": channel}) as done:
        open_ones = Consent.objects.select_for_update().filter(person=person, withdrawn_on__isnull=True)
        row = open_ones.filter(id=consent_id).first()
        if row is None:
            raise errors.DeliveryUnknown()
        confirm(row, by, channel)
        done.about, done.purpose = f"consent.consent:{row.id}", row.purpose
        done.wrote(row)
    return row


def _independent(by: Viewer, row: Consent) -> bool:
    """Whether this viewer is neither the taker nor of the taker's station, in person, by a slip or by a phone."""
    at = by.let_in_at if by.role == Role.HOUSEHOLD else by.institution
    same = bool({row.taken_by, row.taken_for} & by.accounts) or (at is not None and at == row.taken_at)
    return not by.by_slip and not same


def _note_takers(row: Consent, by: Viewer) -> None:
    """Who took part in this consent besides the person, and whether it has to wait for somebody independent of them."""
    if by.role == Role.HOUSEHOLD:
        row.taken_by, row.taken_at = by.let_in_by, by.let_in_at
        row.awaits = by.by_slip or by.let_in_at is not None
    else:
        row.taken_by, row.taken_for, row.taken_at, row.awaits = by.account, by.on_behalf, by.institution, True


def consent_of(delivery: NoticeDelivery, scope: Scope, from_on: date) -> Consent:
    """The row that a delivered notice leads to; ``written`` is the caller's to say."""
    days = days_of(delivery.text)
    return Consent(
        person=delivery.person,
        purpose=scope.purpose,
        receiver_id=scope.receiver,
        field_class=scope.field_class,
        written=False,
        notice_delivered_on=delivery.delivered_on,
        from_on=from_on,
        to_on=from_on + timedelta(days=days - 1),
        channel=delivery.channel,
        delivery=delivery,
        controller=controller().zh,
        given_at=timezone.now(),
        cool_off_to_on=timezone.localdate() + timedelta(days=LIMITS["cool_off_days"] - 1),
        receipt_no=new_number(),
    )


def first_day(person: UUID, scope: Scope, signed_on: date) -> date:
    """The day a consent signed on ``signed_on`` begins; ``GivenAlready`` where one is in force for long enough.

    ``WithdrawnSince`` where the person withdrew after signing: the word said last counts.
    """
    same = Consent.objects.filter(person=person, **scope.columns)
    withdrawn_on = same.aggregate(last=Max("withdrawn_on"))["last"]
    if withdrawn_on is not None and signed_on < withdrawn_on:
        raise errors.WithdrawnSince("signed_on")
    today = timezone.localdate()
    soon = today + timedelta(days=LIMITS["ending_days"])
    running = live(scope.purpose, [scope.field_class], today).filter(person=person, receiver=scope.receiver)
    coming = same.filter(withdrawn_on__isnull=True, from_on__gt=today)
    if running.exclude(to_on__lt=soon).exists() or coming.exists():
        raise errors.GivenAlready()
    return signed_on if withdrawn_on is None else max(signed_on, withdrawn_on + timedelta(days=1))


def _answered(
    done: Act, by: Viewer, person: UUID, delivery_id: UUID, channel: str, answer: str
) -> tuple[NoticeDelivery, Scope]:
    """The delivery, answered: of two answers at once the first counts."""
    rows = NoticeDelivery.objects.select_for_update(of=("self",)).select_related("text", "receiver")
    delivery = rows.filter(id=delivery_id, person=person, channel=channel).first()
    if delivery is None:
        raise errors.DeliveryUnknown()
    no_decider_takes(by, delivery.receiver)
    scope = Scope(delivery.text.purpose, delivery.receiver_id, delivery.text.field_class)
    now = timezone.now()
    open_one = NoticeDelivery.objects.filter(id=delivery.id, answer="")
    if not open_one.update(answer=answer, answered_at=now):
        raise errors.AnsweredAlready()
    delivery.answer, delivery.answered_at = answer, now
    done.purpose = scope.purpose
    done.payload = {"channel": delivery.channel, "delivery": str(delivery.id), **scope.told}
    done.wrote(delivery)
    return delivery, scope


def _only_the_person(by: Viewer) -> None:
    """A relative with a mandate looks, refuses and withdraws; consenting and confirming are the person's alone."""
    if by.mandate is not None:
        raise errors.NotYours()


def _still_in_force(delivery: NoticeDelivery, scope: Scope, today: date) -> None:
    """What was read has to be what is in force: the same text, and of a panel the same names."""
    receiver = receiver_of(scope, today)
    panel = panel_of(receiver, today)
    if text_of(scope, today).id != delivery.text_id or (panel and panel.id) != delivery.panel_id:
        raise errors.DeliveryUnknown()


def _in_writing(delivery: NoticeDelivery, scope: Scope, signature: str) -> bool:
    """Whether it is in writing now; ``SignatureMissing`` where its class needs the step and it is not done."""
    signed = is_signed(delivery.channel, signature)
    if needs_writing(scope.field_class) and not signed:
        raise errors.SignatureMissing("signature", how=channels()[delivery.channel].says)
    return signed and written_at_once(delivery.channel)


def announce(row: Consent) -> None:
    """Tell the receiver's own system, within the act that wrote the row."""
    emit(GIVEN, {name: getattr(row, name) for name in _SAID} | {"consent": row.id}, receiver=row.receiver_id)


def insert(row: Consent) -> None:
    """Of two at once one is written: the table takes one open row of a kind for a day."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise errors.GivenAlready() from None
