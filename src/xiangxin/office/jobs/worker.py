"""The worker: takes jobs from the queue, and does what the office does by itself, as long as it holds the lease.

One thread takes jobs, one does quick periodic work, a few do the rest, so that a system which does not answer keeps no
checkpoint waiting. ``work`` runs until ``stop`` is set, in a process of
its own or beside the web server of a small office.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import close_old_connections, connections, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from xiangxin.office.jobs.job import LIMITS
from xiangxin.office.jobs.models import Lease, Periodic
from xiangxin.office.jobs.schedule import REGISTERED, Recurring

log = logging.getLogger("xiangxin.worker")

TICK_SECONDS = 0.5
THREADS = 4
"""For periodic work that may take longer than a moment."""

LEASE = "periodic"


def work(stop: threading.Event) -> None:
    """Take jobs and do periodic work until ``stop`` is set; returns when the job at hand has ended."""
    with ThreadPoolExecutor(THREADS, "periodic") as pool:
        _work(stop, Clock(apart=lambda function: pool.submit(_closing, function)))


def _work(stop: threading.Event, clock: Clock) -> None:
    steps = {"jobs": lambda: _take_jobs(stop), "periodic-quick": clock.quick, "periodic": clock.slow}
    threads = [threading.Thread(target=_loop, args=(stop, step), name=name) for name, step in steps.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    Lease.objects.filter(name=LEASE, holder=clock.holder).update(until_at=timezone.now())


def work_off() -> None:
    """Do every job that is due now, and return."""
    _take_jobs(threading.Event())


def _take_jobs(stop: threading.Event) -> None:
    """Do what is due, one after another."""
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=str(uuid4()),
        excluded_queue_names=[],
    )
    while not stop.is_set():
        task = _claimed(worker.worker_id)
        if task is None:
            return
        worker.run_task(task)


def _claimed(worker_id: str) -> DBTaskResult[Any, Any] | None:
    """The next task that is due, now this worker's. The library's own loop would lock all of SQLite only to look."""
    if not DBTaskResult.objects.ready().exists():
        return None
    with transaction.atomic():
        task = DBTaskResult.objects.ready().get_locked()
        if task is not None:
            task.claim(worker_id)
        return task


def _loop(stop: threading.Event, step: Callable[[], object]) -> None:
    try:
        while not stop.wait(TICK_SECONDS):
            close_old_connections()
            try:
                step()
            except Exception as error:  # noqa: BLE001 - a database that is away for a while must not end the loop
                log.warning("periodic_work_stopped", extra={"error": type(error).__name__})
    finally:
        connections.close_all()


@dataclass(slots=True)
class Clock:
    """The periodic work of one worker: who it is, when it did what, what failed last time."""

    holder: UUID = field(default_factory=uuid4)
    did: dict[str, datetime] = field(default_factory=dict)
    failing: set[str] = field(default_factory=set)
    apart: Callable[[Callable[[], None]], object] = lambda function: function()
    busy: set[str] = field(default_factory=set)

    def quick(self) -> list[str]:
        """Do what is due of the quick work; names of what was done."""
        return self._each(self._quick_one, quick=True)

    def slow(self) -> list[str]:
        """Do what is due of the rest; names of what was begun."""
        return self._each(self._slow_one, quick=False)

    def _each(self, do: Callable[[Recurring], bool], *, quick: bool) -> list[str]:
        if not holds_lease(self.holder):
            return []
        return [one.name for one in REGISTERED.values() if one.quick == quick and do(one)]

    def _quick_one(self, one: Recurring) -> bool:
        now = timezone.now()
        last = self.did.get(one.name)
        if last is not None and timedelta() <= now - last < timedelta(seconds=one.seconds):
            return False
        self.did[one.name] = now
        succeeded = self._called(one)
        if succeeded and one.name in self.failing:
            self._worked(one)
        return succeeded

    def _slow_one(self, one: Recurring) -> bool:
        if one.name in self.busy:
            return False
        now = timezone.now()
        first = now if one.at is None else one.after(now)
        row = Periodic.objects.get_or_create(name=one.name, defaults={"due_at": first})[0]
        due = Periodic.objects.filter(name=one.name, due_at=row.due_at, due_at__lte=now)
        if not due.update(due_at=one.after(now), began_at=now):
            return False
        self.busy.add(one.name)
        self.apart(lambda: self._finish(one))
        return True

    def _finish(self, one: Recurring) -> None:
        try:
            if self._called(one):
                self._worked(one)
        finally:
            self.busy.discard(one.name)

    def _called(self, one: Recurring) -> bool:
        try:
            one.function()
        except Exception as error:  # noqa: BLE001 - told in the row and by /healthz; the next time tries again
            log.warning("periodic_work_failed", extra={"work": one.name, "error": type(error).__name__})
            self.failing.add(one.name)
            now = timezone.now()
            Periodic.objects.get_or_create(name=one.name, defaults={"due_at": now})
            failed = {"failures": F("failures") + 1, "error": type(error).__name__[:80]}
            Periodic.objects.filter(name=one.name).update(began_at=now, **failed)
            return False
        return True

    def _worked(self, one: Recurring) -> None:
        self.failing.discard(one.name)
        Periodic.objects.filter(name=one.name).update(succeeded_at=timezone.now(), failures=0, error="")


def _closing(function: Callable[[], None]) -> None:
    try:
        function()
    finally:
        connections.close_all()


def holds_lease(holder: UUID) -> bool:
    """Whether this worker has the lease; takes it when it has lapsed, renews it in its second half."""
    now = timezone.now()
    lease = timedelta(seconds=LIMITS["lease_seconds"])
    present = Lease.objects.filter(name=LEASE).first()
    if present is None:
        return Lease.objects.get_or_create(name=LEASE, defaults={"holder": holder, "until_at": now + lease})[1]
    if present.holder == holder and present.until_at > now + lease / 2:
        return True
    if present.holder != holder and present.until_at > now:
        return False
    free = Lease.objects.filter(name=LEASE, holder=present.holder, until_at=present.until_at)
    return free.update(holder=holder, until_at=now + lease) == 1
