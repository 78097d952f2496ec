"""The two days of decision 2 as conditions: which versions were believed on a day, and which of them held on another.

Everything that reads facts starts here, so that a batch that is not shown, or a version that was replaced, is met by
nobody. Inside a reading or an act.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from xiangxin.kernel.portions import portions
from xiangxin.office.audit.acts import ROWS_A_STATEMENT
from xiangxin.office.creditfile.models import Batch, Coverage, Dispute, Fact, Supersession


def known(on: date | None) -> Q:
    """Rows of a shown batch that were known here on ``on``; None asks for now."""
    shown = Q(batch__shown_at__isnull=False)
    if on is None:
        return shown
    return shown & (Q(known_earlier_on__lte=on) | Q(known_earlier_on__isnull=True, batch__known_on__lte=on))


def believed(known_on: date | None) -> QuerySet[Fact]:
    """The versions that were believed on ``known_on``: one of each matter, none of what was withdrawn by then."""
    replaced = Supersession.objects.filter(known(known_on), fact=OuterRef("pk"))
    return Fact.objects.filter(known(known_on), ~Exists(replaced))


def holding(as_of: date) -> Q:
    """Facts that held on ``as_of``: begun by then, and not ended before it. One without a day holds on none."""
    return Q(happened_on__lte=as_of) & (Q(ended_on__isnull=True) | Q(ended_on__gte=as_of))


def covered(known_on: date | None) -> QuerySet[Coverage]:
    """Answers that were known on ``known_on`` and had not been taken back by then."""
    stands = Q(withdrawn_in__isnull=True) | Q(withdrawn_in__shown_at__isnull=True)
    if known_on is not None:
        stands |= Q(withdrawn_in__known_on__gt=known_on)
    return Coverage.objects.filter(known(known_on), stands)


def disputed(known_on: date | None) -> QuerySet[Dispute]:
    """Disputes that were open on ``known_on``."""
    if known_on is None:
        return Dispute.objects.filter(ended_on__isnull=True)
    still = Q(ended_on__isnull=True) | Q(ended_on__gt=known_on)
    return Dispute.objects.filter(still, opened_on__lte=known_on)


def undone_since(source: UUID, at: datetime) -> bool:
    """Whether something that this source had sent was taken back since."""
    return Batch.objects.filter(source=source, undoes__isnull=False, shown_at__gte=at).exists()


def current_versions(series: Iterable[UUID]) -> dict[UUID, Fact]:
    """What is believed now of each of these matters; one that is unknown or withdrawn is not in the answer."""
    found: dict[UUID, Fact] = {}
    for some in portions(dict.fromkeys(series), ROWS_A_STATEMENT):
        rows = believed(None).filter(series__in=some)
        found.update((row.series, row) for row in rows)
    return found
