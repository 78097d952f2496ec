"""The one task that stands in the queue: do this job."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from xiangxin.office.jobs.models import Job
from xiangxin.office.jobs.run import run


@task()
def run_job(job_id: str) -> None:
    """Do the job; it is put back when it has to be tried again."""
    run(UUID(job_id), enqueue)


def enqueue(job_id: UUID, due_at: datetime) -> None:
    """Have a worker do the job when it is due; takes effect with the transaction that is open."""
    run_job.using(run_after=due_at).enqueue(str(job_id))


def stands_in_queue(row: Job) -> bool:
    """Whether a worker will come to the job."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    return waiting.filter(args_kwargs__args=[str(row.id)]).exists()


def forget_before(instant: datetime) -> int:
    """Delete what the queue remembers of tasks that began before; how many. Jobs keep what matters."""
    return DBTaskResult.objects.exclude(status=TaskResultStatus.READY).filter(started_at__lt=instant).delete()[0]
