"""How the office is: can it work, and is there something that somebody should look at. Counts and ages only."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

from xiangxin.office.audit import checkpoints
from xiangxin.office.audit.queries import log_size
from xiangxin.office.gateway.queries import LIMITS
from xiangxin.office.jobs import queries as jobs
from xiangxin.office.outbox import queries as outbox
from xiangxin.office.shell.metering import gauge

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``figure`` is its count or age."""

    name: str
    good: bool
    figure: int


@dataclass(frozen=True, slots=True)
class Health:
    """``works`` is False when nothing can be served; ``findings`` are in a fixed order."""

    works: bool
    findings: tuple[Finding, ...] = ()

    @property
    def state(self) -> str:
        """``ok``, ``look`` when something needs looking at, or ``down``."""
        if not self.works:
            return "down"
        return "ok" if all(one.good for one in self.findings) else "look"


def health() -> Health:
    """Look at everything; ``down`` when a database does not answer."""
    try:
        for name in connections:
            with connections[name].cursor() as cursor:
                cursor.execute("SELECT 1")
    except DatabaseError:
        return Health(works=False)
    return Health(works=True, findings=tuple(_finding(name, figure(), most) for name, figure, most in _LOOKED_AT))


def free_megabytes() -> int:
    """What is free on the disk of the office's home."""
    return shutil.disk_usage(settings.HOME.folder).free // MEGABYTE


def checkpoint_age() -> int:
    """Seconds since the last checkpoint, zero when nothing was added to the log since."""
    newest = checkpoints.latest()
    size = log_size()
    if size == 0 or (newest is not None and newest.size == size):
        return 0
    since = newest.at if newest is not None else checkpoints.first_entry_at()
    return _seconds(timezone.now() - since) if since is not None else 0


def checkpoint_stale() -> int:
    """One where an entry has waited so long for a checkpoint to leave this machine that acts on money must stop."""
    return int(checkpoints.checkpoint_is_stale())


def _seconds(age: timedelta) -> int:
    return max(0, int(age.total_seconds()))


def _finding(name: str, figure: int, most: int) -> Finding:
    good = figure >= most if name == "disk_free_megabytes" else figure <= most
    return Finding(name, good, figure)


def look_at(name: str, figure: Callable[[], int], most: int) -> None:
    """Let a room above this one be looked at too: somebody should look when its figure is beyond ``most``."""
    if all(known != name for known, _, _ in _LOOKED_AT):
        _LOOKED_AT.append((name, figure, most))
        gauge(name, f"As /healthz says it; somebody should look beyond {most}.", figure)


_LOOKED_AT: list[tuple[str, Callable[[], int], int]] = [
    ("disk_free_megabytes", free_megabytes, LIMITS["least_free_megabytes"]),
    ("queue_wait_seconds", lambda: _seconds(jobs.queue_state().waits), LIMITS["longest_queue_seconds"]),
    ("worker_silent_seconds", lambda: _seconds(jobs.worker_silence()), LIMITS["longest_queue_seconds"]),
    ("periodic_failures", jobs.most_failures, LIMITS["most_failures"]),
    ("checkpoint_age_seconds", checkpoint_age, LIMITS["longest_checkpoint_seconds"]),
    ("checkpoint_stale", checkpoint_stale, 0),
    ("delivery_wait_seconds", lambda: _seconds(outbox.oldest_wait()), LIMITS["longest_delivery_seconds"]),
    ("deliveries_given_up", outbox.dead_count, 0),
]
"""Name, figure, and the figure beyond which somebody should look: of the disk the least, of all else the most."""

for _name, _figure, _most in _LOOKED_AT:
    gauge(_name, f"As /healthz says it; somebody should look beyond {_most}.", _figure)
gauge("log_entries", "Entries of the log.", log_size)
gauge("jobs_queued", "Jobs that wait.", lambda: jobs.queue_state().queued)
gauge("jobs_running", "Jobs that run.", lambda: jobs.queue_state().running)
