"""All writes about tokens: granted after two people agreed, fetched once, revoked by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.divisions import level_of
from xiangxin.office.accounts.rules import role_rules
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.queries import area_on, institution
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.gateway.errors import (
    NotYoursToCollect,
    TokenCollected,
    TokenDaysUnfit,
    TokenEnded,
    TokenNameUnfit,
    TokenRateUnfit,
    TokenRoleUnfit,
)
from xiangxin.office.gateway.models import ApiToken
from xiangxin.office.gateway.queries import LIMITS, token_in
from xiangxin.office.gateway.rules import token_rules
from xiangxin.office.gateway.tokens import new_prefix, new_secret


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token as it is asked for."""

    name: str
    institution: UUID
    role: str
    area: str
    purpose: str
    to_on: date
    per_minute: int


def check_token(new: NewToken) -> Institution:
    """The institution, if the token may be issued; otherwise an error at the field that is wrong."""
    today = timezone.localdate()
    if not 0 < len(new.name.strip()) <= 60:
        raise TokenNameUnfit("name")
    body = institution(new.institution, today, "institution")
    rule = token_rules().get(new.role)
    if rule is None or body.kind not in rule.institutions:
        raise TokenRoleUnfit("role")
    if new.purpose not in rule.purposes:
        raise TokenRoleUnfit("purpose")
    area_on(new.area, today, "area")
    if level_of(new.area) not in role_rules()[new.role].levels:
        raise TokenRoleUnfit("area")
    if not today < new.to_on <= today + timedelta(days=LIMITS["token_days"]):
        raise TokenDaysUnfit("to_on", days=LIMITS["token_days"])
    if not 0 < new.per_minute <= LIMITS["most_requests_per_minute"]:
        raise TokenRateUnfit("per_minute", most=LIMITS["most_requests_per_minute"])
    return body


def grant_token(asked_by: UUID, agreed_by: Actor, new: NewToken) -> ApiToken:
    """A token without a secret yet; ``asked_by`` may fetch one within a week."""
    body = check_token(new)
    row = ApiToken(
        name=new.name.strip(),
        prefix=new_prefix(),
        institution=body,
        role=new.role,
        area=new.area,
        purpose=new.purpose,
        per_minute=new.per_minute,
        from_on=timezone.localdate(),
        to_on=new.to_on,
        asked_by=asked_by,
        collect_until_at=timezone.now() + timedelta(days=LIMITS["collect_days"]),
    )
    payload = {"institution": str(body.id), "role": new.role, "purpose": new.purpose, "to_on": new.to_on}
    with act("gateway.token_granted", by=agreed_by, about=row, area=new.area, payload=payload) as done:
        row.save(force_insert=True)
        done.wrote(row)
    return row


def collect_secret(by: Viewer, token_id: UUID) -> str:
    """The whole token, this once; the first one wins."""
    row = token_in(by, token_id)
    if row.asked_by not in by.accounts:
        raise NotYoursToCollect()
    if row.revoked_at is not None:
        raise TokenEnded()
    whole, digest = new_secret(row.prefix)
    with act("gateway.token_collected", by=by.actor, about=row, area=row.area) as done:
        waiting = ApiToken.objects.filter(id=row.id, digest=None, collect_until_at__gt=timezone.now())
        if not waiting.update(digest=digest):
            raise TokenCollected()
        row.refresh_from_db()
        done.wrote(row)
    return whole


def revoke_token(by: Viewer, token_id: UUID) -> ApiToken:
    """End a token at once; its next request is refused."""
    row = token_in(by, token_id)
    if row.revoked_at is not None:
        raise TokenEnded()
    row.revoked_at = timezone.now()
    with act("gateway.token_revoked", by=by.actor, about=row, area=row.area) as done:
        row.save(update_fields=["revoked_at"])
        done.wrote(row)
    return row
