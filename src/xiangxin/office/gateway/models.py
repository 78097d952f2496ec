"""Tables of tokens and of answers that were given. A token's secret is nowhere; its digest is."""

from __future__ import annotations

import uuid

from django.db import models

from xiangxin.office.accounts.choices import Role
from xiangxin.office.areas.models import Institution, in_order
from xiangxin.office.audit.models import Logged


class ApiToken(Logged):
    """What one system of an institution may do: as a post of ``role`` in ``area``, for one purpose, until a day.

    ``digest`` is empty until somebody has fetched the secret. ``collect_until_at`` ends the time for that.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=8, unique=True)
    digest = models.BinaryField(max_length=32, null=True)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24, choices=Role.choices)
    area = models.CharField(max_length=12)
    purpose = models.CharField(max_length=24)
    per_minute = models.PositiveIntegerField()
    from_on = models.DateField()
    to_on = models.DateField()
    asked_by = models.UUIDField()
    collect_until_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [in_order("gateway_token_days")]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class TokenUse(models.Model):
    """How often a token was used in the present minute, and when last. ``token`` is an id; zero for the public."""

    token = models.UUIDField(primary_key=True)
    minute_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.token)


class Answer(models.Model):
    """What a command with this key was answered, so that asking again does nothing again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.UUIDField()
    key = models.CharField(max_length=64)
    fingerprint = models.BinaryField(max_length=32)
    body = models.JSONField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="gateway_answer_once")]

    def __str__(self) -> str:
        return self.key
