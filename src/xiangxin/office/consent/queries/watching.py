"""What looks unusual, for those who watch: accounts and devices, never the people who consented through them."""

from __future__ import annotations

from django.db.models import QuerySet

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.consent.actions.flags import WATCHERS
from xiangxin.office.consent.models import BurstFlag


def bursts(by: Viewer) -> QuerySet[BurstFlag]:
    """Every flag, the last one first; none for who does not watch."""
    found = BurstFlag.objects.order_by("-to_at", "id")
    return found if by.role in WATCHERS else found.none()
