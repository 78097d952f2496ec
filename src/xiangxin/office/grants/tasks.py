"""Work of the room in the background, each piece safe to run twice. Nothing adverse is among it."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.audit.actor import system
from xiangxin.office.grants.actions import end_ungrounded, lapse, open_cases, open_done
from xiangxin.office.grants.choices import OPEN_CASES
from xiangxin.office.grants.terms import LIMITS
from xiangxin.office.jobs.job import Work, job
from xiangxin.office.jobs.schedule import daily, every
from xiangxin.office.runs.models import ScoringRun


@job(OPEN_CASES, Text("把评价结果交给客户经理", "Put results before officers"))
def open_of_run(work: Work) -> None:
    """``arguments``: the run."""
    run = ScoringRun.objects.select_related("adoption__policy", "receiver").get(id=UUID(str(work.arguments["run"])))
    work.result(cases=open_cases(work.by, run))


@daily("grants.settle", at="03:15")
def settle_daily() -> int:
    """End what has no ground any more and what nobody answered; answers how many."""
    by, today = system("grants.settle"), timezone.localdate()
    return end_ungrounded(by, today) + lapse(by, today)


@every("grants.hand_over", LIMITS["hand_over_seconds"])
def hand_over() -> int:
    """Put the results of runs that are done before officers; answers how many cases it opened."""
    return open_done(system("grants.hand_over"))
