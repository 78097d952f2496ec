"""Work of the room in the background, safe to run twice."""

from __future__ import annotations

from django.utils import timezone

from xiangxin.office.audit.actor import system
from xiangxin.office.incentives.actions import delete_over
from xiangxin.office.jobs.schedule import daily


@daily("incentives.delete_over", at="03:15")
def delete_daily() -> int:
    """Delete points without a consent, and those whose term of keeping is over; answers how many."""
    return delete_over(system("incentives.delete_over"), timezone.localdate())
