"""How long to wait before something that failed is tried again: each time longer, up to a limit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta


def wait_before(attempt: int, limits: Mapping[str, int]) -> timedelta:
    """How long to wait after this attempt, the first one being 1, by the limits of the room that tries."""
    seconds = limits["first_wait_seconds"] * limits["wait_factor"] ** (attempt - 1)
    return timedelta(seconds=min(seconds, limits["most_wait_seconds"]))
