"""Only what changed: asks for a run of those whose file is another than when a run was asked for.

Whoever awaited a review then and awaits it no more is among them, also where the round left nothing in their file.
"""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.reads import reading
from xiangxin.office.creditfile.queries.changes import changed_since
from xiangxin.office.creditfile.queries.ratings import awaiting
from xiangxin.office.runs import errors
from xiangxin.office.runs.actions.asking import Asked, adopted, start_run
from xiangxin.office.runs.choices import RunState, Status
from xiangxin.office.runs.models import Result, ScoringRun
from xiangxin.office.runs.queries.open import ground_of, open_results


def start_changed(by: Viewer, run: ScoringRun) -> ScoringRun:
    """Ask for a run, as of today, of those whose file changed since ``run`` was asked for.

    Errors: ``RunNotDone``, ``PolicyChanged`` where another text is in force now (then everybody is assessed again),
    ``NothingChanged``, and those of ``start_run``.
    """
    if run.state != RunState.DONE:
        raise errors.RunNotDone()
    today = timezone.localdate()
    if adopted(run.receiver_id, run.purpose, today).policy.content_hash != run.policy_hash:
        raise errors.PolicyChanged()
    persons = changed_since(by, run.area, run.purpose, run.receiver_id, run.asked_at) | _waited(by, run)
    if not persons:
        raise errors.NothingChanged()
    return start_run(by, Asked(run.area, run.receiver_id, run.purpose, today, today, persons))


def _waited(by: Viewer, run: ScoringRun) -> frozenset[UUID]:
    """Persons who are open to the viewer, whose result says that they await a review, and who do not any more."""
    with reading(
        by.actor, purpose=run.purpose, ground=ground_of(by), what="runs.waited", institution=by.institution
    ) as look:
        look.showed_nobody()
        rows = Result.objects.filter(open_results(by, run.purpose, run=run.id), run=run, status=Status.AWAITING_REVIEW)
        persons = set(rows.values_list("person", flat=True))
        return frozenset(persons - awaiting(persons))
