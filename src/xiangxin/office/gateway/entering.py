"""Whether a call may reach its operation: so often a minute, with this role, for this purpose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from xiangxin.office.accounts.doors import Door
from xiangxin.office.gateway.errors import TokenPurposeUnfit
from xiangxin.office.gateway.models import TokenUse
from xiangxin.office.gateway.queries import LIMITS
from xiangxin.office.gateway.tokens import Call
from xiangxin.office.shell.errors import NotAllowed, TooManyRequests

PUBLIC = UUID(int=0)
"""Everybody without a token together."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an operation declares: its door, and the purposes a token must be for, any if none are named."""

    door: Door
    purposes: frozenset[str] = frozenset()


def admit(call: Call | None, asked: Asked) -> None:
    """Let the call in, or raise ``TooManyRequests``, ``NotAllowed``, ``TokenPurposeUnfit``."""
    count_request(PUBLIC if call is None else call.token.id, _allowance(call))
    if call is None:
        return
    if call.viewer.role not in asked.door.roles:
        raise NotAllowed()
    if asked.purposes and call.purpose not in asked.purposes:
        raise TokenPurposeUnfit()


def count_request(token: UUID, per_minute: int) -> None:
    """One more request in this minute; ``TooManyRequests`` when the minute is used up."""
    now = timezone.now()
    minute = now.replace(second=0, microsecond=0)
    use = TokenUse.objects.filter(token=token)
    within = use.filter(minute_at=minute, count__lt=per_minute)
    fresh = {"minute_at": minute, "count": 1, "last_at": now}
    if within.update(count=F("count") + 1, last_at=now) or use.exclude(minute_at=minute).update(**fresh):
        return
    if TokenUse.objects.get_or_create(token=token, defaults=fresh)[1]:
        return
    if within.update(count=F("count") + 1, last_at=now):
        return
    raise TooManyRequests(seconds=max(1, int((minute + timedelta(minutes=1) - now).total_seconds())))


def _allowance(call: Call | None) -> int:
    return LIMITS["requests_per_minute"] if call is None else call.token.per_minute
