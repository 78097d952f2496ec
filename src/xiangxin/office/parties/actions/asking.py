"""Allowances by the hour. Whoever asks more often than they may is locked, and somebody else is told.

Each question stands in the log, those that found nobody too. The lock is lifted by another person who looked at why.
"""

from __future__ import annotations

import logging

from django.utils import timezone

from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.gateway.models import ApiToken
from xiangxin.office.parties.choices import Asked
from xiangxin.office.parties.errors import AskedTooOften
from xiangxin.office.parties.models import Asking, AskingLock
from xiangxin.office.parties.terms import WINDOW, per_hour

log = logging.getLogger(__name__)


def count_asking(by: Viewer, kind: Asked, *, found: bool) -> None:
    """Use up one of the allowance, or ``AskedTooOften``: then nothing may be shown.

    The lock outlives the refusal: it is an act of its own, written before the error is raised.
    """
    with act("parties.asked", by=by.actor, about=f"parties.asking:{by.account}", area=by.area) as done:
        # One question of an account at a time, so that two at once cannot both be the last allowed.
        _hold(by)
        now = timezone.now()
        locked = AskingLock.objects.filter(account=by.account, kind=kind, lifted_at__isnull=True).exists()
        recent = Asking.objects.filter(account=by.account, kind=kind, at__gt=now - WINDOW, **_since_lift(by, kind))
        over = not locked and recent.count() >= per_hour(kind)
        done.payload = {"kind": str(kind), "found": found, "refused": locked or over, "locked": over}
        if over:
            lock = AskingLock(account=by.account, kind=kind, since_at=now)
            lock.save(force_insert=True)
            done.wrote(lock)
        elif not locked:
            row = Asking(account=by.account, kind=kind, at=now, found=found)
            row.save(force_insert=True)
            done.wrote(row)
    if over:
        log.warning("asking_locked", extra={"account": str(by.account), "kind": str(kind)})
    if locked or over:
        raise _too_often(kind)


def must_not_be_locked(by: Viewer, kind: Asked) -> None:
    """``AskedTooOften`` where the account is locked, before it learns anything; uses up nothing."""
    if AskingLock.objects.filter(account=by.account, kind=kind, lifted_at__isnull=True).exists():
        raise _too_often(kind)


def _too_often(kind: Asked) -> AskedTooOften:
    return AskedTooOften(limit=per_hour(kind), seconds=int(WINDOW.total_seconds()))


def _hold(by: Viewer) -> None:
    holder = ApiToken.objects.filter(id=by.token) if by.token else Account.objects.filter(id=by.account)
    holder.select_for_update().get()


def _since_lift(by: Viewer, kind: Asked) -> dict[str, object]:
    """What was asked before a lock was lifted does not lock again at once."""
    lifted = AskingLock.objects.filter(account=by.account, kind=kind, lifted_at__isnull=False).order_by("lifted_at")
    last = lifted.values_list("lifted_at", flat=True).last()
    return {} if last is None else {"at__gte": last}
