"""Adds one entry to the log: head, payload, rows and the state of the tree, under the lock of the state.

The statements are written out, because every act of the office pays for them. Nothing else writes these tables.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from xiangxin.kernel.canonical import encode
from xiangxin.office.audit.encoding import leaf_of_row
from xiangxin.office.audit.errors import HeadMissing
from xiangxin.office.audit.models import Entry
from xiangxin.proof import entry as proof
from xiangxin.proof.cells import cell, instant
from xiangxin.proof.tree import Frontier, root

MAIN = "default"

_HEAD = "SELECT size, frontier FROM audit_head WHERE id = 1"
_ENTRY = (
    "INSERT INTO audit_entry (seq, version, at, actor, act, object, person, purpose, area, commitment, rows, "
    "rows_count, leaf) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_PAYLOAD = "INSERT INTO audit_payload (entry_id, salt, body) VALUES (%s, %s, %s)"
_PART = (
    'INSERT INTO audit_part (entry_id, "index", "table", "key", op, digest, salt, cells, person) '
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_GROW = "UPDATE audit_head SET size = %s, frontier = %s WHERE id = 1 AND size = %s"


class NewPart(NamedTuple):
    """One row of an act, as the log keeps it."""

    table: str
    key: str
    op: proof.Op
    digest: bytes
    salt: bytes
    cells: bytes
    person: UUID | None


def append(
    *,
    act: str,
    actor: str,
    about: str,
    person: UUID | None,
    purpose: str | None,
    area: str | None,
    payload: Mapping[str, object],
    parts: Sequence[NewPart],
) -> Entry:
    """The new entry. The lock on the state is taken here, last of all locks, and held until the commit."""
    salt = secrets.token_bytes(proof.SALT_BYTES)
    body = encode({key: cell(value) for key, value in payload.items()})
    rows = root([leaf_of_row(part.table, part.key, part.op, part.digest) for part in parts]) if parts else None
    connection = connections[MAIN]
    with connection.cursor() as cursor:
        frontier = locked_state(connection, cursor)
        now = _now()
        made = proof.Entry(
            seq=frontier.size,
            at=instant(now),
            actor=actor,
            act=act,
            object=about,
            person=None if person is None else str(person),
            purpose=purpose,
            area=area,
            commitment=proof.commitment(salt, body),
            rows=rows,
            rows_count=len(parts),
        )
        leaf = made.leaf()
        entry = Entry(
            seq=made.seq,
            version=proof.VERSION,
            at=now,
            actor=actor,
            act=act,
            object=about,
            person=person,
            purpose=purpose,
            area=area,
            commitment=made.commitment,
            rows=rows,
            rows_count=len(parts),
            leaf=leaf,
        )
        cursor.execute(_ENTRY, _values(connection, entry))
        cursor.execute(_PAYLOAD, [made.seq, salt, body])
        _add_parts(connection, cursor, made.seq, parts)
        frontier.append(leaf)
        cursor.execute(_GROW, [frontier.size, frontier.to_bytes(), made.seq])
        if cursor.rowcount != 1:
            raise HeadMissing
    entry._state.adding, entry._state.db = False, MAIN
    return entry


def locked_state(connection: BaseDatabaseWrapper, cursor: CursorWrapper) -> Frontier:
    """The state of the tree, held until the commit. SQLite lets one writer in at a time from its first statement."""
    cursor.execute(_HEAD if connection.vendor == "sqlite" else f"{_HEAD} FOR UPDATE")
    found = cursor.fetchone()
    if found is None:
        raise HeadMissing
    frontier = Frontier.from_bytes(bytes(found[1]))
    if frontier.size != found[0]:
        raise HeadMissing
    return frontier


def _values(connection: BaseDatabaseWrapper, entry: Entry) -> list[Any]:
    return [
        entry.seq,
        entry.version,
        connection.ops.adapt_datetimefield_value(entry.at),
        entry.actor,
        entry.act,
        entry.object,
        _uuid(connection, entry.person),
        entry.purpose,
        entry.area,
        entry.commitment,
        entry.rows,
        entry.rows_count,
        entry.leaf,
    ]


def _add_parts(connection: BaseDatabaseWrapper, cursor: CursorWrapper, seq: int, parts: Sequence[NewPart]) -> None:
    rows = [
        [seq, index, part.table, part.key, part.op, part.digest, part.salt, part.cells, _uuid(connection, part.person)]
        for index, part in enumerate(parts)
    ]
    if len(rows) == 1:
        cursor.execute(_PART, rows[0])
    elif rows:
        cursor.executemany(_PART, rows)


def _uuid(connection: BaseDatabaseWrapper, value: UUID | None) -> UUID | str | None:
    return value.hex if value is not None and connection.vendor == "sqlite" else value


def _now() -> datetime:
    now = timezone.now()
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
