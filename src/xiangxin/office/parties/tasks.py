"""Work in the background; each is safe to run twice."""

from __future__ import annotations

from django.utils import timezone

from xiangxin.office.jobs.schedule import daily
from xiangxin.office.parties import actions


@daily("parties.delete_expired_contacts", at="02:40")
def delete_expired_contacts() -> int:
    """Forget everybody of a roster whose term is over; answers how many."""
    return actions.delete_expired_contacts(timezone.localdate())
