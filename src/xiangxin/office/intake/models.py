"""Tables of intake: under which agreement what was sent by whom, and what became of it. No row that was sent is here.

What was read of a submission lies in sealed files of the office's home (``intake.staging``); ``staged_sha256`` says
which, so that what a second person agreed to is what is accepted.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.models import Logged, Personal
from xiangxin.office.intake.choices import Channel, Decided, State
from xiangxin.office.parties.models import Person


def _id() -> models.UUIDField[uuid.UUID, uuid.UUID]:
    return models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


class Agreement(Logged):
    """Under what a provider hands data over: parties, kinds, purpose, keeper, term, deletion (J11).

    ``forms``: which forms may come in under it. ``keeper``: the post that answers for the data, not a person's name.
    ``deleted_at``: when the last of what it brought was deleted after its end; ``deleted_rows`` is how much went.
    """

    id = _id()
    number = models.CharField(max_length=60, unique=True)
    provider = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=24)
    forms = models.JSONField()
    keeper = models.CharField(max_length=80)
    signed_on = models.DateField()
    from_on = models.DateField()
    to_on = models.DateField()
    delete_within_days = models.PositiveIntegerField()
    ended_on = models.DateField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_rows = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="intake_agreement_days"),
        ]

    def __str__(self) -> str:
        return self.number


class Submission(Logged):
    """One file that somebody sent. ``number`` is what people call it. ``area``: whose rows it may hold.

    Counts are set when it was staged: rows read, refused rows, and what accepting the others would do. ``job`` is the
    work that reads or accepts it at present. ``rows_entered``: of how many rows something stood when it was accepted;
    ``left_out`` how many rows, or values of rows, had lost their ground by then.
    ``rows_alike``: new persons who looked like a registered one when it was read; ``left_alike``: those of them that
    nobody had found to be somebody else when it was accepted, and that were left out for it. ``left_over``: facts that
    were past their term before they came.
    """

    id = _id()
    number = models.CharField(max_length=20, unique=True)
    form = models.CharField(max_length=40)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, null=True, on_delete=models.PROTECT, related_name="submissions")
    area = models.CharField(max_length=12, db_index=True)
    sent_by = models.UUIDField(db_index=True)
    sent_for = models.UUIDField(null=True)
    received_at = models.DateTimeField()
    file_name_sealed = models.BinaryField()
    file_sha256 = models.BinaryField(max_length=32)
    file_bytes = models.PositiveBigIntegerField()
    state = models.CharField(max_length=12, choices=State.choices)
    staged_at = models.DateTimeField(null=True)
    staged_sha256 = models.BinaryField(max_length=32, null=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    rows_new = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_ended = models.PositiveIntegerField(default=0)
    rows_same = models.PositiveIntegerField(default=0)
    rows_entered = models.PositiveIntegerField(default=0)
    findings = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    rows_alike = models.PositiveIntegerField(default=0)
    left_alike = models.PositiveIntegerField(default=0)
    left_over = models.PositiveIntegerField(default=0)
    job = models.UUIDField(null=True)
    proposal = models.UUIDField(null=True)
    decided_by = models.UUIDField(null=True)
    accepted_at = models.DateTimeField(null=True)
    delete_on = models.DateField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["institution", "received_at"], name="intake_submission_of"),
            models.Index(fields=["state", "received_at"], name="intake_submission_state"),
        ]

    def __str__(self) -> str:
        return self.number


class Duplicate(Personal):
    """Somebody in a submission looks like somebody else, under another number; a person decides.

    ``person``: who is registered, or whom an earlier row of the same file names; ``area`` is then the village that row
    names. ``other`` is the opaque id that the row would get. ``signals`` are codes of what is alike
    (``name,birth,village``). Undoing leaves the row with ``undone_at``; a new decision is a new row.
    """

    id = _id()
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="duplicates")
    row = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    area = models.CharField(max_length=12, blank=True)
    other = models.UUIDField()
    signals = models.CharField(max_length=80)
    found_at = models.DateTimeField()
    decided = models.CharField(max_length=10, choices=Decided.choices, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "other", "person"],
                condition=Q(undone_at__isnull=True),
                name="intake_duplicate_once",
            ),
            models.CheckConstraint(
                condition=Q(decided="", decided_at__isnull=True) | (~Q(decided="") & Q(decided_at__isnull=False)),
                name="intake_duplicate_decided",
            ),
        ]
