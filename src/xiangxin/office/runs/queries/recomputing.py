"""Whether stored results are what follows from what they were made from: worked out again, one by one, by the
interpreter, which shares no statement with the engine that stored them. For whoever checks the office; nobody is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from uuid import UUID

from xiangxin.kernel.portions import portions
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import ROWS_A_STATEMENT
from xiangxin.office.audit.reads import on_duty
from xiangxin.office.runs.choices import RunState
from xiangxin.office.runs.errors import ResultGone
from xiangxin.office.runs.explaining import differs
from xiangxin.office.runs.models import Result

WHAT = "runs.recomputed"


@dataclass(frozen=True, slots=True)
class Differing:
    """One result that does not follow from its inputs, and in which columns. ``run``: of which run."""

    result: UUID
    run: UUID
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many were worked out again, how many could not be since their inputs were deleted, and which differ."""

    stood: int
    gone: int
    differing: tuple[Differing, ...]


def recompute(run: UUID | None = None, sample: int | None = None, seed: int = 0) -> Recomputed:
    """Work out again every stored result of runs that are done, or of one ``run``, or a ``sample`` of them."""
    stood = gone = 0
    differing = []
    with on_duty(system(WHAT), WHAT):
        for row in _rows(run, sample, seed):
            try:
                columns = differs(row)
            except ResultGone:
                gone += 1
                continue
            if columns:
                differing.append(Differing(row.id, row.run_id, columns))
            else:
                stood += 1
    return Recomputed(stood, gone, tuple(differing))


def _rows(run: UUID | None, sample: int | None, seed: int) -> Iterator[Result]:
    rows = Result.objects.filter(run__state=RunState.DONE)
    if run is not None:
        rows = rows.filter(run=run)
    ids = sorted(rows.values_list("id", flat=True))
    if sample is not None and sample < len(ids):
        ids = sorted(Random(seed).sample(ids, sample))  # noqa: S311 - which rows are looked at is no secret
    whole = Result.objects.select_related("run__adoption__policy", "run__receiver")
    for some in portions(ids, ROWS_A_STATEMENT):
        yield from whole.filter(id__in=some)
