"""Tables of consents (decision 4), of what a withdrawal asks of receivers, and of what looks unusual."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.models import Logged, Personal
from xiangxin.office.consent.choices import Channel, Ended
from xiangxin.office.consent.models.notice import NoticeDelivery


class Consent(Personal):
    """One person, one purpose, one receiver, one class of fields; dates as in decision 4.

    ``taken_by`` is the account of whoever took it from the person, empty where the person gave it alone: that account
    neither decides on this person nor rates them, and neither does ``taken_for``, whose post it was. ``written`` is
    true where law data says that it counts as writing, which may be from the confirmation on only.

    ``parts``: ids of what the person ticked in the notice, in its order; what is not named stays unseen.

    ``awaits``: those who run a station could have said it without the person (decision 24), so it grounds nothing until
    somebody independent of ``taken_at``, that station, has confirmed it; ``confirmed_by`` is that account.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField(db_index=True)
    purpose = models.CharField(max_length=24)
    receiver = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    field_class = models.CharField(max_length=24)
    parts = models.CharField(max_length=120, blank=True)
    written = models.BooleanField()
    notice_delivered_on = models.DateField()
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    channel = models.CharField(max_length=16, choices=Channel.choices)
    delivery = models.OneToOneField(NoticeDelivery, on_delete=models.PROTECT, related_name="consent")
    controller = models.CharField(max_length=120)
    given_at = models.DateTimeField()
    cool_off_to_on = models.DateField()
    taken_by = models.UUIDField(null=True, db_index=True)
    taken_for = models.UUIDField(null=True)
    taken_at = models.UUIDField(null=True)
    awaits = models.BooleanField(default=False)
    mandate = models.UUIDField(null=True)
    device = models.CharField(max_length=40, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)
    confirmed_for = models.UUIDField(null=True)
    confirmed_through = models.CharField(max_length=8, choices=Channel.choices, blank=True)
    receipt_no = models.CharField(max_length=20, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose", "receiver", "field_class", "from_on"],
                condition=Q(withdrawn_on__isnull=True),
                name="consent_consent_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(notice_delivered_on__lte=F("from_on")), name="consent_consent_notice_before"
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="consent_consent_days"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | ~Q(confirmed_through=F("channel")),
                name="consent_consent_second_channel",
            ),
        ]
        indexes = [
            models.Index(fields=["receiver", "purpose", "field_class", "from_on"], name="consent_consent_live"),
            # Every question about consents asks whether one of the kind was withdrawn since; few ever are.
            models.Index(
                fields=["person", "purpose", "receiver", "field_class", "withdrawn_on"],
                condition=Q(withdrawn_on__isnull=False),
                name="consent_consent_withdrawn",
            ),
        ]


class DeletionOrder(Personal):
    """A receiver has to delete what it received by one consent, by a day. It outlives the consent it names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consent = models.UUIDField(unique=True)
    person = models.UUIDField(db_index=True)
    receiver = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=24)
    field_class = models.CharField(max_length=24)
    ended = models.CharField(max_length=10, choices=Ended.choices)
    ordered_at = models.DateTimeField()
    due_on = models.DateField()
    receipt_no = models.CharField(max_length=20, unique=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["receiver", "done_at", "due_on"], name="consent_deletionorder_open")]


class Declined(Personal):
    """Somebody said no, and nothing else that is kept says so: nobody comes again. It holds the opaque id, no more.

    ``receiver``: from whom a file was taken back in the cool-off, after which nothing of the consent is left. None
    where a cadre at the door was told no. It goes once the person has agreed, and after ``forget_on`` if that is set.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField(db_index=True)
    purpose = models.CharField(max_length=24, blank=True)
    receiver = models.ForeignKey(Institution, null=True, on_delete=models.PROTECT, related_name="+")
    declined_on = models.DateField()
    forget_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "purpose", "receiver"], name="consent_declined_once_a_receiver"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(receiver__isnull=True), name="consent_declined_once_a_cadre"
            ),
        ]


class Reminder(Personal):
    """A consent ends soon and its person has been told; one for each consent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="reminder")
    person = models.UUIDField(db_index=True)
    made_on = models.DateField()


class BurstFlag(Logged):
    """So many people consented through one account or device in so short a time that somebody should look."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    account = models.UUIDField(null=True)
    device = models.CharField(max_length=40, blank=True)
    people = models.PositiveIntegerField()
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.people} / {self.channel}"
