"""A write that need not wait: a note that the next request can make as well gives way to whoever writes just now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import OperationalError, connection

_BRIEF_MILLISECONDS = 20
"""Long enough for a commit that is under way, too short to be felt."""


@contextmanager
def if_free() -> Iterator[None]:
    """Let the block write if the database is free at once; on SQLite it is left out where somebody else is writing.

    For one statement outside of a transaction. PostgreSQL locks rows, not the whole, so nothing is left out there.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    usual = round(1000 * connection.settings_dict["OPTIONS"]["timeout"])
    _wait(_BRIEF_MILLISECONDS)
    try:
        with suppress(OperationalError):
            yield
    finally:
        _wait(usual)


def _wait(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout={milliseconds:d}")
