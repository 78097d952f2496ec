"""Which database the office uses, and the settings without which it may lose what it acknowledged.

SQLite by default: journal TRUNCATE with full synchronisation, one writer at a time from the beginning of a transaction.
Django's own default lost acknowledged commits in simulated power cuts. WAL is chosen nowhere: versions before 3.51.3
can corrupt a file that two connections write. PostgreSQL by ``DATABASE_URL``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import environ

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

DURABLE = {
    "journal_mode": "truncate",
    "synchronous": 2,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "secure_delete": 1,
}
"""What ``PRAGMA name`` must answer on every connection."""

_PRAGMA_QUERIES = {name: f"PRAGMA {name}" for name in DURABLE}
PRAGMAS = (
    "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA trusted_schema=OFF; PRAGMA secure_delete=ON; PRAGMA cache_spill=OFF;"
)
"""The last one is for readers: a transaction that outgrows the cache would be written into the file before its end, and
from then on nobody could read until it has ended. As it is, they wait for the commit alone."""
SECONDS_TO_WAIT = 20
PATIENCE = f"-c lock_timeout={SECONDS_TO_WAIT}s -c statement_timeout=300s -c idle_in_transaction_session_timeout=300s"
"""How long PostgreSQL waits for a lock, a statement, a silent client. assumption: no report takes five minutes."""
UNCOMPILED = "-c jit=off"
"""Compiling a statement takes longer than any page may; the list of a large village would be compiled each time."""

SERVER = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "remote_apply", "remote_write", "local"),
}
"""What PostgreSQL's settings may be: each of them has the commit on this machine's disk before it is answered."""


def sqlite(path: Path) -> dict[str, Any]:
    """One durable SQLite file."""
    return {
        "ENGINE": "xiangxin.office.config.sqlite3",
        "NAME": str(path),
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": SECONDS_TO_WAIT, "init_command": PRAGMAS},
    }


def databases(folder: Path, url: str) -> dict[str, dict[str, Any]]:
    """``default`` holds everything; ``reads`` takes the notes of who looked at whom, out of the writers' way.

    On PostgreSQL both are one database through two connections, so that a note stays even where the reader's own
    transaction is undone.
    """
    if not url:
        return {"default": sqlite(folder / "office.sqlite3"), "reads": sqlite(folder / "reads.sqlite3")}
    server = dict(environ.Env.db_url_config(url))
    server |= {"ATOMIC_REQUESTS": False, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    server["OPTIONS"] = {**server.get("OPTIONS", {}), "options": f"{PATIENCE} {UNCOMPILED}"}
    return {"default": dict(server), "reads": server | {"TEST": {"MIRROR": "default"}}}


@dataclass(frozen=True, slots=True)
class Weak:
    """One parameter of a database that does not keep what it acknowledges."""

    database: str
    parameter: str
    found: str
    wanted: str


def weak_settings(connection: BaseDatabaseWrapper) -> Iterator[Weak]:
    """What the open ``connection`` answers otherwise than it must; asked of the database, not of our own settings."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, wanted in DURABLE.items():
                cursor.execute(_PRAGMA_QUERIES[name])
                row = cursor.fetchone()
                found = row[0] if row else ""
                if found != wanted:
                    yield Weak(connection.alias, name, str(found), str(wanted))
            return
        for name, allowed in SERVER.items():
            cursor.execute("SELECT current_setting(%s)", [name])
            if (found := str(cursor.fetchone()[0])) not in allowed:
                yield Weak(connection.alias, name, found, allowed[0])


class ReadsApart:
    """Sends the outbox of reads to its own connection and everything else to the main one."""

    def db_for_read(self, model: type, **_hints: Any) -> str:
        """The database a query of ``model`` goes to."""
        return "reads" if _is_outbox(model) else "default"

    db_for_write = db_for_read

    def allow_relation(self, _one: object, _other: object, **_hints: Any) -> bool | None:
        """No relation crosses the two."""
        return None

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **_hints: Any) -> bool | None:
        """Each table is made in its own database; PostgreSQL has one, reached as ``default``."""
        outbox = app_label == "audit" and model_name == "pendingread"
        if db == "reads":
            return outbox and _two_files()
        return not outbox or not _two_files()


def _is_outbox(model: type) -> bool:
    meta = getattr(model, "_meta", None)
    return meta is not None and (meta.app_label, meta.model_name) == ("audit", "pendingread")


def _two_files() -> bool:
    from django.conf import settings  # noqa: PLC0415 - read while settings are being made

    return str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3")
