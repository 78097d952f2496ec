"""Tables of notices: the texts as published, the panels they name, and that they reached somebody."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from xiangxin.office.areas.models import Institution, in_order
from xiangxin.office.audit.models import Logged, Personal
from xiangxin.office.consent.choices import Answer, Channel


class NoticeText(Logged):
    """One version of what people are told before they consent to one class of data for one purpose.

    ``content`` is the whole text in both languages as canonical JSON, ``content_hash`` its digest. A version is never
    edited: another wording is another version, published by two people.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=24)
    field_class = models.CharField(max_length=24)
    content = models.TextField()
    content_hash = models.CharField(max_length=64)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    proposed_by = models.UUIDField()
    agreed_by = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="consent_noticetext_version"),
            models.UniqueConstraint(
                fields=["purpose", "field_class"],
                condition=Q(to_on__isnull=True),
                name="consent_noticetext_one_in_force",
            ),
            models.CheckConstraint(condition=~Q(proposed_by=F("agreed_by")), name="consent_noticetext_two_people"),
            in_order("consent_noticetext_days"),
        ]

    def __str__(self) -> str:
        return f"{self.code}/{self.version}"


class PanelListing(Logged):
    """Who sits on a panel from one day on, as households are told beforehand. Another list is another row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    panel = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    members_sealed = models.BinaryField()
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["panel"], condition=Q(to_on__isnull=True), name="consent_panellisting_one_in_force"
            ),
            in_order("consent_panellisting_days"),
        ]

    def __str__(self) -> str:
        return f"{self.panel} {self.from_on}"


class NoticeDelivery(Personal):
    """A notice that reached a person: which text, for which receiver, how, when, and what shows it.

    ``by`` is the account that delivered it (the person's own on a phone), ``proof`` the code of the slip or form. Each
    delivery is answered once; clocks start at ``delivered_at``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField(db_index=True)
    text = models.ForeignKey(NoticeText, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    panel = models.ForeignKey(PanelListing, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    delivered_at = models.DateTimeField()
    delivered_on = models.DateField()
    by = models.UUIDField()
    device = models.CharField(max_length=40, blank=True)
    proof = models.CharField(max_length=40, blank=True)
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="consent_noticedelivery_answered",
            ),
        ]
