"""Batches of forms: how many went out and how many came back, without saying whose."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import OBJECTION, Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import place_name, with_branches
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.actions.paper import CARRIERS
from xiangxin.office.consent.choices import FILE, Answer, Ground
from xiangxin.office.consent.declining import declining_cadres, marked, taking_back
from xiangxin.office.consent.live import live
from xiangxin.office.consent.models import NoticeDelivery, PaperBatch, PaperForm
from xiangxin.office.consent.queries.texts import askable, notice_for, text_on
from xiangxin.office.consent.scope import Scope
from xiangxin.office.consent.terms import LIMITS

MOST = LIMITS["batch_forms"]
"""How many forms one batch holds."""


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One batch: where, for whom, which text, and how far it has come. Agreed and refused are one figure."""

    id: UUID
    place: str
    area: str
    receiver: Text
    text: Text
    version: int
    printed_on: date
    lapses_on: date
    forms: int
    back: int


def batches(by: Viewer) -> list[BatchLine]:
    """Batches of the viewer's area, a bank's officer's only those for the own bank, the last one first."""
    if by.role not in CARRIERS:
        return []
    with reading(
        by.actor, purpose=OBJECTION, ground=Ground.DUTY, what="consent.batches", institution=by.institution
    ) as look:
        look.showed_nobody()
        rows = PaperBatch.objects.filter(inside(by.area)).select_related("receiver", "text")
        counted = rows.annotate(all=Count("forms"), back=Count("forms", filter=~Q(forms__answer="")))
        found = list(counted.order_by("-printed_on", "id"))
    if by.role == Role.ACCOUNT_MANAGER:
        found = [row for row in found if by.institution in with_branches(row.receiver_id)]
    return [
        BatchLine(
            row.id,
            place_name(row.area, row.printed_on),
            row.area,
            row.receiver.called,
            notice_for(row.text, row.receiver, None).title,
            row.text.version,
            row.printed_on,
            row.lapses_on,
            row.all,
            row.back,
        )
        for row in found
    ]


def to_be_asked(scope: Scope, persons: Collection[UUID], on: date, *, again: bool = False) -> frozenset[UUID]:
    """Those of ``persons`` whom a cadre may ask this, by a form or at the door; belongs inside the caller's reading.

    Left out are those who consented, who refused this text, who took it back, and who told a cadre no: nobody comes
    again about a no, and from the list these cannot be told apart. Left out too, unless ``again``, is who has a form
    that may still come back.
    """
    text = text_on(scope.purpose, scope.field_class, on)
    held = live(scope.purpose, [scope.field_class], on).filter(receiver=scope.receiver)
    refused = NoticeDelivery.objects.filter(text=text, receiver=scope.receiver, answer=Answer.REFUSED)
    answered: list[QuerySet[Any, UUID]] = [
        held.values_list("person", flat=True),
        refused.values_list("person", flat=True),
        taking_back(scope.purpose, [scope.receiver], scope.field_class),
        marked(scope.purpose, [scope.receiver]),
        declining_cadres(),
    ]
    if not again:
        out = PaperForm.objects.filter(
            answer="", batch__text=text, batch__receiver=scope.receiver, batch__lapses_on__gte=on
        )
        answered.append(out.values_list("person", flat=True))
    return frozenset(persons).difference(*(rows.filter(person__in=persons) for rows in answered))


def to_be_told(area: str, persons: Collection[UUID], on: date) -> frozenset[UUID]:
    """Those of ``persons`` whom a cadre may tell of a file; belongs inside the caller's reading.

    Who chose one receiver, refused one or took back from one is asked for no other; nobody, where nobody asks.
    """
    scopes = [
        Scope(text.purpose, receiver.id, FILE) for text, receiver in askable(area, on) if text.field_class == FILE
    ]
    found = frozenset(persons) if scopes else frozenset()
    for scope in scopes:
        found = to_be_asked(scope, found, on, again=True)
    return found
