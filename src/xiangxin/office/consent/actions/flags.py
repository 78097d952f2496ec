"""Many people's consents within minutes through one device or account raise a flag; somebody has to look."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import Act, act
from xiangxin.office.consent.choices import Channel
from xiangxin.office.consent.models import BurstFlag, Consent
from xiangxin.office.consent.terms import LIMITS
from xiangxin.office.shell.errors import AddressUnknown

WATCHERS = frozenset({Role.AUDITOR, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""They see flags; whoever takes consents does not."""


def flag_burst(done: Act, row: Consent, by: Viewer) -> None:
    """Raise a flag in the act that wrote ``row`` where its device or taker is above the limit of its channel.

    While a flag of the same source has not been looked at, no second one is raised.
    """
    on_phone = row.channel == Channel.PHONE
    source = {"device": row.device} if on_phone else {"taken_by": row.taken_by}
    if not all(source.values()):
        return
    most, minutes = LIMITS[f"burst_{row.channel}_people"], LIMITS[f"burst_{row.channel}_minutes"]
    since = row.given_at - timedelta(minutes=minutes)
    recent = Consent.objects.filter(channel=row.channel, given_at__gt=since, **source)
    people = recent.values("person").distinct().count()
    known = BurstFlag.objects.filter(channel=row.channel, seen_at__isnull=True, device=row.device if on_phone else "")
    if people <= most or known.filter(account=None if on_phone else row.taken_by).exists():
        return
    flag = BurstFlag(
        channel=row.channel,
        account=None if on_phone else row.taken_by,
        device=row.device if on_phone else "",
        people=people,
        from_at=since,
        to_at=row.given_at,
    )
    flag.save(force_insert=True)
    done.wrote(flag)


def see_burst(by: Viewer, flag: UUID) -> BurstFlag:
    """Somebody who watches has looked into it; seeing it twice is seeing it once. ``AddressUnknown`` for others."""
    row = BurstFlag.objects.filter(id=flag).first()
    if row is None or by.role not in WATCHERS:
        raise AddressUnknown()
    if row.seen_at is not None:
        return row
    with act("consent.burst_seen", by=by.actor, about=row) as done:
        row.seen_at, row.seen_by = timezone.now(), by.account
        row.save(update_fields=["seen_at", "seen_by"])
        done.wrote(row)
    return row
