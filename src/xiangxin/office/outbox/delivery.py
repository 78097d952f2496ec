"""Sends what waits, round by round: claimed by one sender, tried again with growing waits, given up at last.

A receiver that got it twice knows by its id; one that was away gets it later. Nobody waits for a receiver: the act an
event tells of was finished long before.
"""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from xiangxin.office.outbox.choices import DeliveryState
from xiangxin.office.outbox.models import Delivery, Endpoint, Event
from xiangxin.office.outbox.sending import send
from xiangxin.office.outbox.signing import headers
from xiangxin.office.shell.limits import limits_of
from xiangxin.office.shell.retrying import wait_before
from xiangxin.office.vault.sealing import open_on

LIMITS = limits_of("xiangxin.office.outbox")


def deliver_due() -> int:
    """Send what is due until nothing is or the round's time is over; how many arrived."""
    arrived = 0
    end = time.monotonic() + LIMITS["round_seconds"]
    while time.monotonic() < end:
        delivery = _claimed()
        if delivery is None:
            break
        arrived += _deliver(delivery)
    return arrived


def forget_delivered() -> None:
    """Delete events whose term has ended, with their deliveries."""
    Event.objects.filter(at__lt=timezone.now() - timedelta(days=LIMITS["keep_days"])).delete()


def body_of(event: Event) -> bytes:
    """What is sent: kind, instant, payload."""
    content = {"type": event.kind, "timestamp": event.at.isoformat(), "data": event.payload}
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode("ascii")


def secrets_of(endpoint: Endpoint, now: datetime) -> list[str]:
    """The secrets that sign: the present one, and the one before while both hold."""
    found = [open_on(endpoint, "secret_sealed")]
    if endpoint.previous_sealed is not None and endpoint.previous_until_at and endpoint.previous_until_at > now:
        found.append(open_on(endpoint, "previous_sealed"))
    return found


def _claimed() -> Delivery | None:
    """The delivery that is due first, put off for others until this try is over."""
    now = timezone.now()
    due = Delivery.objects.filter(state=DeliveryState.WAITING, due_at__lte=now).order_by("due_at", "id")
    for found in due.select_related("event", "endpoint")[:10]:
        mine = Delivery.objects.filter(id=found.id, state=DeliveryState.WAITING, due_at=found.due_at)
        if mine.update(due_at=now + timedelta(seconds=LIMITS["claim_seconds"]), attempts=F("attempts") + 1):
            found.attempts += 1
            return found
    return None


def _deliver(delivery: Delivery) -> bool:
    event, endpoint, now = delivery.event, delivery.endpoint, timezone.now()
    mine = Delivery.objects.filter(id=delivery.id, state=DeliveryState.WAITING)
    if endpoint.ended_at is not None:
        mine.update(state=DeliveryState.DEAD, ended_at=now, answer="endpoint_ended")
        return False
    body = body_of(event)
    signed = headers(f"evt_{event.id}", int(now.timestamp()), body, secrets_of(endpoint, now))
    taken, answer = send(endpoint.url, body, signed, LIMITS["answer_seconds"])
    now = timezone.now()
    if taken:
        mine.update(state=DeliveryState.DELIVERED, ended_at=now, answer=answer)
    elif delivery.attempts >= LIMITS["attempts"]:
        mine.update(state=DeliveryState.DEAD, ended_at=now, answer=answer)
    else:
        mine.update(due_at=now + wait_before(delivery.attempts, LIMITS), answer=answer)
    return taken
