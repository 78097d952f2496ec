"""Whether what the office acknowledges is on disk when it says so, asked of the database itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connections

from xiangxin.kernel.errors import Finding, XiangxinError
from xiangxin.office.audit.checkpoints import require_extended
from xiangxin.office.audit.errors import LogNotExtended
from xiangxin.office.config.database import weak_settings
from xiangxin.office.operations.safety.situation import Situation, is_loopback
from xiangxin.office.operations.schema import aliases, newer, plan_of
from xiangxin.office.operations.words import told

REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs"})
"""File systems whose locks and synchronisation SQLite cannot rely on."""


def keeps_what_it_acknowledges(situation: Situation) -> Iterator[Finding]:
    """Every connection answers as it must; then, what the schema is."""
    for alias in connections:
        try:
            connections[alias].ensure_connection()
            for weak in weak_settings(connections[alias]):
                yield told("database_weak", **{name: getattr(weak, name) for name in weak.__slots__})
        except DatabaseError as error:
            yield told("database_unreachable", database=alias, reason=type(error).__name__)
            return
    yield from _server()
    yield from _schema()


def answers() -> Iterator[Finding]:
    """It answers, and its tables are the program's."""
    try:
        for alias in connections:
            connections[alias].ensure_connection()
    except DatabaseError as error:
        yield told("database_unreachable", database=alias, reason=type(error).__name__)
        return
    yield from _schema()


def on_a_disk_of_its_own(situation: Situation) -> Iterator[Finding]:
    """SQLite stands on a local file system."""
    if connections["default"].vendor == "sqlite" and (kind := file_system(situation.home.folder)) in REMOTE:
        yield told("database_remote_disk", str(situation.home.folder), kind=kind)


def file_system(folder: Path) -> str:
    """The kind of file system below ``folder``; empty where the machine does not say."""
    found: tuple[int, str] = (0, "")
    try:
        mounts = Path("/proc/mounts").read_text("utf-8", errors="replace")
    except OSError:
        return ""
    for line in mounts.splitlines():
        _, place, kind, *_ = line.split(" ")
        place = place.replace("\\040", " ")
        if (folder == Path(place) or Path(place) in folder.parents) and len(place) >= found[0]:
            found = (len(place), kind)
    return found[1]


def _server() -> Iterator[Finding]:
    """What only PostgreSQL can be asked."""
    connection = connections["default"]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('data_checksums'), rolsuper FROM pg_roles WHERE rolname = current_user")
        checksums, superuser = cursor.fetchone()
    if checksums != "on":
        yield told("database_checksums_off")
    if superuser:
        yield told("database_superuser")
    options = settings.DATABASES["default"].get("OPTIONS", {})
    host = str(settings.DATABASES["default"].get("HOST") or "localhost")
    is_near = is_loopback(host) or host.startswith(("/", "%2F", "%2f"))
    if not is_near and options.get("sslmode", os.environ.get("PGSSLMODE")) not in (
        "require",
        "verify-ca",
        "verify-full",
    ):
        yield told("database_in_the_clear", host=host)


def _schema() -> Iterator[Finding]:
    for alias in aliases():
        if plan := plan_of(alias):
            yield told("schema_old", database=alias, count=len(plan))
        elif gone := _missing_tables(alias):
            yield told("tables_missing", database=alias, tables=", ".join(gone))
    if unknown := newer():
        yield told("schema_new", migration=unknown)


def _missing_tables(alias: str) -> list[str]:
    """Tables that were made and are not there."""
    there = connections[alias].introspection
    return sorted({*there.django_table_names(include_views=False)} - {*there.table_names(include_views=False)})


def continues_its_log(_situation: Situation) -> Iterator[Finding]:
    """The log in the database continues the last checkpoint that lies in the office's folder."""
    try:
        require_extended()
    except LogNotExtended as error:
        yield told("log_not_extended", str(settings.HOME.checkpoints), size=int(str(error.values["size"])))
    except XiangxinError as error:
        yield from error.findings
    except DatabaseError:
        return


LOOKS = (keeps_what_it_acknowledges, on_a_disk_of_its_own, continues_its_log)
