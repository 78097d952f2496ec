"""What became of what an institution sent: how much stands, was corrected, taken back or disputed. Figures only.

A provider sees its own rows' fate and no person: whoever it sent them about stands in its own books.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Max

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


def provided_by(viewer: Viewer) -> Provided:
    """Of the viewer's own institution; of a viewer without one, nothing."""
    own = viewer.institution
    with reading(viewer.actor, purpose="statistics", ground="duty", what=WHAT, institution=own) as look:
        look.showed([], [])
        facts = Fact.objects.filter(source=own, source__isnull=False, batch__shown_at__isnull=False)
        brought = list(facts.order_by().values("batch", "kind").annotate(rows=Count("id")).values_list(*_COUNTED))
        answers = Coverage.objects.filter(asked_of=own, asked_of__isnull=False, batch__shown_at__isnull=False)
        told = list(answers.order_by().values("batch", "kind").annotate(rows=Count("id")).values_list(*_COUNTED))
        gone = list(_gone(own))
        contested = list(_contested(own))
        by_kind = list(
            facts.order_by()
            .values("kind")
            .annotate(sent=Count("id"), newest=Max("happened_on"), known=Max("batch__known_on"))
            .values_list("kind", "sent", "newest", "known")
        )
    fixed = Counter(batch for batch, _kind, why in gone if why == Why.CORRECTED)
    open_ = Counter(batch for batch, _kind, outcome in contested if not outcome)
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


def _gone(own: UUID | None) -> list[tuple[UUID, str, str]]:
    rows = Supersession.objects.filter(fact__source=own, fact__source__isnull=False, batch__shown_at__isnull=False)
    return list(rows.values_list("fact__batch", "fact__kind", "why"))


def _contested(own: UUID | None) -> list[tuple[UUID, str, str]]:
    rows = Dispute.objects.filter(fact__source=own, fact__source__isnull=False)
    return list(rows.values_list("fact__batch", "fact__kind", "outcome"))


def _quality(
    kind: str,
    sent: int,
    newest: date | None,
    known_on: date | None,
    gone: list[tuple[UUID, str, str]],
    contested: list[tuple[UUID, str, str]],
) -> Quality:
    why = Counter(why for _, of, why in gone if of == kind)
    outcomes = Counter(outcome for _, of, outcome in contested if of == kind)
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
