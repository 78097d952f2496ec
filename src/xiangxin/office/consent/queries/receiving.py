"""What a receiver has to delete after a withdrawal, of whom and by when: its own orders and no other's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import OBJECTION
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.queries import with_branches
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.actions.deletions import REPORTERS
from xiangxin.office.consent.choices import Ended, Ground
from xiangxin.office.consent.deployment import law
from xiangxin.office.consent.models import DeletionOrder
from xiangxin.office.consent.naming import Called, called


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One order. ``person`` is the opaque id by which the receiver's systems know the person.

    ``called`` is there where the order is open and was asked of whom it is.
    """

    id: UUID
    person: UUID
    consent: UUID
    purpose: Text
    field_class: str
    ended: str
    ordered_on: date
    due_on: date
    done_on: date | None
    receipt_no: str
    called: Called | None


def orders_to(by: Viewer) -> list[OrderLine]:
    """The orders to the viewer's institution, open ones first; none for a post that does not answer for them."""
    return _lines(by, "consent.deletions", named=False)


def orders_named_to(by: Viewer) -> list[OrderLine]:
    """The same with whom each open one is about: who has to delete must find the right person.

    Who looks is noted, and the person reads it. The duty to delete is the ground (Personal Information Protection Law
    47): the consent is gone.
    """
    return _lines(by, "consent.deletions_named", named=True)


def _lines(by: Viewer, what: str, *, named: bool) -> list[OrderLine]:
    with reading(by.actor, purpose=OBJECTION, ground=Ground.DUTY, what=what, institution=by.institution) as look:
        rows = list(_own(by).order_by("done_at", "due_on", "id"))
        to_name = {row.person for row in rows if named and row.done_at is None}
        names = called(to_name)
        look.showed({row.person for row in rows} - to_name, ["deletion_order"])
        look.showed(to_name, ["deletion_order", "name", "id_number", "area"])
    lines = [_line(row, None if row.done_at else names.get(row.person)) for row in rows]
    return sorted(lines, key=lambda line: (line.done_on is not None, line.due_on, line.receipt_no))


def _own(by: Viewer) -> QuerySet[DeletionOrder]:
    if by.institution is None or by.role not in REPORTERS:
        return DeletionOrder.objects.none()
    answered_for = [one for one in _above(by.institution) if by.institution in with_branches(one)]
    return DeletionOrder.objects.filter(receiver__in=answered_for)


def _above(institution: UUID) -> list[UUID]:
    """The institution and those above it."""
    found: list[UUID] = []
    at: UUID | None = institution
    while at is not None and at not in found:
        found.append(at)
        at = Institution.objects.filter(id=at).values_list("parent", flat=True).first()
    return found


def _line(row: DeletionOrder, named: Called | None) -> OrderLine:
    return OrderLine(
        id=row.id,
        person=row.person,
        consent=row.consent,
        purpose=law().purposes[row.purpose].label,
        field_class=row.field_class,
        ended=str(Ended(row.ended).label),
        ordered_on=timezone.localdate(row.ordered_at),
        due_on=row.due_on,
        done_on=None if row.done_at is None else timezone.localdate(row.done_at),
        receipt_no=row.receipt_no,
        called=named,
    )
