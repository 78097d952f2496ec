"""Accounts and systems that asked more often than they may, for the security administrator. No person stands here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from xiangxin.office.accounts.models import Account
from xiangxin.office.gateway.models import ApiToken
from xiangxin.office.parties.choices import Asked
from xiangxin.office.parties.models import Asking, AskingLock
from xiangxin.office.parties.terms import WINDOW


@dataclass(frozen=True, slots=True)
class LockLine:
    """A lock that nobody has lifted; ``asked``: how often within the hour before it."""

    id: UUID
    display: str
    kind: str
    since_at: datetime
    asked: int


def open_locks() -> list[LockLine]:
    """Every lock that stands, the newest first."""
    locks = list(AskingLock.objects.filter(lifted_at__isnull=True).order_by("-since_at"))
    asking = [lock.account for lock in locks]
    names = dict(Account.objects.filter(id__in=asking).values_list("id", "display"))
    names |= dict(ApiToken.objects.filter(id__in=asking).values_list("id", "name"))
    return [
        LockLine(lock.id, names.get(lock.account, ""), str(Asked(lock.kind).label), lock.since_at, _asked(lock))
        for lock in locks
    ]


def _asked(lock: AskingLock) -> int:
    within = {"at__gt": lock.since_at - WINDOW, "at__lte": lock.since_at}
    return Asking.objects.filter(account=lock.account, kind=lock.kind, **within).count()
