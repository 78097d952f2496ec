"""What the running code may do just now: inside which act, which reading, which maintenance it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal

FrameKind = Literal["act", "reading", "maintenance", "log", "erasing"]
"""``log`` and ``erasing`` are opened by the log itself, around its own writing."""


@dataclass(slots=True)
class Frame:
    """One act, reading or maintenance that is open; the guard fills in what happened inside.

    Of each logged table that was written, ``keys``: rows that are known to be; ``added`` and ``wrote``: of other rows,
    how many were added in all, and the most that one statement changed. ``read``: personal tables that were read.
    """

    kind: FrameKind
    reason: str = ""
    keys: dict[str, set[str]] = field(default_factory=dict)
    added: dict[str, int] = field(default_factory=dict)
    wrote: dict[str, int] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)


_frames: ContextVar[tuple[Frame, ...]] = ContextVar("audit_frames", default=())


def innermost() -> Frame | None:
    """The act, reading or maintenance that is open, if any."""
    frames = _frames.get()
    return frames[-1] if frames else None


@contextmanager
def opened(kind: FrameKind, reason: str = "") -> Iterator[Frame]:
    """Everything inside belongs to a frame of this kind."""
    frame = Frame(kind, reason)
    _frames.set((*_frames.get(), frame))
    try:
        yield frame
    finally:
        # This one and no other: frames of fixtures and generators do not always end in the order they began.
        _frames.set(tuple(one for one in _frames.get() if one is not frame))


@contextmanager
def maintenance(reason: str) -> Iterator[None]:
    """Lets the office's own machinery (migration, verification, backup, tests) pass the guard. Never for a view."""
    with opened("maintenance", reason):
        yield
