"""Keys that sign: made when one is needed or due, taken back for good when one was stolen."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from xiangxin.kernel.dates import add_months
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.certificates import issuer
from xiangxin.office.certificates.errors import KeyUnknown
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


def add_key(by: Actor) -> IssuerKey:
    """A new key signs from today on; for those before it today is the last day. ``SiteMissing``."""
    name, today = issuer.issuer_name(), timezone.localdate()
    public = issuer.make_key()
    try:
        with act("certificates.key_added", by=by, payload={"kid": public.kid}) as done:
            earlier = IssuerKey.objects.select_for_update().filter(issuer=name, until_on=None)
            for row in earlier:
                row.until_on = today
                row.save(update_fields=["until_on"])
                done.wrote(row)
            made = IssuerKey(kid=public.kid, issuer=name, x=public.x, y=public.y, from_on=today)
            made.save(force_insert=True)
            done.wrote(made)
    except BaseException:
        issuer.drop_key(public.kid)
        raise
    return made


def renew_key(by: Actor, on: date) -> int:
    """Make a new key where the present one has served its time; how many. None where nothing was ever signed."""
    name = issuer.issuer_name()
    newest = signs_on(name, on).first()
    if newest is None or add_months(newest.from_on, LIMITS["key_months"]) > on:
        return 0
    add_key(by)
    return 1


def revoke_key(by: Viewer, kid: str) -> IssuerKey:
    """A key was stolen: what it signed is good no more, whatever its day. ``KeyUnknown``."""
    today = timezone.localdate()
    with act("certificates.key_revoked", by=by.actor, payload={"kid": kid}) as done:
        row = IssuerKey.objects.select_for_update().filter(kid=kid, revoked_on=None).first()
        if row is None:
            raise KeyUnknown()
        row.revoked_on, row.until_on = today, row.until_on or today
        row.save(update_fields=["revoked_on", "until_on"])
        done.wrote(row)
    issuer.drop_key(kid)
    return row
