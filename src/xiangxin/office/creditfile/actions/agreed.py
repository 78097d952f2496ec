"""What came in under an agreement goes with it, unless something else brought it too or it is disputed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import Act
from xiangxin.office.audit.erasing import forget
from xiangxin.office.audit.models import Logged
from xiangxin.office.audit.reads import on_duty
from xiangxin.office.creditfile.actions.retention import delete_matters
from xiangxin.office.creditfile.choices import Why
from xiangxin.office.creditfile.models import BusinessFact, Coverage, Dispute, Fact, Supersession
from xiangxin.office.creditfile.tallies import tally_deleted

L = TypeVar("L", bound=Logged)
REASON = "agreement_ended"


def delete_brought(by: Actor, batches: Sequence[UUID], over: Collection[UUID], on: date) -> tuple[int, int]:
    """Delete matters and answers that only these batches brought; how many rows went, and how many matters stay.

    A matter stays while another batch says it too that is not ``over`` itself, and while an objection to it is open.
    What was withdrawn is not said, and words that came back are of the batch that brought them first.
    """
    with on_duty(by, "creditfile.retention"):
        free = list(_free(batches, over).values_list("series", flat=True).distinct())
        every = Fact.objects.filter(batch__in=batches).values("series").distinct().count()
    gone = delete_matters(by, free, REASON, on)
    operators, kept = _delete_of_operators(by, batches, over, on)
    answers = Coverage.objects.filter(batch__in=batches)
    gone += operators + _forget(by, answers, on, lambda done, rows: done.wrote(*tally_deleted(rows)))
    return gone, every - len(free) + kept


def _delete_of_operators(by: Actor, batches: Sequence[UUID], over: Collection[UUID], on: date) -> tuple[int, int]:
    """Facts about organisations that only these batches brought; how many rows went, and how many matters stay."""
    brought = BusinessFact.objects.filter(batch__in=batches)
    others = BusinessFact.objects.filter(series=OuterRef("series")).exclude(batch__in=over)
    free = brought.filter(~Exists(others)).order_by("series", "-batch__opened_at")
    return _forget(by, free, on), brought.values("series").distinct().count()


def _forget(by: Actor, due: QuerySet[L], on: date, beside: Callable[[Act, list[L]], None] | None = None) -> int:
    return forget(by, "creditfile.facts_deleted", due, REASON, {"reason": REASON, "on": on}, beside=beside)


def _free(batches: Sequence[UUID], over: Collection[UUID]) -> QuerySet[Fact]:
    withdrawn = Supersession.objects.filter(fact=OuterRef("pk"), why=Why.WITHDRAWN, batch__shown_at__isnull=False)
    elsewhere = Fact.objects.filter(~Exists(withdrawn)).exclude(batch__in=over).exclude(restores__batch__in=over)
    others = elsewhere.filter(series=OuterRef("series"))
    disputed = Dispute.objects.filter(fact__series=OuterRef("series"), ended_on__isnull=True)
    return Fact.objects.filter(~Exists(others), ~Exists(disputed), batch__in=batches)
