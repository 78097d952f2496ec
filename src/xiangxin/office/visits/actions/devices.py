"""A device is registered by its collector, confirmed by another person, and shut out at once when it is lost."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.visits import errors
from xiangxin.office.visits.choices import Lost
from xiangxin.office.visits.keys import code_of, fingerprint, public_key
from xiangxin.office.visits.models import Device
from xiangxin.office.visits.reach import COLLECTORS, kept_by, own
from xiangxin.office.visits.terms import terms_on

LABEL_LIMIT = 30


def register_device(by: Viewer, label: str, sign_key: bytes, wrap_key: bytes) -> Device:
    """A device with these public keys, for whoever is signed in on it; it waits for another person.

    Errors: ``LabelWrong``, ``KeyUnfit``, ``DeviceKnown``, ``DevicesMany``; ``AddressUnknown`` for no collector.
    """
    if by.role not in COLLECTORS:
        raise AddressUnknown
    name = " ".join(label.split())
    if not 0 < len(name) <= LABEL_LIMIT or not name.isprintable():
        raise errors.LabelWrong("label", limit=LABEL_LIMIT)
    public_key(sign_key, "sign_key")
    public_key(wrap_key, "wrap_key")
    digest = fingerprint(sign_key, wrap_key)
    most = terms_on(timezone.localdate()).devices
    with act("visits.device_registered", by=by.actor, area=by.area, payload={"key": digest}) as done:
        # One registration of an account at a time, so that two at once are not both the last allowed.
        Account.objects.filter(id=by.account).select_for_update().get()
        if Device.objects.filter(account=by.account, revoked_at__isnull=True).count() >= most:
            raise errors.DevicesMany(limit=most)
        row = Device(
            account=by.account,
            institution_id=by.institution,
            role=by.role,
            area=by.area,
            label=name,
            sign_key=sign_key,
            wrap_key=wrap_key,
            key_sha256=digest,
            code=code_of(digest),
            registered_at=timezone.now(),
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise errors.DeviceKnown() from None
        done.about = f"visits.device:{row.id}"
        done.wrote(row)
    return row


def confirm_device(by: Viewer, id_: UUID) -> Device:
    """Another person compared the code. ``OwnDevice``, ``AlreadySo``, ``DeviceShutOut``; ``AddressUnknown``."""
    with act("visits.device_confirmed", by=by.actor, area=by.area) as done:
        row = _kept(by, id_)
        if row.account in by.accounts:
            raise errors.OwnDevice()
        if row.revoked_at is not None:
            raise errors.DeviceShutOut()
        if row.confirmed_at is not None:
            raise errors.AlreadySo()
        row.confirmed_at, row.confirmed_by = timezone.now(), by.account
        row.save(update_fields=["confirmed_at", "confirmed_by"])
        done.about = f"visits.device:{row.id}"
        done.wrote(row)
    return row


def revoke_device(by: Viewer, id_: UUID, why: str) -> Device:
    """Shut a device out: the own one, or one that the viewer keeps. ``AlreadySo``; ``AddressUnknown``."""
    reason = Lost(why) if why in Lost.values else Lost.LOST
    with act("visits.device_revoked", by=by.actor, area=by.area, payload={"why": reason.value}) as done:
        row = _kept(by, id_, also_own=True)
        if row.revoked_at is not None:
            raise errors.AlreadySo()
        row.revoked_at, row.revoked_by, row.revoked_why = timezone.now(), by.account, reason
        row.save(update_fields=["revoked_at", "revoked_by", "revoked_why"])
        done.about = f"visits.device:{row.id}"
        done.wrote(row)
    return row


def _kept(by: Viewer, id_: UUID, *, also_own: bool = False) -> Device:
    reach = kept_by(by) | own(by) if also_own else kept_by(by)
    row = Device.objects.select_for_update(of=("self",)).filter(reach, id=id_).first()
    if row is None:
        raise AddressUnknown
    return row
