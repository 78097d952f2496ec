"""Which database the office uses, and the settings without which it may lose what it acknowledged.

SQLite by default: journal TRUNCATE with full synchronisation, one writer at a time from the beginning of a transaction.
Django's own default lost acknowledged commits in simulated power cuts. WAL is chosen nowhere: versions before 3.51.3
can corrupt a file that two connections write. PostgreSQL by ``DATABASE_URL``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ

DURABLE = {
    "journal_mode": "truncate",
    "synchronous": 2,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "secure_delete": 1,
}
"""What ``PRAGMA name`` must answer on every connection."""

PRAGMAS = (
    "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA trusted_schema=OFF; PRAGMA secure_delete=ON;"
)
SECONDS_TO_WAIT = 20


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
    return {"default": dict(server), "reads": server | {"TEST": {"MIRROR": "default"}}}


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
    return meta is not None and meta.label_lower == "audit.pendingread"


def _two_files() -> bool:
    from django.conf import settings  # noqa: PLC0415 - read while settings are being made

    return str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3")
