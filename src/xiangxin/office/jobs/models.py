"""Tables of background work. Who started a job and what it is to do stands in the log, how far it has come does not."""

from __future__ import annotations

import uuid

from django.db import models

from xiangxin.office.audit.models import Logged
from xiangxin.office.jobs.choices import JobState


class Job(Logged):
    """One piece of work that somebody started. ``claim`` names the run that may write to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    started_by = models.CharField(max_length=80, db_index=True)
    role = models.CharField(max_length=32, blank=True)
    area = models.CharField(max_length=12, blank=True)
    arguments = models.JSONField(default=dict)
    memory = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    claim = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    result_file = models.CharField(max_length=120, blank=True)
    failures_file = models.CharField(max_length=120, blank=True)
    error_code = models.CharField(max_length=60, blank=True)
    error_zh = models.CharField(max_length=600, blank=True)
    error_en = models.CharField(max_length=600, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="jobs_job_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Lease(models.Model):
    """Who runs the periodic work just now; everybody else waits until it has lapsed."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.UUIDField()
    until_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Periodic(models.Model):
    """When a piece of periodic work began last, how that ended, and when it is due again."""

    name = models.CharField(max_length=80, primary_key=True)
    due_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return self.name
