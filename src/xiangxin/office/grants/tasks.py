"""Work of the room in the background, each piece safe to run twice. Nothing adverse is among it."""

from __future__ import annotations

from django.utils import timezone

from xiangxin.office.audit.actor import system
from xiangxin.office.grants.actions import end_ungrounded, lapse, open_done
from xiangxin.office.grants.terms import LIMITS
from xiangxin.office.jobs.schedule import daily, every


@daily("grants.settle", at="03:15")
def settle_daily() -> int:
    """End what has no ground any more and what nobody answered; answers how many."""
    by, today = system("grants.settle"), timezone.localdate()
    return end_ungrounded(by, today) + lapse(by, today)


@every("grants.hand_over", LIMITS["hand_over_seconds"])
def hand_over() -> int:
    """Put the results of runs that are done before officers; answers how many cases it opened."""
    return open_done(system("grants.hand_over"))
