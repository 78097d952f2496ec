"""What a room writes to have work done in the background: a function with a name, given its ``Work``.

    @job("parties.roster", Text("导入名单", "Import of a roster"))
    def import_roster(work: Work) -> None:
        for row in work.each(rows):
            …

The function may be run again from wherever it stopped, so each step has to be safe to do twice. A step that belongs to
one act opens that act itself; progress is written between acts, never within one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.audit.actor import Actor
from xiangxin.office.jobs.choices import JobState
from xiangxin.office.jobs.errors import JobKindUnknown
from xiangxin.office.jobs.models import Job
from xiangxin.office.shell.limits import limits_of

LIMITS = limits_of("xiangxin.office.jobs")
Item = TypeVar("Item")


class Stopped(Exception):
    """The job was cancelled, or another run has taken it over; the function lets this pass."""


@dataclass(slots=True)
class Work:
    """The job as its function sees it: arguments in, progress and results out."""

    job: Job
    claim: UUID
    by: Actor
    _told_at: float = field(default=0.0)
    _position: int = 0

    @property
    def arguments(self) -> dict[str, Any]:
        """What the job was started with: ids, codes, dates, choices."""
        return dict(self.job.arguments)

    def each(self, items: Sequence[Item], *, offset: int = 0) -> Iterator[Item]:
        """Go through ``items``, counting; after a kill, from about where it stopped. Raises ``Stopped`` on the way."""
        self.expect(offset + len(items))
        start = max(int(self.job.memory.get("position", 0)), offset) - offset
        for number in range(start, len(items)):
            yield items[number]
            self._position = offset + number + 1
            self.tell(self._position)
        self.tell(offset + len(items), now=True)

    def expect(self, total: int) -> None:
        """Say how many steps there are."""
        self.job.total = total
        self.tell(self.job.done, now=True)

    def tell(self, done: int, *, now: bool = False) -> None:
        """Say how many steps are done; writes only so often. Raises ``Stopped`` when the job has to end."""
        self.job.done = done
        elapsed = time.monotonic() - self._told_at
        if connection.in_atomic_block or (not now and elapsed * 1000 < LIMITS["tell_milliseconds"]):
            return
        self._told_at = time.monotonic()
        memory = {**self.job.memory, "position": done}
        self.job.memory = memory
        mine = Job.objects.filter(id=self.job.id, claim=self.claim, state=JobState.RUNNING, cancel_asked_at=None)
        if not mine.update(done=done, total=self.job.total, memory=memory, beat_at=timezone.now()):
            raise Stopped

    def result(self, **figures: int | str) -> None:
        """Keep counts and codes that the page shows when the job has ended."""
        self.job.result = {**self.job.result, **figures}

    def file(self, suffix: str, *, failures: bool = False) -> Path:
        """Where to write the result, or the list of what failed; only the one who started the job can fetch it."""
        name = f"{'failures' if failures else 'result'}{suffix}"
        folder = folder_of(self.job.id)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if failures:
            self.job.failures_file = name
        else:
            self.job.result_file = name
        return folder / name


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job: what people call it, the function, how often it is tried."""

    name: str
    label: Text
    function: Callable[[Work], None]
    attempts: int


KINDS: dict[str, Kind] = {}
Decorated = TypeVar("Decorated", bound=Callable[[Work], None])


def job(name: str, label: Text, *, attempts: int | None = None) -> Callable[[Decorated], Decorated]:
    """Register a function as the work of the kind ``name`` (``room.what``)."""

    def register(function: Decorated) -> Decorated:
        KINDS[name] = Kind(name, label, function, LIMITS["attempts"] if attempts is None else attempts)
        return function

    return register


def kind_of(name: str) -> Kind:
    """The registered kind; ``JobKindUnknown`` where the running version has none of the name."""
    if name not in KINDS:
        raise JobKindUnknown()
    return KINDS[name]


def folder_of(job_id: UUID) -> Path:
    """The folder of one job's files, below the office's home."""
    return Path(settings.HOME.folder) / "jobs" / str(job_id)


def new_claim() -> UUID:
    """A name for one run."""
    return uuid4()
