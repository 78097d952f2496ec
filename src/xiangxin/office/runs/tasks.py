"""Work of the room in the background: runs, runs whose job ended elsewhere, results without a ground."""

from __future__ import annotations

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.audit.actor import system
from xiangxin.office.jobs.job import job
from xiangxin.office.jobs.schedule import daily, every
from xiangxin.office.runs.actions import delete_ungrounded, drop_frozen, settle
from xiangxin.office.runs.assessing import score
from xiangxin.office.runs.choices import SCORE, TRY
from xiangxin.office.runs.trying import try_out
from xiangxin.office.shell.limits import limits_of

LIMITS = limits_of("xiangxin.office.runs")

job(SCORE, Text("评价", "Scoring run"))(score)
job(TRY, Text("试算", "Trial of a policy"))(try_out)
every("runs.settle", LIMITS["settle_seconds"])(settle)


@daily("runs.delete_ungrounded", at="03:05")
def delete_daily() -> int:
    """Delete results, and rows they were made from, that may not be kept any more; answers how many."""
    by, today = system("runs.delete_ungrounded"), timezone.localdate()
    return delete_ungrounded(by, today) + drop_frozen(by, today)
