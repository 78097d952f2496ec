"""What became of what an institution sent: how much stands, was corrected, taken back or disputed. Figures only.

A provider sees its own rows' fate and no person: whoever it sent them about stands in its own books.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.reads import reading
from xiangxin.office.creditfile.choices import Outcome, Why
from xiangxin.office.creditfile.models import Batch, Coverage, Dispute, Fact, Supersession
from xiangxin.office.creditfile.registry import kind_of

WHAT = "creditfile.provided"
_COUNTED = ("batch", "kind", "rows")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One batch that brought facts of the institution, of these ``kinds``."""

    batch: UUID
    kinds: tuple[Text, ...]
    known_on: date | None
    facts: int
    answers: int
    corrected: int
    disputed: int


@dataclass(frozen=True, slots=True)
class Quality:
    """One kind of fact that the institution sends. ``upheld``: disputes that found it wrong."""

    kind: str
    label: Text
    sent: int
    standing: int
    corrected: int
    taken_back: int
    disputed: int
    upheld: int
    newest: date | None
    known_on: date | None


@dataclass(frozen=True, slots=True)
class Provided:
    """Everything the institution brought into files."""

    deliveries: tuple[Delivery, ...]
    qualities: tuple[Quality, ...]


def disputes_with(viewer: Viewer) -> tuple[int, date | None]:
    """How many facts of the viewer's institution are disputed now, and the first day by which one is answered."""
    own = viewer.institution
    with reading(viewer.actor, purpose="statistics", ground="duty", what=WHAT, institution=own) as look:
        look.showed([], [])
        rows = Dispute.objects.filter(ended_on__isnull=True, fact__source=own, fact__source__isnull=False)
        found = rows.aggregate(number=Count("id"), first=Min("due_on"))
    return found["number"], found["first"]


def provided_by(viewer: Viewer) -> Provided:
    """Of the viewer's own institution; of a viewer without one, nothing."""
    own = viewer.institution
    with reading(viewer.actor, purpose="statistics", ground="duty", what=WHAT, institution=own) as look:
        look.showed([], [])
        facts = Fact.objects.filter(source=own, source__isnull=False, batch__shown_at__isnull=False)
        brought = list(facts.order_by().values("batch", "kind").annotate(rows=Count("id")).values_list(*_COUNTED))
        answers = Coverage.objects.filter(asked_of=own, asked_of__isnull=False, batch__shown_at__isnull=False)
        told = list(answers.order_by().values("batch", "kind").annotate(rows=Count("id")).values_list(*_COUNTED))
        gone, contested = _gone(own), _contested(own)
        by_kind = list(
            facts.order_by()
            .values("kind")
            .annotate(sent=Count("id"), newest=Max("happened_on"), known=Max("batch__known_on"))
            .values_list("kind", "sent", "newest", "known")
        )
    fixed = _sums((batch, rows) for batch, _kind, why, rows in gone if why == Why.CORRECTED)
    open_ = _sums((batch, rows) for batch, _kind, outcome, rows in contested if not outcome)
    deliveries = tuple(
        Delivery(
            row.id,
            tuple(kind_of(kind).label for kind in sorted({kind for of, kind, _n in [*brought, *told] if of == row.id})),
            row.known_on,
            sum(rows for of, _kind, rows in brought if of == row.id),
            sum(rows for of, _kind, rows in told if of == row.id),
            fixed[row.id],
            open_[row.id],
        )
        for row in Batch.objects.filter(id__in={of for of, _kind, _n in [*brought, *told]}).order_by("-known_on", "id")
    )
    return Provided(deliveries, tuple(_quality(*one, gone, contested) for one in sorted(by_kind)))


def _gone(own: UUID | None) -> list[tuple[UUID, str, str, int]]:
    """Of each batch and kind, why and how many versions went."""
    rows = Supersession.objects.filter(fact__source=own, fact__source__isnull=False, batch__shown_at__isnull=False)
    return _grouped(rows, "why")


def _contested(own: UUID | None) -> list[tuple[UUID, str, str, int]]:
    """Of each batch and kind, how many disputes ended how; an open one in no way."""
    return _grouped(Dispute.objects.filter(fact__source=own, fact__source__isnull=False), "outcome")


def _grouped(rows: QuerySet[Any], by: str) -> list[tuple[UUID, str, str, int]]:
    parts = ("fact__batch", "fact__kind", by)
    return list(rows.order_by().values(*parts).annotate(rows=Count("id")).values_list(*parts, "rows"))


def _sums(counted: Iterable[tuple[Any, int]]) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for key, rows in counted:
        found[key] += rows
    return found


def _quality(
    kind: str,
    sent: int,
    newest: date | None,
    known_on: date | None,
    gone: list[tuple[UUID, str, str, int]],
    contested: list[tuple[UUID, str, str, int]],
) -> Quality:
    why = _sums((why, rows) for _, of, why, rows in gone if of == kind)
    outcomes = _sums((outcome, rows) for _, of, outcome, rows in contested if of == kind)
    back = why[Why.WITHDRAWN] + why[Why.REPAIRED] + why[Why.UPHELD]
    return Quality(
        kind,
        kind_of(kind).label,
        sent,
        sent - sum(why.values()),
        why[Why.CORRECTED],
        back,
        outcomes[""],
        outcomes[Outcome.UPHELD],
        newest,
        known_on,
    )
