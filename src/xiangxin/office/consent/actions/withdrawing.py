"""A person takes a consent back: as easy as giving, without a reason, with effect on the very next request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import Act, act
from xiangxin.office.audit.erasing import delete_rows, entries_about
from xiangxin.office.audit.models import Logged
from xiangxin.office.consent import errors
from xiangxin.office.consent.actions.declining import mark_erased
from xiangxin.office.consent.actions.delivering import may_act
from xiangxin.office.consent.actions.sheets import void_sheets
from xiangxin.office.consent.choices import Ended
from xiangxin.office.consent.models import Consent, DeletionOrder, Reminder
from xiangxin.office.consent.numbers import new_number
from xiangxin.office.consent.scope import Scope
from xiangxin.office.consent.terms import LIMITS
from xiangxin.office.outbox.events import declare, emit

ORDERED = declare(
    "consent.deletion_ordered",
    Text("要求删除已收到的信息", "What was received has to be deleted"),
    ("consent", "person", "purpose", "field_class", "ended", "due_on", "order"),
)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a withdrawal did: consents closed, consents erased within the cool-off, orders to delete."""

    closed: tuple[UUID, ...]
    erased: tuple[UUID, ...]
    orders: tuple[DeletionOrder, ...]


def withdraw_consent(by: Viewer, person: UUID, scope: Scope) -> Withdrawn:
    """Close every open row of the kind; within its cool-off it is erased. The receiver gets an order for each.

    Errors: ``NotYours``, ``MayNotTake``, ``NoMandate``, ``NothingToWithdraw``.
    """
    channel = may_act(by, person)
    today = timezone.localdate()
    payload = {"channel": channel, "on": today, **scope.told}
    with act("consent.withdrawn", by=by.actor, person=person, purpose=scope.purpose, payload=payload) as done:
        same = Consent.objects.select_for_update().filter(person=person, withdrawn_on__isnull=True, **scope.columns)
        rows = list(same.exclude(to_on__lt=today).order_by("from_on", "id"))
        if not rows:
            raise errors.NothingToWithdraw()
        fresh = [row for row in rows if today <= row.cool_off_to_on]
        old = [row for row in rows if today > row.cool_off_to_on]
        for row in old:
            row.withdrawn_on = today
            row.save(update_fields=["withdrawn_on"])
        done.wrote(*old)
        orders = _order(done, fresh, Ended.ERASED, today) + _order(done, old, Ended.WITHDRAWN, today)
        mark_erased(done, fresh, today)
        _erase(done, fresh)
        void_sheets(done, person, scope)
        erased = tuple(order.consent for order in orders if order.ended == Ended.ERASED)
        done.payload |= {"closed": [str(row.id) for row in old], "erased": [str(id_) for id_ in erased]}
    return Withdrawn(tuple(row.id for row in old), erased, tuple(orders))


def hide_part(by: Viewer, person: UUID, consent_id: UUID, part: str) -> Consent:
    """Show one part no more, while the consent stands; from the next page on it is not seen. Nothing is added here.

    Errors: ``NotYours``, ``MayNotTake``, ``NoMandate``, ``PartUnseen``.
    """
    channel = may_act(by, person)
    with act("consent.part_hidden", by=by.actor, person=person, payload={"channel": channel, "part": part}) as done:
        rows = Consent.objects.select_for_update().filter(person=person, withdrawn_on__isnull=True)
        row = rows.filter(id=consent_id).first()
        if row is None or part not in row.parts.split():
            raise errors.PartUnseen()
        row.parts = " ".join(name for name in row.parts.split() if name != part)
        row.save(update_fields=["parts"])
        done.about, done.purpose = f"consent.consent:{row.id}", row.purpose
        done.wrote(row)
    return row


def _erase(done: Act, rows: list[Consent]) -> None:
    """As if the person had never agreed: the row, its answered notice and what the log says of both are gone. What
    stays is the order to delete, and of a file the mark that nobody comes again."""
    if not rows:
        return
    deliveries = [row.delivery for row in rows]
    gone: list[Logged] = [*Reminder.objects.filter(consent__in=rows), *rows, *deliveries]
    delete_rows(done, gone, "cool_off", entries_about(gone))


def _order(done: Act, rows: Iterable[Consent], ended: Ended, today: date) -> list[DeletionOrder]:
    orders = [
        DeletionOrder(
            consent=row.id,
            person=row.person,
            receiver_id=row.receiver_id,
            purpose=row.purpose,
            field_class=row.field_class,
            ended=ended,
            ordered_at=timezone.now(),
            due_on=today + timedelta(days=LIMITS["deletion_days"]),
            receipt_no=new_number(),
        )
        for row in rows
    ]
    for order in orders:
        order.save(force_insert=True)
        told = {name: getattr(order, name) for name in ("consent", "person", "purpose", "field_class", "due_on")}
        emit(ORDERED, {**told, "ended": str(ended), "order": order.id}, receiver=order.receiver_id)
    done.wrote(*orders)
    return orders
