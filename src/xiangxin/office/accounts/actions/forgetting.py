"""What signing in leaves behind is forgotten at its term: codes, counters of phones, stays, sessions of the browser.

That somebody came in and left stays in the log. Forgetting twice forgets nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone

from xiangxin.office.accounts import sessions
from xiangxin.office.accounts.models import PhoneCode, PhoneDoor, SignIn
from xiangxin.office.accounts.rules import term
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.erasing import forget

BY = system("accounts.forget")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows of each kind went, and how many stays were found open beyond their term and ended first."""

    codes: int
    doors: int
    stays: int
    sessions: int
    ended: int


def forget_sign_ins() -> Forgotten:
    """Delete what is older than its term in ``sign_in.yaml``. A phone that is shut stays shut for longer."""
    now, today = timezone.now(), timezone.localdate()
    idle, shut = (today - timedelta(days=term(f"forget.{name}_days")) for name in ("door", "shut_door"))
    ended = sum(_ended(stay, now) for stay in SignIn.objects.filter(ended_at=None))
    return Forgotten(
        codes=_forget(PhoneCode.objects.filter(expires_at__lt=_before(now, "code"))),
        doors=_forget(
            PhoneDoor.objects.filter(Q(day__lt=shut) | Q(day__lt=idle, wrong_facts__lt=term("code.wrong_facts")))
        ),
        stays=_forget(SignIn.objects.filter(ended_at__lt=_before(now, "stay"))),
        sessions=Session.objects.filter(expire_date__lt=now).delete()[0],
        ended=ended,
    )


def _forget(old: QuerySet[Any]) -> int:
    return forget(BY, "accounts.sign_ins_forgotten", old, "retention", {"table": old.model._meta.db_table})


def _before(now: datetime, kind: str) -> datetime:
    return now - timedelta(days=term(f"forget.{kind}_days"))


def _ended(stay: SignIn, now: datetime) -> bool:
    ending = sessions.ending_of(stay, now)
    return ending is not None and sessions.end(stay, ending, BY)
