"""What an institution may see of its own endpoints and deliveries, and how deliveries are doing altogether."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from xiangxin.office.outbox.choices import DeliveryState
from xiangxin.office.outbox.models import Delivery, Endpoint


def endpoints_of(institution: UUID) -> QuerySet[Endpoint]:
    """The institution's endpoints that have not ended."""
    return Endpoint.objects.filter(institution=institution, ended_at=None).order_by("began_at", "id")


def deliveries_of(institution: UUID, state: str | None = None) -> QuerySet[Delivery]:
    """What was sent or is to be sent to the institution, the last first."""
    found = Delivery.objects.filter(event__institution=institution).select_related("event", "endpoint")
    return (found if state is None else found.filter(state=state)).order_by("-event__at", "id")


def listening(institutions: Iterable[UUID]) -> dict[UUID, int]:
    """How many endpoints each of these institutions has, of those that have any."""
    rows = Endpoint.objects.filter(institution__in=list(institutions), ended_at=None).values_list("institution")
    return dict(rows.annotate(count=Count("id")))


def dead_count() -> int:
    """How many deliveries were given up and nobody has sent again."""
    return Delivery.objects.filter(state=DeliveryState.DEAD, endpoint__ended_at=None).count()


def oldest_wait(now: datetime | None = None) -> timedelta:
    """How long the oldest delivery that still waits has been under way."""
    now = now or timezone.now()
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING)
    oldest = waiting.aggregate(oldest=Min("event__at"))["oldest"]
    return now - oldest if oldest else timedelta()
