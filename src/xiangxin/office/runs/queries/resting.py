"""Results of which something may not be read any more, so that they say something else than they would say today.

A fact was repaired at its source, a dispute upheld, a term has passed, a member of the household withdrew,
or the person does not let the panel see them any more whose ratings counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from xiangxin.office.runs.inputs import frozen_input, policy_for, receiving
from xiangxin.office.runs.keeping import whole
from xiangxin.office.runs.models import Result


def stale(results: Iterable[UUID], on: date) -> set[UUID]:
    """Those of these results, by id, on which nobody decides any more. Inside a reading or an act."""
    wanted = set(results)
    rows = Result.objects.filter(id__in=wanted).select_related("run__adoption__policy")
    return {row.id for row in not_whole(rows, on)}


def not_whole(rows: Iterable[Result], on: date) -> Iterator[Result]:
    """Those of these results whose frozen rows are gone, or of which something has to go."""
    by_run: dict[UUID, list[Result]] = {}
    for row in rows:
        by_run.setdefault(row.run_id, []).append(row)
    for of_run in by_run.values():
        policy = policy_for(of_run[0])
        inputs = {row.id: frozen_input(row, policy) for row in of_run}
        there = whole([one for one in inputs.values() if one is not None], policy, receiving(of_run[0]), on)
        yield from (row for row in of_run if row.person_id not in there)
