"""A write that need not wait: a note that the next request can make as well gives way to whoever writes just now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import OperationalError, connection

_BRIEFLY = "PRAGMA busy_timeout=20"
"""Milliseconds: long enough for a commit that is under way, too short to be felt."""
_AS_USUAL = "PRAGMA busy_timeout=20000"
"""What the settings of the database say (``config.database``)."""


@contextmanager
def if_free() -> Iterator[None]:
    """Let the block write if the database is free at once; on SQLite it is left out where somebody else is writing.

    For one statement outside of a transaction. PostgreSQL locks rows, not the whole, so nothing is left out there.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    _set(_BRIEFLY)
    try:
        with suppress(OperationalError):
            yield
    finally:
        _set(_AS_USUAL)


def _set(patience: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(patience)
