"""Work in the background; each is safe to run twice."""

from __future__ import annotations

from django.utils import timezone

from xiangxin.office.audit.actor import system
from xiangxin.office.jobs.schedule import daily
from xiangxin.office.visits import actions


@daily("visits.delete_expired", at="02:50")
def delete_expired() -> int:
    """Delete what was set apart and never decided, and forget who was on lists that ended long ago."""
    return actions.delete_expired(system("visits.delete_expired"), timezone.localdate())
