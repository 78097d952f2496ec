"""What can be seen of background work: one's own jobs, and how the queue is doing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db.models import Max, Min, QuerySet
from django.utils import timezone

from xiangxin.office.audit.actor import Actor
from xiangxin.office.jobs.choices import JobState
from xiangxin.office.jobs.errors import JobFileGone, JobUnknown
from xiangxin.office.jobs.job import LIMITS, folder_of
from xiangxin.office.jobs.models import Job, Lease, Periodic


@dataclass(frozen=True, slots=True)
class QueueState:
    """How the queue is doing; ``waits`` is the age of the oldest job that is due and has not begun."""

    queued: int
    running: int
    failed_today: int
    waits: timedelta

    @property
    def minutes(self) -> int:
        """The longest wait in whole minutes."""
        return int(self.waits.total_seconds()) // 60


def jobs_of(by: Actor) -> QuerySet[Job]:
    """What this actor started, the last one first."""
    return Job.objects.filter(started_by=str(by)).order_by("-created_at", "id")


def job_of(by: Actor, job_id: UUID) -> Job:
    """One job of this actor; ``JobUnknown`` for anybody else's."""
    found = jobs_of(by).filter(id=job_id).first()
    if found is None:
        raise JobUnknown()
    return found


def all_jobs() -> QuerySet[Job]:
    """Every job, the last one first: for whoever runs the machine, who sees kinds and states and no files."""
    return Job.objects.order_by("-created_at", "id")


def any_job(job_id: UUID) -> Job:
    """One job of anybody: for whoever runs the machine."""
    found = Job.objects.filter(id=job_id).first()
    if found is None:
        raise JobUnknown()
    return found


def file_of(row: Job, name: str) -> Path:
    """The path of the job's result or list of failures; ``JobFileGone`` when its term has ended."""
    path = folder_of(row.id) / name
    # The name stands in a column that only counts: whoever changed it there gets no file from elsewhere by it.
    if name not in (row.result_file, row.failures_file) or Path(name).name != name or not path.is_file():
        raise JobFileGone(days=LIMITS["keep_files_days"])
    return path


def queue_state(now: datetime | None = None) -> QueueState:
    """Counts and the longest wait."""
    now = now or timezone.now()
    counts = {state: Job.objects.filter(state=state).count() for state in (JobState.QUEUED, JobState.RUNNING)}
    oldest = Job.objects.filter(state=JobState.QUEUED, due_at__lte=now).aggregate(oldest=Min("due_at"))["oldest"]
    failed = Job.objects.filter(state=JobState.FAILED, ended_at__gte=now - timedelta(days=1)).count()
    waits = now - oldest if oldest else timedelta()
    return QueueState(counts[JobState.QUEUED], counts[JobState.RUNNING], failed, waits)


def periodic_work() -> QuerySet[Periodic]:
    """What the office does by itself, and how that goes."""
    return Periodic.objects.order_by("name")


def worker_silence(now: datetime | None = None) -> timedelta:
    """How long no worker has held the lease of periodic work; nothing where there never was one."""
    now = now or timezone.now()
    until = Lease.objects.aggregate(until=Max("until_at"))["until"]
    return max(timedelta(), now - until) if until else timedelta()


def worker_runs() -> bool:
    """Whether a worker holds the lease of periodic work."""
    return Lease.objects.filter(until_at__gt=timezone.now()).exists()


def most_failures() -> int:
    """How often in a row the worst of the periodic work has failed."""
    return Periodic.objects.aggregate(most=Max("failures"))["most"] or 0


def told_of_periodic(row: Periodic) -> dict[str, object]:
    """Periodic work as the command line tells it."""
    return {
        "name": row.name,
        "succeeded_at": _second(row.succeeded_at),
        "due_at": _second(row.due_at),
        "failures": row.failures,
        "error": row.error or None,
    }


def _second(at: datetime | None) -> str | None:
    return None if at is None else timezone.localtime(at).isoformat(timespec="seconds")
