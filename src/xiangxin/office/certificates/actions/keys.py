"""Keys that sign: made when one is needed or due, taken back for good when one was stolen."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from xiangxin.kernel.dates import add_months
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.certificates import issuer
from xiangxin.office.certificates.errors import KeyDayUnfit, KeyUnknown
from xiangxin.office.certificates.models import IssuerKey
from xiangxin.office.certificates.queries.publishing import signs_on
from xiangxin.office.certificates.terms import LIMITS
from xiangxin.proof.credentials.keys import SigningKey


def key_for(by: Actor, on: date) -> SigningKey:
    """The key that signs on a day; made where there is none, or its file is gone. ``SiteMissing``."""
    name = issuer.issuer_name()
    for row in signs_on(name, on):
        signer = issuer.signer_of(row.kid)
        if signer is not None:
            return SigningKey(name, signer)
    row = add_key(by)
    signer = issuer.signer_of(row.kid)
    assert signer is not None
    return SigningKey(name, signer)


def add_key(by: Actor, from_on: date | None = None) -> IssuerKey:
    """A new key signs from a day on, by default today; for the one before it that day is the last.

    One that was to begin later still does, and ends this one. ``SiteMissing``; ``KeyDayUnfit`` for a day that is over.
    """
    name, today = issuer.issuer_name(), timezone.localdate()
    since = from_on or today
    if since < today:
        raise KeyDayUnfit("from", today=str(today))
    public = issuer.make_key()
    try:
        with act("certificates.key_added", by=by, payload={"kid": public.kid, "from_on": since}) as done:
            rows = list(IssuerKey.objects.select_for_update().filter(issuer=name, revoked_on=None))
            for row in rows:
                if row.from_on <= since and (row.until_on is None or row.until_on > since):
                    row.until_on = since
                    row.save(update_fields=["until_on"])
                    done.wrote(row)
            until = min((row.from_on for row in rows if row.from_on > since), default=None)
            made = IssuerKey(kid=public.kid, issuer=name, x=public.x, y=public.y, from_on=since, until_on=until)
            made.save(force_insert=True)
            done.wrote(made)
    except BaseException:
        issuer.drop_key(public.kid)
        raise
    return made


def renew_key(by: Actor, on: date) -> int:
    """Make a new key where the present one has served its time; how many.

    None where nothing was ever signed, or another one waits for its day.
    """
    name = issuer.issuer_name()
    newest = signs_on(name, on).first()
    if newest is None or newest.until_on is not None or add_months(newest.from_on, LIMITS["key_months"]) > on:
        return 0
    add_key(by)
    return 1


def revoke_key(by: Actor, kid: str) -> IssuerKey:
    """A key was stolen: what it signed is good no more, whatever its day. ``KeyUnknown``."""
    today = timezone.localdate()
    with act("certificates.key_revoked", by=by, payload={"kid": kid}) as done:
        row = IssuerKey.objects.select_for_update().filter(kid=kid, revoked_on=None).first()
        if row is None:
            raise KeyUnknown()
        row.revoked_on, row.until_on = today, row.until_on or max(today, row.from_on)
        row.save(update_fields=["revoked_on", "until_on"])
        done.wrote(row)
    issuer.drop_key(kid)
    return row
