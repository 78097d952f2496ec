"""Lines to be looked at again: the yearly review is near, or the person's file changed since the run.

Nothing follows by itself from either: somebody has the persons assessed again, and a new case stands beside the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.grants.choices import STANDING, WAITING
from xiangxin.office.grants.models import Grant
from xiangxin.office.grants.queries.reached import cases_in
from xiangxin.office.grants.terms import LIMITS

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Due:
    """A line to be looked at. ``yearly``: its review is near; ``changed``: its file is another than in the run.

    ``again``: a new case of the person waits beside it already.
    """

    grant: Grant
    yearly: bool
    changed: bool
    again: bool


def due_lines(viewer: Viewer) -> list[Due]:
    """Standing lines of the viewer that are due for either reason, the earliest review first."""
    until = timezone.localdate() + timedelta(days=LIMITS["review_ahead_days"])
    with cases_in(viewer, "grants.due", *STANDING) as cases:
        rows = list(cases.rows.select_related("run").order_by("review_on", "number"))
        latest = _latest([row.person_id for row in rows])
        waiting = Grant.objects.filter(state__in=sorted(WAITING), replaces__in=[row.id for row in rows])
        again = set(waiting.values_list("replaces", flat=True))
        found = [_due(row, latest.get(row.person_id), until, row.id in again) for row in rows]
        due = [one for one in found if one.yearly or one.changed]
        cases.showed([one.grant for one in due])
    return due


def _due(row: Grant, latest: datetime | None, until: date, again: bool) -> Due:
    ran = row.run.done_at
    changed = latest is not None and ran is not None and latest > ran
    return Due(row, row.review_on is not None and row.review_on <= until, changed, again)


def _latest(persons: Sequence[UUID]) -> dict[UUID, datetime]:
    """When something last came into each one's file."""
    found: dict[UUID, datetime] = {}
    for at in range(0, len(persons), _AT_ONCE):
        rows = Fact.objects.filter(person__in=persons[at : at + _AT_ONCE], batch__shown_at__isnull=False)
        found |= dict(rows.order_by().values("person").annotate(at=Max("batch__shown_at")).values_list("person", "at"))
    return found
