"""What a worker does with one job: claim it, call its function, write down how it ended or when to try again.

A claim is one conditional UPDATE, so two workers that got the same job from the queue do it once. The words of an
unexpected error are never kept, they could hold what somebody typed; its kind is.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, get_args
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.audit.actor import Actor, ActorKind
from xiangxin.office.jobs.choices import JobState
from xiangxin.office.jobs.job import LIMITS, Kind, Stopped, Work, kind_of, new_claim
from xiangxin.office.jobs.models import Job
from xiangxin.office.shell.errors import OfficeError, OfficeFault
from xiangxin.office.shell.problems import told_as
from xiangxin.office.shell.retrying import wait_before

log = logging.getLogger("xiangxin.jobs")
Again = Callable[[UUID, datetime], None]
_KINDS: dict[str, ActorKind] = {kind: kind for kind in get_args(ActorKind)}


def run(job_id: UUID, again: Again) -> None:
    """Do the job if it waits and is due; ``again`` puts it back into the queue when it has to be tried again."""
    claim, now = new_claim(), timezone.now()
    waiting = Job.objects.filter(id=job_id, state=JobState.QUEUED, due_at__lte=now)
    if not waiting.update(
        state=JobState.RUNNING, claim=claim, attempts=F("attempts") + 1, began_at=now, beat_at=now, cancel_asked_at=None
    ):
        return
    row = Job.objects.get(id=job_id)
    work = Work(row, claim, _actor(row))
    try:
        kind = kind_of(row.kind)
        with _heart(row.id, claim):
            kind.function(work)
    except Stopped:
        _end(work, JobState.CANCELLED)
    except Exception as error:  # noqa: BLE001 - whatever a function raises ends or repeats its job, not the worker
        _failed(work, error, again)
    else:
        _end(work, JobState.DONE)


def _actor(row: Job) -> Actor:
    kind, _, name = row.started_by.partition(":")
    return Actor(_KINDS[kind], name, row.role)


def _end(work: Work, state: JobState, told: OfficeError | None = None) -> None:
    row = work.job
    text = Text("", "") if told is None else told.text
    _write(
        work,
        state=state,
        ended_at=timezone.now(),
        done=row.done,
        total=row.total,
        memory={},
        result=row.result,
        result_file=row.result_file,
        failures_file=row.failures_file,
        error_code="" if told is None else told.code,
        error_zh=text.zh[:600],
        error_en=text.en[:600],
    )
    log.info("job_ended", extra={"job": str(row.id), "kind": row.kind, "state": str(state), "attempt": row.attempts})


def _failed(work: Work, error: Exception, again: Again) -> None:
    row = work.job
    kind = _kind(row)
    log.warning("job_failed", extra={"job": str(row.id), "kind": row.kind, "error": type(error).__name__})
    told = told_as(error) or OfficeFault()
    final = isinstance(error, OfficeError) and error.status < 500
    if final or kind is None or row.attempts >= kind.attempts:
        _end(work, JobState.FAILED, told)
        return
    due_at = timezone.now() + wait_before(row.attempts, LIMITS)
    with transaction.atomic():
        if _write(work, state=JobState.QUEUED, due_at=due_at, error_code=told.code):
            again(row.id, due_at)


def _kind(row: Job) -> Kind | None:
    try:
        return kind_of(row.kind)
    except OfficeError:
        return None


def _write(work: Work, **columns: Any) -> int:
    """Write to the job if this run still has it; a run that was taken over writes nothing."""
    mine = Job.objects.filter(id=work.job.id, claim=work.claim)
    return mine.update(claim=None, **columns)


@contextmanager
def _heart(job_id: UUID, claim: UUID) -> Iterator[None]:
    """Say every few seconds that the run is alive, from a thread of its own, while a long step says nothing."""
    if connection.in_atomic_block:  # within a test's transaction another connection would wait for it for ever
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(target=_beat, args=(job_id, claim, stop), daemon=True, name="job-heart")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _beat(job_id: UUID, claim: UUID, stop: threading.Event) -> None:
    try:
        while not stop.wait(LIMITS["beat_seconds"]):
            try:
                with transaction.atomic():
                    Job.objects.filter(id=job_id, claim=claim).update(beat_at=timezone.now())
            except Exception as error:  # noqa: BLE001 - the next beat may succeed; the run itself goes on
                log.warning("heart_missed", extra={"job": str(job_id), "error": type(error).__name__})
    finally:
        connection.close()
