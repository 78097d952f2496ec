"""Lists of states: opened when one is needed, signed when something changed and before they are out of date."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.reads import on_duty
from xiangxin.office.certificates.actions.keys import key_for
from xiangxin.office.certificates.issuer import issuer_name, list_address
from xiangxin.office.certificates.models import Certificate, StateList
from xiangxin.office.certificates.queries.publishing import signs_on
from xiangxin.office.certificates.terms import LIMITS
from xiangxin.proof.credentials.status import PLACES, StatusList


def open_list(by: Actor) -> StateList:
    """The list into which new certificates go, its row locked; a new one where none is half empty. Inside an act."""
    rows = StateList.objects.select_for_update().filter(uri__startswith=f"{issuer_name()}/")
    for row in rows.order_by("id"):
        if Certificate.objects.filter(list=row).count() < row.places // 2:
            return row
    name = secrets.token_hex(8)
    row = StateList(name=name, uri=list_address(name), places=PLACES)
    with act("certificates.list_opened", by=by, about=row) as done:
        row.save(force_insert=True)
        done.wrote(row)
    return row


def sign_list(by: Actor, state_list: UUID) -> StateList:
    """Sign a list as it stands now. ``SiteMissing``."""
    now = timezone.now()
    key = key_for(by, timezone.localdate(now))
    with act("certificates.list_signed", by=by, about=f"certificates.statelist:{state_list}") as done:
        row = StateList.objects.select_for_update().get(id=state_list)
        gone = list(Certificate.objects.filter(list=row, withdrawn_on__isnull=False).values_list("place", flat=True))
        until = now + timedelta(days=LIMITS["list_days"])
        row.token = StatusList.of(gone, row.places).sign(row.uri, key, now, until)
        row.kid, row.withdrawn, row.signed_at = key.public.kid, len(gone), now
        row.save(update_fields=["token", "kid", "withdrawn", "signed_at"])
        done.wrote(row)
        done.payload = {"withdrawn": len(gone)}
    return row


def sign_due(by: Actor) -> int:
    """Sign the lists in which something changed, whose time comes, or whose key signs no more; how many."""
    now = timezone.now()
    fit = set(signs_on(issuer_name(), timezone.localdate(now)).values_list("kid", flat=True))
    rows = list(StateList.objects.filter(uri__startswith=f"{issuer_name()}/"))
    due = [row.id for row in rows if row.kid not in fit or _is_old(row) or _has_changed(by, row)]
    for one in due:
        sign_list(by, one)
    return len(due)


def _is_old(row: StateList) -> bool:
    return row.signed_at is None or row.signed_at <= timezone.now() - timedelta(hours=LIMITS["list_hours"])


def _has_changed(by: Actor, row: StateList) -> bool:
    with on_duty(by, "certificates.following"):
        return Certificate.objects.filter(list=row, withdrawn_on__isnull=False).count() != row.withdrawn
