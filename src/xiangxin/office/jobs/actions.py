"""All writes about jobs that people ask for: start one, ask for its end."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xiangxin.office.audit.actor import Actor, system
from xiangxin.office.audit.acts import act
from xiangxin.office.jobs.choices import ENDED, JobState
from xiangxin.office.jobs.errors import JobEnded, JobUnknown
from xiangxin.office.jobs.job import LIMITS, folder_of, kind_of
from xiangxin.office.jobs.models import Job
from xiangxin.office.jobs.queue import enqueue, forget_before, stands_in_queue


def start_job(
    by: Actor, kind: str, arguments: Mapping[str, object] | None = None, area: str = "", due_at: datetime | None = None
) -> Job:
    """Put a job into the queue, in the transaction that is open. ``arguments`` are JSON: ids, codes, dates as text."""
    known = kind_of(kind)
    now = timezone.now()
    row = Job(
        kind=known.name,
        started_by=str(by),
        role=by.role,
        area=area,
        arguments=dict(arguments or {}),
        created_at=now,
        due_at=due_at or now,
    )
    with act("jobs.job_started", by=by, about=row, area=area or None, payload={"kind": kind}) as done:
        row.save(force_insert=True)
        done.wrote(row)
        enqueue(row.id, row.due_at)
    return row


def cancel_job(by: Actor, job_id: UUID) -> Job:
    """Ask for the end of one's own job. One that waits ends at once, one that runs ends at its next step."""
    row = Job.objects.filter(id=job_id, started_by=str(by)).first()
    if row is None:
        raise JobUnknown()
    if row.state in ENDED:
        raise JobEnded()
    now = timezone.now()
    with act("jobs.job_cancelled", by=by, about=f"jobs.job:{row.id}", area=row.area or None):
        waiting = Job.objects.filter(id=row.id, state=JobState.QUEUED)
        running = Job.objects.filter(id=row.id, state=JobState.RUNNING)
        ended = waiting.update(state=JobState.CANCELLED, cancel_asked_at=now, ended_at=now)
        if not ended and not running.update(cancel_asked_at=now):
            raise JobEnded()
    row.refresh_from_db()
    return row


def take_up_dead() -> int:
    """Put jobs back whose worker was killed; how many. One whose end was asked for ends."""
    now = timezone.now()
    long_ago = now - timedelta(seconds=LIMITS["stale_seconds"])
    taken = sum(_take_up(row, now) for row in Job.objects.filter(state=JobState.RUNNING, beat_at__lt=long_ago))
    for row in Job.objects.filter(state=JobState.QUEUED, due_at__lt=long_ago):
        if not stands_in_queue(row):
            enqueue(row.id, now)
            taken += 1
    return taken


def _take_up(row: Job, now: datetime) -> bool:
    mine = Job.objects.filter(id=row.id, claim=row.claim, state=JobState.RUNNING)
    if row.cancel_asked_at is not None:
        mine.update(state=JobState.CANCELLED, ended_at=now, claim=None)
        return False
    with transaction.atomic():
        if not mine.update(state=JobState.QUEUED, due_at=now, claim=None):
            return False
        enqueue(row.id, now)
    return True


def forget_old() -> None:
    """Delete files and rows of jobs whose term has ended, and what the queue remembers of them."""
    now = timezone.now()
    ended = Job.objects.filter(state__in=ENDED)
    for row in ended.filter(ended_at__lt=now - timedelta(days=LIMITS["keep_files_days"])):
        shutil.rmtree(folder_of(row.id), ignore_errors=True)
    if gone := list(ended.filter(ended_at__lt=now - timedelta(days=LIMITS["keep_rows_days"]))):
        with act("jobs.jobs_forgotten", by=system("jobs"), payload={"count": len(gone)}) as done:
            done.removed(*gone)
            Job.objects.filter(id__in=[row.id for row in gone]).delete()
    forget_before(now - timedelta(days=1))
