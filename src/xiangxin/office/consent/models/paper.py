"""Tables of consent on paper: forms printed for a village, each with a code, scanned back one by one.

No name stands here: what is printed on a form came from above and is forgotten after printing.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.models import Logged, Personal
from xiangxin.office.consent.choices import Answer
from xiangxin.office.consent.models.notice import NoticeText, PanelListing


def _apart(one: str, other: str) -> Q:
    """Two accounts, where there are two, are not the same."""
    return Q(**{f"{one}__isnull": True}) | Q(**{f"{other}__isnull": True}) | ~Q(**{one: F(other)})


class PaperBatch(Logged):
    """Forms printed at once: one village, one text, one receiver."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.CharField(max_length=12, db_index=True)
    text = models.ForeignKey(NoticeText, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    panel = models.ForeignKey(PanelListing, null=True, on_delete=models.PROTECT, related_name="+")
    printed_by = models.UUIDField()
    printed_at = models.UUIDField(null=True)
    printed_on = models.DateField()
    lapses_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.area} {self.printed_on}"


class PaperForm(Personal):
    """One form of a batch; whoever printed it does not confirm that it came back signed.

    ``printed_for`` and ``confirmed_for`` are the accounts whose post it was, where somebody stood in for them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(PaperBatch, on_delete=models.PROTECT, related_name="forms")
    person = models.UUIDField(db_index=True)
    code = models.CharField(max_length=16, unique=True)
    printed_by = models.UUIDField()
    printed_for = models.UUIDField(null=True)
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    signed_on = models.DateField(null=True)
    confirmed_by = models.UUIDField(null=True)
    confirmed_for = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "person"], name="consent_paperform_once"),
            models.CheckConstraint(
                condition=_apart("confirmed_by", "printed_by")
                & _apart("confirmed_by", "printed_for")
                & _apart("confirmed_for", "printed_by")
                & _apart("confirmed_for", "printed_for"),
                name="consent_paperform_two_people",
            ),
            models.CheckConstraint(
                condition=Q(
                    answer="",
                    signed_on__isnull=True,
                    confirmed_by__isnull=True,
                    confirmed_for__isnull=True,
                    confirmed_at__isnull=True,
                )
                | (~Q(answer="") & Q(signed_on__isnull=False, confirmed_by__isnull=False, confirmed_at__isnull=False)),
                name="consent_paperform_confirmed",
            ),
        ]
