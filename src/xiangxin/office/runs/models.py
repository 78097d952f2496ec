"""Tables of runs. A result is written once, with what it was made from, and is never changed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from xiangxin.office.adoption.models import Adoption, PolicyText, Report
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.models import Logged, Personal
from xiangxin.office.creditfile.models import Snapshot
from xiangxin.office.parties.models import Person
from xiangxin.office.runs.choices import RunState, Status


def _id() -> models.UUIDField[uuid.UUID, uuid.UUID]:
    return models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


class Asking(Logged):
    """What is asked for an area: of whom, for whom, as of which days, by whom, and the job that does it.

    ``asked_*`` are the post of whoever asked: its area and institution decide who is reached.
    """

    id = _id()
    receiver = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=24)
    area = models.CharField(max_length=12, db_index=True)
    as_of = models.DateField()
    known_on = models.DateField()
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.WAITING)
    asked_by = models.UUIDField()
    asked_role = models.CharField(max_length=24)
    asked_area = models.CharField(max_length=12)
    asked_institution = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    job = models.UUIDField(null=True)
    failure = models.CharField(max_length=60, blank=True)

    class Meta:
        abstract = True


class ScoringRun(Asking):
    """One assessment of an area, or of some persons of it, by the policy that was adopted on the day judged.

    ``persons``: ids of whom it was asked for, empty for everybody. ``counts``: persons by status. ``left_out``: those
    whose ground ended while it ran. ``policy_hash``, ``law_hash``, ``semantics`` and ``version`` pin what it rests on.
    ``lowest_rate_bp`` and ``first_limit_*``: what the policy holds decisions to by the figures of the day judged, where
    it does: the lower end of its band of rates, and the most of a first line (``operator``: who runs a business).
    """

    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="runs")
    persons = models.JSONField(default=list)
    snapshot = models.ForeignKey(Snapshot, null=True, on_delete=models.PROTECT, related_name="+")
    policy_hash = models.CharField(max_length=64)
    law_hash = models.CharField(max_length=64, blank=True)
    semantics = models.CharField(max_length=20, blank=True)
    version = models.CharField(max_length=20, blank=True)
    counts = models.JSONField(default=dict)
    left_out = models.PositiveIntegerField(default=0)
    lowest_rate_bp = models.IntegerField(null=True)
    first_limit_fen = models.BigIntegerField(null=True)
    first_limit_operator_fen = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=RunState.DONE) | Q(done_at__isnull=False, snapshot__isnull=False),
                name="runs_scoringrun_done",
            )
        ]
        indexes = [models.Index(fields=["receiver", "purpose", "-done_at"], name="runs_scoringrun_last")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.area} {self.as_of}"


class Trial(Asking):
    """A dry run of a text that is not in force: how it would come out. Only totals are kept, in ``report``.

    It freezes nothing and has no results: people's rows are read, assessed and forgotten.
    """

    policy = models.ForeignKey(PolicyText, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=RunState.DONE) | Q(report__isnull=False), name="runs_trial_done_with_report"
            )
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.area} {self.as_of}"


class Result(Personal):
    """What came out for one person. Points are hundredths, money is fen, rates are basis points.

    ``classes``: the classes of consent it rests on, joined by semicolons; whoever reads it needs all of them today.
    ``words`` and ``points`` are the packed explanation (``scoring.packing``), ``stages`` the totals in hundredths.
    ``frozen_sealed`` holds the rows the engine read of this person and of members by their own consent: from them
    everything here can be worked out again, until it is deleted with somebody's ground.
    """

    id = _id()
    run = models.ForeignKey(ScoringRun, on_delete=models.PROTECT, related_name="results")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    household = models.UUIDField()
    area = models.CharField(max_length=12)
    status = models.CharField(max_length=16, choices=Status.choices)
    missing = models.TextField(blank=True)
    ineligible = models.TextField(blank=True)
    vetoes = models.TextField(blank=True)
    flags = models.TextField(blank=True)
    stages = models.JSONField(default=dict)
    review_sum = models.IntegerField(null=True)
    review_count = models.IntegerField(null=True)
    stars = models.SmallIntegerField(null=True)
    limit_fen = models.BigIntegerField(null=True)
    limit_binding = models.CharField(max_length=60, null=True)
    rate_bp = models.IntegerField(null=True)
    certificate = models.CharField(max_length=20, null=True)
    calibration = models.CharField(max_length=40)
    classes = models.CharField(max_length=120)
    words = models.JSONField(default=list)
    points = models.JSONField(default=dict)
    frozen_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "person"], name="runs_result_once")]
        indexes = [models.Index(fields=["run", "area", "status"], name="runs_result_of_area")]
