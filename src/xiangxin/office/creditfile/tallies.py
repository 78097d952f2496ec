"""Keeps the sums of what each batch brought, in the act that shows a batch, deletes rows of one or ends a dispute.

Never counts what stands in the file for a page: a page of half a million rows waits for a count. Rows of ``Tally`` are
only added, so that two acts never wait for each other and no sum is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.db.models import Count, Max

from xiangxin.kernel.portions import portions
from xiangxin.office.audit.acts import ROWS_A_STATEMENT
from xiangxin.office.audit.models import Logged
from xiangxin.office.creditfile.choices import Outcome, Why
from xiangxin.office.creditfile.models import Batch, Coverage, Dispute, Fact, Supersession, Tally

COLUMNS = {
    Why.CORRECTED: "corrected",
    Why.ENDED: "ended",
    Why.WITHDRAWN: "taken_back",
    Why.REPAIRED: "taken_back",
    Why.UPHELD: "taken_back",
}
"""Where it counts that a version does not stand any more."""
DISPUTES: dict[str, str] = {"": "disputed", Outcome.UPHELD: "upheld"}
"""Where a dispute counts that is open, or ended so."""
_Counted = Fact | Coverage | Supersession | Dispute
Place = tuple[UUID, UUID, str]
"""Batch, source and kind."""


class _Sums:
    """Figures of each place, to be written as one row each."""

    def __init__(self) -> None:
        self._rows: dict[Place, Tally] = {}

    def add(self, place: Place, column: str, number: int) -> Tally:
        """Add to one figure; the row."""
        batch, source, kind = place
        row = self._rows.setdefault(place, Tally(batch_id=batch, source_id=source, kind=kind))
        setattr(row, column, getattr(row, column) + number)
        return row

    def written(self) -> list[Tally]:
        """The rows, in the database."""
        return Tally.objects.bulk_create(list(self._rows.values()), batch_size=ROWS_A_STATEMENT)


def tally_shown(batch: Batch) -> list[Tally]:
    """Rows for what the batch brings and what it replaces. Inside the act that shows it, which names them."""
    sums = _Sums()
    facts = Fact.objects.filter(batch=batch).order_by().values("source", "kind")
    for source, kind, rows, newest in facts.annotate(rows=Count("id"), day=Max("happened_on")).values_list(
        "source", "kind", "rows", "day"
    ):
        sums.add((batch.id, source, kind), "facts", rows).newest = newest
    answers = Coverage.objects.filter(batch=batch).order_by().values("asked_of", "kind")
    for source, kind, rows in answers.annotate(rows=Count("id")).values_list("asked_of", "kind", "rows"):
        sums.add((batch.id, source, kind), "answers", rows)
    parts = ("fact__batch", "fact__source", "fact__kind", "why")
    gone = Supersession.objects.filter(batch=batch).order_by().values(*parts)
    for of, source, kind, why, rows in gone.annotate(rows=Count("id")).values_list(*parts, "rows"):
        sums.add((of, source, kind), COLUMNS[Why(why)], rows)
    return sums.written()


def tally_dispute(fact: Fact, **changes: int) -> Tally:
    """The row for a dispute about the fact that was opened or has ended: how ``disputed`` and ``upheld`` change."""
    row = Tally(batch_id=fact.batch_id, source_id=fact.source_id, kind=fact.kind, **changes)
    row.save(force_insert=True)
    return row


def tally_deleted(rows: Sequence[Logged]) -> list[Tally]:
    """Rows that take away what is about to be deleted of shown batches. Inside the act that deletes, which names them.

    Nothing was counted of a batch that was never shown.
    """
    counted = [row for row in rows if isinstance(row, Fact | Coverage | Supersession)]
    keys = {row.batch_id for row in counted}
    shown = set(Batch.objects.filter(id__in=keys, shown_at__isnull=False).values_list("id", flat=True))
    stood: list[_Counted] = [row for row in counted if row.batch_id in shown]
    stood += [row for row in rows if isinstance(row, Dispute)]
    sums = _Sums()
    for place, column in _places(stood):
        sums.add(place, column, -1)
    return sums.written()


def _places(rows: Sequence[_Counted]) -> Iterator[tuple[Place, str]]:
    of = _facts_of(row.fact_id for row in rows if isinstance(row, Supersession | Dispute))
    for row in rows:
        if isinstance(row, Fact):
            yield (row.batch_id, row.source_id, row.kind), "facts"
        elif isinstance(row, Coverage):
            yield (row.batch_id, row.asked_of_id, row.kind), "answers"
        elif isinstance(row, Supersession):
            yield of[row.fact_id], COLUMNS[Why(row.why)]
        elif row.outcome in DISPUTES:
            yield of[row.fact_id], DISPUTES[row.outcome]


def _facts_of(facts: Iterable[UUID]) -> dict[UUID, Place]:
    found: dict[UUID, Place] = {}
    for some in portions(dict.fromkeys(facts), ROWS_A_STATEMENT):
        rows = Fact.objects.filter(id__in=some).values_list("id", "batch", "source", "kind")
        found.update((key, (batch, source, kind)) for key, batch, source, kind in rows)
    return found
