"""What the office does by itself every so often: a function with a name, run by one worker at a time.

    @every("audit.seal_reads", seconds=1)
    def seal_reads() -> None: …

    @daily("consent.reminders", at="03:10")
    def remind() -> None: …

Work of less than ``QUICK`` seconds' distance runs in a thread of its own and leaves a row only when it fails; the rest
keeps a row that says when it is due, so that a restart neither forgets nor repeats it. What takes long starts a job.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

QUICK = 10
"""Seconds; below it a row for each run would be more writing than the work."""

Function = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Recurring:
    """One piece of periodic work; ``at`` is a time of day in the office's own time zone."""

    name: str
    function: Function
    seconds: int
    at: time | None = None

    @property
    def quick(self) -> bool:
        """Whether it is done so often that it gets no row for each run."""
        return self.seconds < QUICK

    def after(self, now: datetime) -> datetime:
        """When it is due next."""
        if self.at is None:
            return now + timedelta(seconds=self.seconds)
        local = timezone.localtime(now)
        due = local.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        return due if due > local else due + timedelta(days=1)


REGISTERED: dict[str, Recurring] = {}


def every(name: str, seconds: int) -> Callable[[Function], Function]:
    """Register work that is done every so many seconds."""
    return _registered(lambda function: Recurring(name, function, seconds))


def daily(name: str, at: str) -> Callable[[Function], Function]:
    """Register work that is done once a day at ``HH:MM`` of the office's time zone."""
    return _registered(lambda function: Recurring(name, function, 24 * 60 * 60, time.fromisoformat(at)))


def _registered(make: Callable[[Function], Recurring]) -> Callable[[Function], Function]:
    def register(function: Function) -> Function:
        made = make(function)
        if made.name in REGISTERED and REGISTERED[made.name].function is not function:
            raise ValueError(f"{made.name} is registered twice")
        REGISTERED[made.name] = made
        return function

    return register
