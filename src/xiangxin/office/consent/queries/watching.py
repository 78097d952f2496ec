"""What looks unusual, for those who watch: accounts and devices, never the people who consented through them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.consent.actions.flags import WATCHERS
from xiangxin.office.consent.models import BurstFlag


@dataclass(frozen=True, slots=True)
class BurstLine:
    """One flag. ``who``: the name of the account, or of the device."""

    id: UUID
    to_at: datetime
    minutes: int
    channel: str
    who: str
    people: int
    seen_at: datetime | None


def bursts(by: Viewer) -> QuerySet[BurstFlag]:
    """Every flag, the last one first; none for who does not watch."""
    found = BurstFlag.objects.order_by("-to_at", "id")
    return found if by.role in WATCHERS else found.none()


def burst_lines(by: Viewer) -> list[BurstLine]:
    """The same with the names of accounts."""
    flags = list(bursts(by))
    names = dict(
        Account.objects.filter(id__in=[flag.account for flag in flags if flag.account]).values_list("id", "display")
    )
    return [
        BurstLine(
            flag.id,
            flag.to_at,
            int((flag.to_at - flag.from_at).total_seconds() // 60),
            flag.channel,
            names.get(flag.account, str(flag.account)) if flag.account else flag.device,
            flag.people,
            flag.seen_at,
        )
        for flag in flags
    ]
