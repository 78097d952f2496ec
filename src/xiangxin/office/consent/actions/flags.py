"""Many people's consents within minutes through one device or account raise a flag; somebody has to look."""

from __future__ import annotations

from datetime import timedelta

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import Act
from xiangxin.office.consent.choices import Channel
from xiangxin.office.consent.models import BurstFlag, Consent
from xiangxin.office.shell.limits import limits_of

LIMITS = limits_of("xiangxin.office.consent")


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
    if people <= most or known.filter(account=None if on_phone else by.account).exists():
        return
    flag = BurstFlag(
        channel=row.channel,
        account=None if on_phone else by.account,
        device=row.device if on_phone else "",
        people=people,
        from_at=since,
        to_at=row.given_at,
    )
    flag.save(force_insert=True)
    done.wrote(flag)
