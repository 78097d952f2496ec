"""Only what changed: asks for a run of those whose file is another than when a run was asked for."""

from __future__ import annotations

from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.creditfile.queries.changes import changed_since
from xiangxin.office.runs import errors
from xiangxin.office.runs.actions.asking import Asked, adopted, start_run
from xiangxin.office.runs.choices import RunState
from xiangxin.office.runs.models import ScoringRun


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
    persons = changed_since(by, run.area, run.purpose, run.receiver_id, run.asked_at)
    if not persons:
        raise errors.NothingChanged()
    return start_run(by, Asked(run.area, run.receiver_id, run.purpose, today, today, persons))
