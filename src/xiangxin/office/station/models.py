"""Tables of the desk: who stood before which keeper, from when to when; and the papers behind mandates."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.models import Personal
from xiangxin.office.station.choices import Shown


class Visit(Personal):
    """A person, or a relative with a mandate, before the desk. Until it ends the keeper acts for this person alone.

    ``codes`` counts texts sent to phones named during the visit.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField(db_index=True)
    keeper = models.UUIDField()
    keeper_for = models.UUIDField(null=True)
    station = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    shown = models.CharField(max_length=8, choices=Shown.choices)
    mandate = models.UUIDField(null=True)
    codes = models.PositiveSmallIntegerField(default=0)
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["keeper"], condition=Q(ended_at__isnull=True), name="station_visit_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(shown=Shown.CARD, mandate__isnull=True) | Q(shown=Shown.MANDATE, mandate__isnull=False),
                name="station_visit_shown",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("began_at")), name="station_visit_times"),
        ]


class MandatePaper(Personal):
    """The signed paper behind a mandate: where it lies, and before whom it was signed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mandate = models.UUIDField(unique=True)
    person = models.UUIDField(db_index=True)
    paper_ref = models.CharField(max_length=40)
    station = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    keeper = models.UUIDField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["station", "paper_ref"], name="station_mandatepaper_once"),
        ]
