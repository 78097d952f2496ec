"""Copies the database of a running office as it stands at one moment, and says how long its log was then.

Notes of reads are copied before everything else: the sealer moves them under the log and only then takes them away, so
the worst that the two moments can show is a note twice, which the sealer knows by its id.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from xiangxin.office.config.home import Home
from xiangxin.office.operations.words import refused
from xiangxin.proof.tree import EMPTY_ROOT, Frontier

DUMP = "office.dump"
HEAD = "SELECT size, frontier FROM audit_head WHERE id = 1"
LITE = ("reads", "default")
"""In this order."""


@dataclass(frozen=True, slots=True)
class LogState:
    """How long the log is, and its root."""

    size: int
    root: bytes


def take(home: Home, folder: Path) -> LogState:
    """Copy the office's database into ``folder``. ``CheckFailed`` when the copy is not sound."""
    if connections["default"].vendor == "sqlite":
        for alias in LITE:
            _copy_lite(Path(str(settings.DATABASES[alias]["NAME"])), folder)
        with sqlite3.connect(folder / "office.sqlite3") as copy:
            row = copy.execute(HEAD).fetchone()
        return _state(row)
    return _dump(folder / DUMP)


def _copy_lite(path: Path, folder: Path) -> None:
    """One step under one read lock: a writer waits for its end, which a copy in many steps would never reach."""
    source = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=60)
    target = sqlite3.connect(folder / path.name)
    try:
        source.backup(target, pages=-1)
        sound = target.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        source.close()
        target.close()
    if sound != "ok":
        raise refused("database_damaged", str(path))


def _dump(file: Path) -> LogState:
    """``pg_dump`` of the very moment at which the head of the log is read."""
    connection = connections["default"]
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            moment = str(cursor.fetchone()[0])
            cursor.execute(HEAD)
            state = _state(cursor.fetchone())
            run_tool("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--snapshot={moment}", f"--file={file}")
        finally:
            cursor.execute("ROLLBACK")
    return state


def run_tool(name: str, *arguments: str) -> None:
    """Run a program of PostgreSQL against the office's database; the password goes by the environment."""
    program = tool(name)
    done = subprocess.run(  # noqa: S603 - a program of the server's own package, with our own arguments
        [program, "--no-password", *arguments], env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [str(done.returncode)])[-1]
        raise refused("tool_failed", name=name, reason=last)


def tool(name: str) -> str:
    """Where the program lies; ``CheckFailed`` when this machine has none."""
    found = shutil.which(name)
    packaged = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if found is None and not packaged:
        raise refused("tool_missing", name=name)
    return str(packaged[-1]) if packaged else str(found)


def _environment() -> dict[str, str]:
    given: dict[str, Any] = settings.DATABASES["default"]
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    place = {variable: str(given[key]) for variable, key in named.items() if given.get(key)}
    secure = given.get("OPTIONS", {}).get("sslmode")
    return {**os.environ, **place, **({"PGSSLMODE": str(secure)} if secure else {})}


def _state(row: Any) -> LogState:
    if row is None or not row[0]:
        return LogState(0, EMPTY_ROOT)
    return LogState(int(row[0]), Frontier.from_bytes(bytes(row[1])).root())
