"""Runs the worker as a process of its own: ends in order when told to, or when the server beside it is gone."""

from __future__ import annotations

import signal
import threading
from types import FrameType

from xiangxin.office.config.parents import when_orphaned
from xiangxin.office.jobs.worker import work


def work_until_stopped(beside: int | None) -> None:
    """Work until SIGTERM, SIGINT or the end of the parent process ``beside``; the job at hand is brought to its end."""
    stop = threading.Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), told)
    if beside is not None:
        when_orphaned(beside, stop.set)
    work(stop)
