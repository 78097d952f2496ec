"""Lines to be looked at again: a yearly review is near, a file changed since the run, or a person was promised it.

Nothing follows by itself: somebody has the persons assessed again, and a new case stands beside the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from xiangxin.kernel.portions import portions
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.creditfile.lenders import facts_for
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.grants.choices import STANDING, WAITING, DecisionKind
from xiangxin.office.grants.models import Decision, Grant
from xiangxin.office.grants.queries.reached import cases_in
from xiangxin.office.grants.rules import PURPOSE
from xiangxin.office.grants.terms import LIMITS
from xiangxin.office.runs.choices import RunState
from xiangxin.office.runs.models import Result

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Due:
    """A line to be looked at. ``yearly``: its review is near; ``changed``: its file is another than in the run.

    ``returned``: a request was answered by assessing again, and no run has been asked for the person since.
    ``again``: a new case of the person waits beside it already.
    """

    grant: Grant
    yearly: bool
    changed: bool
    returned: bool
    again: bool


def due_lines(viewer: Viewer) -> list[Due]:
    """Standing lines of the viewer that are due for any reason, the earliest review first."""
    until = timezone.localdate() + timedelta(days=LIMITS["review_ahead_days"])
    with cases_in(viewer, "grants.due", *STANDING) as cases:
        rows = list(cases.rows.select_related("run").order_by("review_on", "number"))
        latest = _latest(viewer, [row.person_id for row in rows])
        promised = _promised(rows)
        waiting = Grant.objects.filter(state__in=sorted(WAITING), replaces__in=[row.id for row in rows])
        again = set(waiting.values_list("replaces", flat=True))
        found = [_due(row, latest.get(row.person_id), until, row.id in promised, row.id in again) for row in rows]
        due = [one for one in found if one.yearly or one.changed or one.returned]
        cases.showed([one.grant for one in due])
    return due


def _due(row: Grant, latest: datetime | None, until: date, returned: bool, again: bool) -> Due:
    ran = row.run.done_at
    changed = latest is not None and ran is not None and latest > ran
    return Due(row, row.review_on is not None and row.review_on <= until, changed, returned, again)


def _promised(rows: Sequence[Grant]) -> set[UUID]:
    """Those of these cases of which a person was told that they will be assessed again, and were not yet."""
    said = Decision.objects.filter(grant__in=[row.id for row in rows], kind=DecisionKind.RETURN)
    at = dict(said.order_by().values("grant").annotate(at=Max("decided_at")).values_list("grant", "at"))
    told = [row for row in rows if row.id in at]
    last = _last_runs(told)
    return {row.id for row in told if row.person_id not in last or last[row.person_id] <= at[row.id]}


def _last_runs(rows: Sequence[Grant]) -> dict[UUID, datetime]:
    """When the last run for the bank was asked for that has a result of the person."""
    found: dict[UUID, datetime] = {}
    for some in portions(rows, _AT_ONCE):
        results = Result.objects.filter(
            person__in=[row.person_id for row in some],
            run__receiver__in={row.receiver_id for row in some},
            run__purpose=PURPOSE,
            run__state=RunState.DONE,
        )
        asked = results.order_by().values("person").annotate(at=Max("run__asked_at"))
        found |= dict(asked.values_list("person", "at"))
    return found


def _latest(viewer: Viewer, persons: Sequence[UUID]) -> dict[UUID, datetime]:
    """When something last came into each one's file, as far as the viewer may read it."""
    found: dict[UUID, datetime] = {}
    for at in range(0, len(persons), _AT_ONCE):
        some = persons[at : at + _AT_ONCE]
        rows = Fact.objects.filter(facts_for(viewer), person__in=some, batch__shown_at__isnull=False)
        found |= dict(rows.order_by().values("person").annotate(at=Max("batch__shown_at")).values_list("person", "at"))
    return found
