"""Tables of visits: devices, the task lists they took along, and what they brought back.

Answers lie sealed on their upload until intake has them, and not a moment longer.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.models import Logged, Personal
from xiangxin.office.visits.choices import Came, Kind, Lost, Outcome, Why


def _id() -> models.UUIDField[uuid.UUID, uuid.UUID]:
    return models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


class Device(Logged):
    """A tablet or phone of one collector, by the public halves of the keys it made for itself.

    ``code`` is what it shows and a second person compares. Before that it gets no list; after ``revoked_at`` it gets
    none, and what it sends is set apart.
    """

    id = _id()
    account = models.UUIDField(db_index=True)
    institution = models.ForeignKey(Institution, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24)
    area = models.CharField(max_length=12, db_index=True)
    label = models.CharField(max_length=30)
    sign_key = models.BinaryField(max_length=200)
    wrap_key = models.BinaryField(max_length=200)
    key_sha256 = models.BinaryField(max_length=32, unique=True)
    code = models.CharField(max_length=9)
    registered_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)
    revoked_why = models.CharField(max_length=10, choices=Lost.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("account")), name="visits_device_by_another"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_why="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_why="")),
                name="visits_device_revoked",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class TaskList(Logged):
    """The tasks of one collector in one village, as they were taken along. After ``expires_at`` it is wiped there.

    ``forget_on``: when the office forgets who was on it.
    """

    id = _id()
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="lists")
    account = models.UUIDField(db_index=True)
    area = models.CharField(max_length=12)
    purpose = models.CharField(max_length=24)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    forget_on = models.DateField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="visits_tasklist_times"),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.id}"


class Upload(Logged):
    """What a device sent at once. ``key`` is its own number for it: the same number is taken once.

    ``answers_sealed`` is empty as soon as intake has them or they were deleted. ``why``: for what it was set apart.
    """

    id = _id()
    task_list = models.ForeignKey(TaskList, on_delete=models.PROTECT, related_name="uploads")
    key = models.UUIDField()
    body_sha256 = models.BinaryField(max_length=32)
    received_at = models.DateTimeField()
    answers = models.PositiveIntegerField()
    results = models.JSONField(default=list)
    came = models.CharField(max_length=12, choices=Came.choices)
    why = models.CharField(max_length=12, choices=Why.choices, blank=True)
    answers_sealed = models.BinaryField(blank=True, default=bytes)
    submission = models.UUIDField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    delete_on = models.DateField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task_list", "key"], name="visits_upload_once"),
            models.CheckConstraint(
                condition=~Q(came=Came.QUARANTINED) | (~Q(why="") & Q(delete_on__isnull=False)),
                name="visits_upload_quarantined",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Task(Personal):
    """Somebody on a list: for what, and how it ended. The id is all that addresses or requests say of them.

    ``asked`` are codes of registered fields. ``person`` is an opaque id; behind a notice there may be no row.
    """

    id = _id()
    task_list = models.ForeignKey(TaskList, on_delete=models.PROTECT, related_name="tasks")
    person = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    asked = models.JSONField(default=list)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer_key = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    upload = models.ForeignKey(Upload, null=True, on_delete=models.PROTECT, related_name="tasks")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task_list", "person", "kind"], name="visits_task_once"),
            models.CheckConstraint(
                condition=Q(outcome="", answer_key__isnull=True, upload__isnull=True)
                | (~Q(outcome="") & Q(answer_key__isnull=False, upload__isnull=False)),
                name="visits_task_answered",
            ),
        ]
