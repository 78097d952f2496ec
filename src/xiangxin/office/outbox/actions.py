"""All writes that people ask for: who gets events where, another secret, one more try."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.outbox.addresses import check_address
from xiangxin.office.outbox.choices import DeliveryState
from xiangxin.office.outbox.delivery import LIMITS
from xiangxin.office.outbox.errors import (
    DeliveryUnknown,
    EndpointKindsUnfit,
    EndpointTaken,
    EndpointUnknown,
    OtherPersonNeeded,
    TooManyEndpoints,
)
from xiangxin.office.outbox.events import KINDS
from xiangxin.office.outbox.models import Delivery, Endpoint
from xiangxin.office.outbox.signing import new_secret
from xiangxin.office.vault.sealing import open_on, seal_on


def open_endpoint(
    asked_by: Actor, approved_by: Actor, institution: UUID, url: str, kinds: Sequence[str]
) -> tuple[Endpoint, str]:
    """A new endpoint and its secret, which is told this once. Two people decide where data goes."""
    if (asked_by.kind, asked_by.name) == (approved_by.kind, approved_by.name):
        raise OtherPersonNeeded()
    chosen = sorted(set(kinds))
    if not chosen or not set(chosen) <= set(KINDS):
        raise EndpointKindsUnfit("kinds")
    row = Endpoint(institution=institution, url=check_address(url), kinds=chosen, began_at=timezone.now())
    present = Endpoint.objects.filter(institution=institution, ended_at=None)
    if present.filter(url=row.url).exists():
        raise EndpointTaken("url")
    if present.count() >= LIMITS["most_endpoints"]:
        raise TooManyEndpoints(limit=LIMITS["most_endpoints"])
    secret = new_secret()
    seal_on(row, "secret_sealed", secret)
    payload = {"institution": str(institution), "kinds": row.kinds, "asked_by": str(asked_by)}
    with act("outbox.endpoint_opened", by=approved_by, about=row, payload=payload) as done:
        row.save(force_insert=True)
        done.wrote(row)
    return row, secret


def change_secret(by: Actor, institution: UUID, id_: UUID) -> str:
    """Another secret, told this once; the present one signs beside it for a day."""
    row = _endpoint(institution, id_)
    secret = new_secret()
    row.previous_until_at = timezone.now() + timedelta(hours=LIMITS["overlap_hours"])
    seal_on(row, "previous_sealed", open_on(row, "secret_sealed"))
    seal_on(row, "secret_sealed", secret)
    with act("outbox.secret_changed", by=by, about=row) as done:
        row.save(update_fields=["secret_sealed", "previous_sealed", "previous_until_at"])
        done.wrote(row)
    return secret


def end_endpoint(by: Actor, institution: UUID, id_: UUID) -> Endpoint:
    """Nothing more goes there; what still waits for it is given up."""
    row = _endpoint(institution, id_)
    row.ended_at = timezone.now()
    with act("outbox.endpoint_ended", by=by, about=row) as done:
        row.save(update_fields=["ended_at"])
        done.wrote(row)
    return row


def send_again(by: Actor, institution: UUID, delivery_id: UUID) -> Delivery:
    """Try once more what was given up, from the beginning of its waits."""
    now = timezone.now()
    dead = Delivery.objects.filter(id=delivery_id, event__institution=institution, state=DeliveryState.DEAD)
    row = dead.filter(endpoint__ended_at=None).first()
    if row is None:
        raise DeliveryUnknown()
    with act("outbox.sent_again", by=by, about=row):
        Delivery.objects.filter(id=row.id).update(state=DeliveryState.WAITING, attempts=0, due_at=now, ended_at=None)
    row.refresh_from_db()
    return row


def _endpoint(institution: UUID, id_: UUID) -> Endpoint:
    row = Endpoint.objects.filter(id=id_, institution=institution, ended_at=None).first()
    if row is None:
        raise EndpointUnknown()
    return row
