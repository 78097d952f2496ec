"""Stands at the database driver: no logged row is written outside an act, no personal row read outside a purpose.

It sees the statement that goes to the database, whoever built it: a query set, a raw statement, a library. Any mention
of a table counts, in whatever clause, so a statement it cannot place is refused rather than passed. It is a fence
against mistakes, not against somebody who holds the database; that is what the tree is for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from xiangxin.office.audit.context import Frame, innermost
from xiangxin.office.audit.errors import ReadOutsidePurpose, WriteOutsideAct
from xiangxin.office.audit.models import Logged, Personal

_COMMENTS = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_LOCKS = re.compile(r"\bFOR\s+(?:NO\s+KEY\s+)?UPDATE\b", re.IGNORECASE)
_TEXTS = re.compile(r"'(?:[^']|'')*'")
_NAMES = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WRITES = re.compile(r"\b(?:INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE)\b", re.IGNORECASE)
_TARGET = re.compile(
    r"\b(?:INTO|UPDATE(?:\s+OR\s+\w+)?(?:\s+ONLY)?|FROM(?:\s+ONLY)?|TRUNCATE(?:\s+TABLE)?)\s+"
    r'(?:"?\w+"?\s*\.\s*)?"?(\w+)"?',
    re.IGNORECASE,
)
_STRUCTURE = re.compile(
    r"\s*(?:CREATE|ALTER|DROP|PRAGMA|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|VACUUM|ANALYZE)\b", re.IGNORECASE
)

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


class Statement(NamedTuple):
    """What a statement does: which logged tables it writes, which personal ones it reads, how many rows it brings."""

    writes: frozenset[str]
    reads: frozenset[str]
    inserts: int


@cache
def tables_of(kind: type[Logged]) -> frozenset[str]:
    """Names of the tables whose models derive from ``kind``."""
    return frozenset(model._meta.db_table for model in apps.get_models() if issubclass(model, kind))


def watch(connection: BaseDatabaseWrapper, **_rest: object) -> None:
    """Put the guard on a new connection."""
    if guard not in connection.execute_wrappers:
        connection.execute_wrappers.append(guard)


def guard(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Refuse a statement that has no business here, pass on every other one."""
    statement = read_statement(str(sql))
    frame = innermost()
    if statement.writes:
        _may_write(frame, min(statement.writes))
    if statement.reads:
        _may_read(frame, statement.reads)
    result = execute(sql, params, many, context)
    if statement.writes and frame is not None:
        changed = getattr(context["cursor"], "rowcount", -1)
        count = statement.inserts * (len(params) if many else 1) or (changed if isinstance(changed, int) else -1)
        for table in statement.writes:
            frame.wrote[table] = max(frame.wrote.get(table, 0), count)
    return result


@lru_cache(maxsize=4096)
def read_statement(sql: str) -> Statement:
    """What ``sql`` does, read from its words alone. Text constants and comments are not looked at."""
    if _STRUCTURE.match(sql):
        return Statement(frozenset(), frozenset(), 0)
    plain = _LOCKS.sub("", _TEXTS.sub("''", _COMMENTS.sub(" ", sql)))
    named = frozenset(name.lower() for name in _NAMES.findall(plain))
    if not _WRITES.search(plain):
        return Statement(frozenset(), named & tables_of(Personal), 0)
    targets = frozenset(name.lower() for name in _TARGET.findall(plain)) & tables_of(Logged)
    head = plain.lstrip()[:6].upper()
    inserts = plain.count("), (") + 1 if head == "INSERT" and " VALUES " in plain.upper() else 0
    return Statement(targets, (named - targets) & tables_of(Personal), inserts)


def _may_write(frame: Frame | None, table: str) -> None:
    if frame is None or frame.kind == "reading":
        raise WriteOutsideAct(table)


def _may_read(frame: Frame | None, tables: frozenset[str]) -> None:
    if frame is None:
        raise ReadOutsidePurpose(min(tables))
    frame.read.update(tables)


def forget() -> None:
    """Read every statement anew: the set of tables has changed."""
    tables_of.cache_clear()
    read_statement.cache_clear()
