"""Work of the room in the background, each piece safe to run twice, and what the health of the office says of it."""

from __future__ import annotations

from django.utils import timezone

from xiangxin.office.audit.actor import system
from xiangxin.office.feeds.actions.asking import pull_due
from xiangxin.office.feeds.actions.forgetting import delete_told, forget_secrets
from xiangxin.office.feeds.queries import stale_count
from xiangxin.office.feeds.terms import LIMITS
from xiangxin.office.gateway.health import look_at
from xiangxin.office.jobs.schedule import daily, every

every("feeds.pull", LIMITS["tick_seconds"])(pull_due)
look_at("feeds_stale", stale_count, 0)


@daily("feeds.delete_told", at="02:45")
def delete_daily() -> int:
    """Delete what told persons of repairs long ago, and secrets that are over; answers how much."""
    by = system("feeds.delete_told")
    return delete_told(by, timezone.localdate()) + forget_secrets(by)
