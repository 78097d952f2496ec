"""The own account as its holder sees it: posts, stays, second factors, what was done lately, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils import timezone

from xiangxin.office.accounts.models import Account, Delegation, SignIn
from xiangxin.office.accounts.queries.held import Seat, seats_of
from xiangxin.office.areas.scope import in_force
from xiangxin.office.audit.queries import entries

LATELY = 30
"""How many acts the page shows; the auditor's desk has the rest."""


@dataclass(frozen=True, slots=True)
class Done:
    """One act of the account."""

    at: datetime
    act: str
    seq: int


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay that is open now."""

    id: UUID
    device: str
    way: str
    started_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class Own:
    """All of it."""

    account: Account
    seats: list[Seat]
    stays: list[Stay]
    factors: list[str]
    lately: list[Done]
    given: QuerySet[Delegation]


def own(account: Account, present: SignIn | None) -> Own:
    """The account's own page; ``present`` is the stay from which it is looked at."""
    open_now = SignIn.objects.filter(account=account, ended_at=None).order_by("-seen_at", "-started_at")
    stays = [
        Stay(
            one.id,
            one.device,
            one.get_way_display(),
            one.started_at,
            one.seen_at,
            one.id == getattr(present, "id", None),
        )
        for one in open_now
    ]
    acts = entries(actor=f"account:{account.id}")[:LATELY]
    handed = Delegation.objects.filter(in_force(timezone.localdate()), post__account=account, ended_at=None)
    return Own(
        account=account,
        seats=seats_of(account),
        stays=stays,
        factors=list(Authenticator.objects.filter(user=account).values_list("type", flat=True).order_by("type")),
        lately=[Done(one.at, one.act, one.seq) for one in acts],
        given=handed.select_related("post", "to").order_by("to_on"),
    )
