"""What is verified: one unchanging view of the database, read past Django's converters, in pages.

On PostgreSQL a transaction that sees one moment; on SQLite a copy made in one go, so that nobody waits for the
verifier. The copy holds what the database holds and is gone when the view is closed.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, cast

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from xiangxin.office.audit.context import maintenance

PAGE = 5000


class Source(Protocol):
    """Answers a query as the driver holds the values."""

    vendor: str

    def rows(self, sql: str, params: Sequence[object] = ()) -> Iterator[Sequence[Any]]:
        """The rows, in pages behind the scenes. ``sql`` is one of the verifier's own texts."""
        ...


class Database:
    """The office's own connection."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self.vendor = connection.vendor

    def rows(self, sql: str, params: Sequence[object] = ()) -> Iterator[Sequence[Any]]:
        """See ``Source``."""
        with self._connection.chunked_cursor() as cursor:
            cursor.execute(sql, cast(Any, params))
            while page := cursor.fetchmany(PAGE):
                yield from page


class Copy:
    """A copy of SQLite's file, opened apart from Django."""

    vendor = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, params: Sequence[object] = ()) -> Iterator[Sequence[Any]]:
        """See ``Source``."""
        cursor = self._connection.execute(sql.replace("%s", "?"), tuple(params))
        while page := cursor.fetchmany(PAGE):
            yield from page


@contextmanager
def one_moment() -> Iterator[Source]:
    """The database as it is now, whatever is written meanwhile. Inside a transaction, as that sees it."""
    with maintenance("verify"):
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            with _sqlite() as source:
                yield source
        else:
            with _postgresql() as source:
                yield source


@contextmanager
def _postgresql() -> Iterator[Source]:
    inside = connection.in_atomic_block
    with transaction.atomic():
        if not inside:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield Database(connection)


@contextmanager
def _sqlite() -> Iterator[Source]:
    held = cast(sqlite3.Connection, connection.connection)
    if connection.in_atomic_block or not Path(str(connection.settings_dict["NAME"])).is_file():
        before, held.text_factory = held.text_factory, _lenient
        try:
            yield Database(connection)
        finally:
            held.text_factory = before
        return
    with tempfile.TemporaryDirectory(prefix=".verify-", dir=settings.HOME.folder) as folder:
        copy = sqlite3.connect(Path(folder) / "copy.sqlite3")
        try:
            held.backup(copy)
            copy.text_factory = _lenient
            yield Copy(copy)
        finally:
            copy.close()


def _lenient(written: bytes) -> str:
    """Text as text, and what is none as something that no text is: a broken cell is a finding, not an error."""
    return written.decode("utf-8", "surrogateescape")
