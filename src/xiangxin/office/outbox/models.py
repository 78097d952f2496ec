"""Tables of endpoints, events and deliveries. Who gets what is logged; that it was sent is machinery."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from xiangxin.office.audit.models import Logged
from xiangxin.office.outbox.choices import DeliveryState


class Endpoint(Logged):
    """An address of an institution's system, the kinds of events it gets, the secret that signs them.

    ``previous_sealed`` signs beside the present secret until ``previous_until_at``. An ended one stays as a fact.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.UUIDField(db_index=True)
    url = models.CharField(max_length=300)
    kinds = models.JSONField()
    secret_sealed = models.BinaryField()
    previous_sealed = models.BinaryField(null=True)
    previous_until_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "url"], condition=Q(ended_at__isnull=True), name="outbox_endpoint_once"
            )
        ]

    def __str__(self) -> str:
        return self.url


class Event(models.Model):
    """What happened, for one institution; its id is the same in every delivery, so that nobody takes it for two."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    institution = models.UUIDField()
    payload = models.JSONField()
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Delivery(models.Model):
    """One event on its way to one endpoint."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="deliveries")
    state = models.CharField(max_length=9, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "endpoint"], name="outbox_delivery_once")]
        indexes = [models.Index(fields=["state", "due_at"], name="outbox_delivery_state")]

    def __str__(self) -> str:
        return f"{self.event} → {self.endpoint}"
