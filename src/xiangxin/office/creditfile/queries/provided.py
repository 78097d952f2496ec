"""What became of what an institution sent: how much stands, was corrected, taken back or disputed. Figures only.

A provider sees its own rows' fate and no person: whoever it sent them about stands in its own books.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Max, Min, Sum

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.reads import reading
from xiangxin.office.creditfile.models import Batch, Dispute, Tally
from xiangxin.office.creditfile.registry import kind_of

WHAT = "creditfile.provided"
_COUNTED = ("facts", "answers", "corrected", "ended", "taken_back", "disputed", "upheld")


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
    """One kind of fact that the institution sends. ``upheld``: disputes that found it wrong.

    ``newest``: the last first day among what was sent in a batch of which something is there still.
    """

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


class _Sum(NamedTuple):
    """What is there of one kind in one batch; ``newest`` of what it brought when it was shown."""

    batch: UUID
    kind: str
    facts: int
    answers: int
    corrected: int
    ended: int
    taken_back: int
    disputed: int
    upheld: int
    newest: date | None


@dataclass(frozen=True, slots=True)
class Provided:
    """Everything the institution brought into files."""

    deliveries: tuple[Delivery, ...]
    qualities: tuple[Quality, ...]


def disputes_with(viewer: Viewer) -> tuple[int, date | None]:
    """How many facts of the viewer's institution are disputed now, and the first day by which one is answered."""
    own = viewer.institution
    with reading(viewer.actor, purpose="statistics", ground="duty", what=WHAT, institution=own) as look:
        look.showed_nobody()
        rows = Dispute.objects.filter(ended_on__isnull=True, fact__source=own, fact__source__isnull=False)
        found = rows.aggregate(number=Count("id"), first=Min("due_on"))
    return found["number"], found["first"]


def provided_by(viewer: Viewer) -> Provided:
    """Of the viewer's own institution; of a viewer without one, nothing. Of sums that were kept, so that none waits."""
    own = viewer.institution
    with reading(viewer.actor, purpose="statistics", ground="duty", what=WHAT, institution=own) as look:
        look.showed_nobody()
        sums = _sums(own)
    days = dict(Batch.objects.filter(id__in={one.batch for one in sums}).values_list("id", "known_on"))
    by_batch: dict[UUID, list[_Sum]] = {}
    by_kind: dict[str, list[_Sum]] = {}
    for one in sums:
        by_batch.setdefault(one.batch, []).append(one)
        if one.facts:
            by_kind.setdefault(one.kind, []).append(one)
    deliveries = [_delivery(batch, days[batch], those) for batch, those in by_batch.items()]
    deliveries.sort(key=lambda one: (-(one.known_on or date.min).toordinal(), str(one.batch)))
    return Provided(tuple(deliveries), tuple(_quality(kind, those, days) for kind, those in sorted(by_kind.items())))


def _sums(own: UUID | None) -> list[_Sum]:
    """Of each batch and kind what is there of it now; nothing of what is gone."""
    rows = Tally.objects.filter(source=own, source__isnull=False).order_by().values("batch", "kind")
    totals = rows.annotate(**{f"n_{name}": Sum(name) for name in _COUNTED}, day=Max("newest"))
    found = (_Sum(*one) for one in totals.values_list("batch", "kind", *(f"n_{name}" for name in _COUNTED), "day"))
    return [one for one in found if one.facts or one.answers]


def _delivery(batch: UUID, known_on: date | None, of: Sequence[_Sum]) -> Delivery:
    return Delivery(
        batch,
        tuple(kind_of(kind).label for kind in sorted(one.kind for one in of)),
        known_on,
        sum(one.facts for one in of),
        sum(one.answers for one in of),
        sum(one.corrected for one in of),
        sum(one.disputed for one in of),
    )


def _quality(kind: str, of: Sequence[_Sum], days: Mapping[UUID, date | None]) -> Quality:
    return Quality(
        kind,
        kind_of(kind).label,
        sum(one.facts for one in of),
        sum(one.facts - one.corrected - one.ended - one.taken_back for one in of),
        sum(one.corrected for one in of),
        sum(one.taken_back for one in of),
        sum(one.disputed for one in of),
        sum(one.upheld for one in of),
        max((one.newest for one in of if one.newest), default=None),
        max((day for one in of if (day := days[one.batch])), default=None),
    )
