"""Stands at the database driver: no logged row is written outside an act, no personal row read outside a purpose.

It sees the statement that goes to the database, whoever built it: a query set, a raw statement, a library, a cursor's
own ways around ``execute``. It also notes which rows an act wrote, so that the act has to name each. It is a fence
against mistakes, not against somebody who holds the database; that is what the tree is for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any, cast
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from xiangxin.office.audit.beside import counting, logged_models
from xiangxin.office.audit.context import Frame, innermost
from xiangxin.office.audit.errors import LogTouched, ReadOutsidePurpose, StatementUnreadable, WriteOutsideAct
from xiangxin.office.audit.models import (
    Checkpoint,
    Entry,
    Head,
    Logged,
    Part,
    Payload,
    Personal,
    ReadRecord,
    Tombstone,
)
from xiangxin.office.audit.statements import Rows, Statement, Tables

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]

OWN = frozenset(model._meta.db_table for model in (Entry, Payload, Part, Head, Checkpoint))
"""Tables that only the log itself writes."""
GROWING = OWN | {Tombstone._meta.db_table, ReadRecord._meta.db_table}
"""Tables of which no act changes a row."""
ERASED = frozenset({Payload._meta.db_table, Part._meta.db_table})
ROUND_ABOUT = frozenset({"executescript", "copy", "copy_expert", "copy_from", "copy_to", "stream"})
"""Ways of a driver's cursor to run a statement without ``execute``."""


@cache
def tables_of(kind: type[Logged]) -> frozenset[str]:
    """Names of the tables whose models derive from ``kind``."""
    return frozenset(model._meta.db_table for model in apps.get_models() if issubclass(model, kind))


@cache
def watched() -> Tables:
    """Every table that matters, as the rooms declare them."""
    logged = [model._meta for model in logged_models()]
    keys = {meta.db_table: str(meta.pk.column) for meta in logged}
    free = {meta.db_table: counting(meta.db_table) for meta in logged}
    return Tables(keys | dict.fromkeys(OWN, ""), tables_of(Personal), free)


@cache
def _text_of_key(table: str) -> Callable[[object], str]:
    """How a key of ``table`` that a driver was given is written in the log."""
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    key = model._meta.pk
    return _uuid_text if isinstance(getattr(key, "target_field", key), models.UUIDField) else str


def _uuid_text(value: object) -> str:
    return str(value if isinstance(value, UUID) else UUID(str(value)))


def watch(connection: BaseDatabaseWrapper, **_rest: object) -> None:
    """Put the guard on a new connection."""
    if guard not in connection.execute_wrappers:
        connection.execute_wrappers.append(guard)
        cast(Any, connection).make_cursor = partial(GuardedCursor, db=connection)


class GuardedCursor(CursorWrapper):
    """A cursor whose other ways to run a statement are guarded too."""

    def __getattr__(self, name: str) -> Any:
        found = super().__getattr__(name)
        return partial(_round_about, found) if name in ROUND_ABOUT else found

    def callproc(self, *arguments: Any, **more: Any) -> Any:
        """A routine may do anything, so none is called but in maintenance."""
        _allow(Statement("opaque"), innermost())
        return super().callproc(*arguments, **more)


def _round_about(run: Callable[..., Any], sql: object, *arguments: Any, **more: Any) -> Any:
    statement = watched().read(str(sql))
    frame = innermost()
    _allow(statement, frame)
    if frame is not None:
        _uncounted(frame, statement)
    return run(sql, *arguments, **more)


def guard(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Refuse a statement that has no business here, pass on every other one."""
    text = str(sql)
    statement = watched().read(text)
    frame = innermost()
    _allow(statement, frame)
    result = execute(sql, params, many, context)
    if frame is not None and statement.writes:
        _note(frame, statement, text, params if many else [params], context["cursor"].rowcount)
    return result


def _allow(statement: Statement, frame: Frame | None) -> None:
    if frame is not None and frame.kind in ("maintenance", "log"):
        return
    if statement.kind == "opaque":
        raise StatementUnreadable
    if statement.writes:
        _may_write(statement, frame)
    if statement.reads:
        if frame is None:
            raise ReadOutsidePurpose(min(statement.reads))
        frame.read.update(statement.reads)


def _may_write(statement: Statement, frame: Frame | None) -> None:
    kind = None if frame is None else frame.kind
    touched = (statement.writes & OWN) | (statement.changes & GROWING)
    if touched and not (kind == "erasing" and touched <= ERASED):
        raise LogTouched(min(touched))
    if kind not in ("act", "erasing"):
        raise WriteOutsideAct(min(statement.writes))


def _note(frame: Frame, statement: Statement, sql: str, each: Sequence[Any], count: int) -> None:
    """Keep which rows were written: by their keys where the statement tells them, else how many."""
    if not statement.alone:
        _uncounted(frame, statement)
        return
    table = min(statement.writes)
    adds = statement.rows is not None and statement.rows.how in ("insert", "lists")
    told = _told(statement.rows, sql, each) if statement.rows is not None else None
    if statement.returns:
        # The driver counts while the answer is fetched, which is later.
        count = told[0] if told is not None and adds else -1
    if told is not None and told[1] is not None and told[0] == count:
        text = _text_of_key(table)
        frame.keys.setdefault(table, set()).update(text(key) for key in told[1])
    elif adds:
        frame.added[table] = frame.added.get(table, 0) + (count if count >= 0 else 1)
    else:
        frame.wrote[table] = max(frame.wrote.get(table, 0), abs(count))


def _uncounted(frame: Frame, statement: Statement) -> None:
    """It wrote, and nobody knows how many rows: at least one has to be named."""
    for table in statement.writes:
        frame.wrote[table] = max(frame.wrote.get(table, 0), 1)


def _told(rows: Rows, sql: str, each: Sequence[Any]) -> tuple[int, list[object] | None]:
    """How many rows the parameters speak of, and their keys where they say them."""
    count = 0
    keys: list[object] = []
    for params in each:
        match rows.how:
            case "insert":
                count += len(params) // max(rows.width, 1)
                keys += [] if rows.at is None else params[rows.at :: rows.width]
            case "lists":
                count += len(params[0])
                keys += [] if rows.at is None else params[rows.at]
            case "one":
                count += 1
                keys.append(params[-1])
            case "several":
                listed = sql[sql.upper().rindex(" IN ") :].count("%s")
                count += listed
                keys += params[-listed:]
    return count, None if rows.at is None and rows.how in ("insert", "lists") else keys
