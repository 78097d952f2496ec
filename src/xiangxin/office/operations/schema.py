"""Brings the tables of an office to what the program expects. Never called while the office serves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from xiangxin.office.audit.context import maintenance

ROOM_OF_READS = "audit"
"""The notes of reads have a file of their own; of all rooms' steps only those of theirs do anything to it."""


def migrate() -> None:
    """Apply what is missing, in both files of SQLite; PostgreSQL is one database through two connections."""
    with maintenance("migrate"):
        for alias in aliases():
            only = [ROOM_OF_READS] if alias == "reads" else []
            call_command("migrate", *only, database=alias, interactive=False, verbosity=0)


@contextmanager
def nothing_to_lose() -> Iterator[None]:
    """Lets SQLite hurry while an office is made that is not there before the block ends; then all of it is on disk."""
    lite = [connections[alias] for alias in aliases() if connections[alias].vendor == "sqlite"]
    for connection in lite:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    yield
    for connection in lite:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
        with Path(str(connection.settings_dict["NAME"])).open("rb") as file:
            os.fsync(file.fileno())


def aliases() -> list[str]:
    """The connections behind which there is a database of its own."""
    return [alias for alias in connections if alias == "default" or connections[alias].vendor == "sqlite"]


def pending() -> int:
    """How many steps the tables are behind the program."""
    return sum(len(plan_of(alias)) for alias in aliases())


def plan_of(alias: str) -> list[Any]:
    """The migrations that the database behind ``alias`` lacks."""
    executor = MigrationExecutor(connections[alias])
    only = ROOM_OF_READS if alias == "reads" else None
    return executor.migration_plan(executor.loader.graph.leaf_nodes(only))


def newer() -> str:
    """A migration that the database has and this program does not know; empty when there is none."""
    known = set(MigrationExecutor(connections["default"]).loader.disk_migrations)
    unknown = set(MigrationRecorder(connections["default"]).applied_migrations()) - known
    return ".".join(min(unknown)) if unknown else ""


def is_empty() -> bool:
    """Whether no table is there yet."""
    return not any(connections[alias].introspection.table_names() for alias in aliases())


def close() -> None:
    """Let go of the files, so that the folder can be moved."""
    connections.close_all()
