"""Tables of feeds: which there are, how each stands, which messages came, of whom something was erased for a repair.

No row that was sent is here, and no name that a provider gives a message: it is kept as a hash.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.models import Logged, Personal
from xiangxin.office.feeds.choices import Kind, Way
from xiangxin.office.intake.models import Agreement, Submission
from xiangxin.office.parties.models import Person


def _id() -> models.UUIDField[uuid.UUID, uuid.UUID]:
    return models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


class Feed(Logged):
    """One form of one agreement, sent or asked for by machines. ``expected_hours``: silence beyond it is told.

    The secret is the provider's: it signs what is sent, or opens what is asked. Until there is one nothing moves.
    ``previous_sealed`` opens beside it until ``previous_until_at``. An ended feed takes repairs of what
    it brought until the last of that is deleted; then its secret goes, and it stays as a fact.
    """

    id = _id()
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="feeds")
    form = models.CharField(max_length=40)
    way = models.CharField(max_length=7, choices=Way.choices)
    url = models.CharField(max_length=300, blank=True)
    area = models.CharField(max_length=12, db_index=True)
    expected_hours = models.PositiveIntegerField()
    secret_sealed = models.BinaryField(null=True)
    previous_sealed = models.BinaryField(null=True)
    previous_until_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "form"], condition=Q(ended_at__isnull=True), name="feeds_feed_once"
            ),
            models.CheckConstraint(
                condition=Q(way=Way.WEBHOOK, url="") | (Q(way=Way.PULL) & ~Q(url="")), name="feeds_feed_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.way}"


class FeedState(models.Model):
    """How a feed stands: the last success, the last error, when it is asked next. Machinery, beside the log.

    ``claimed_until_at``: a worker is asking it, until then at most. ``cursor_sealed``: how far the provider's answers
    were taken, in the provider's own words.
    """

    feed = models.OneToOneField(Feed, primary_key=True, on_delete=models.CASCADE, related_name="state")
    succeeded_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=60, blank=True)
    failures = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(db_index=True)
    claimed_until_at = models.DateTimeField(null=True)
    cursor_sealed = models.BinaryField(null=True)

    def __str__(self) -> str:
        return self.error or "ok"


class Message(Logged):
    """One message that was taken, once: by its number and by its bytes. ``refused``: places of rows and codes why.

    Of a provider that is asked, also one that was refused whole: no ``kind``, place 0, under the hash of its bytes.
    """

    id = _id()
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="messages")
    number_sha256 = models.BinaryField(max_length=32)
    body_sha256 = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=13, choices=Kind.choices, blank=True)
    received_at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "number_sha256"], name="feeds_message_once")]
        indexes = [models.Index(fields=["feed", "received_at"], name="feeds_message_of")]

    def __str__(self) -> str:
        return f"{self.kind} {timezone.localdate(self.received_at)}"


class Repair(Personal):
    """That something was erased from a person's file because its source repaired it or took it back; told to them.

    It does not say what: that would keep what had to go. ``matters`` is how many; gone itself after ``delete_on``.
    """

    id = _id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="repairs")
    matters = models.PositiveIntegerField()
    repaired_on = models.DateField()
    delete_on = models.DateField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "message"], name="feeds_repair_once")]

    def __str__(self) -> str:
        return f"{self.repaired_on}"
