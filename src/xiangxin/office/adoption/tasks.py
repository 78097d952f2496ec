"""Work of the room in the background, safe to run twice."""

from __future__ import annotations

from django.utils import timezone

from xiangxin.office.adoption.actions import judge_again
from xiangxin.office.jobs.schedule import daily


@daily("adoption.judge", at="01:15")
def judge_daily() -> int:
    """Judge adopted policies again where the law of the day is another; answers how many."""
    return judge_again(timezone.localdate())
