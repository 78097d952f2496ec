"""Stands at the database driver: no logged row is written outside an act, no personal row read outside a purpose.

It sees the statement that goes to the database, whoever built it: a query set, a raw statement, a library. It is a
fence against mistakes, not against somebody who holds the database; that is what the tree is for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from xiangxin.office.audit.context import innermost
from xiangxin.office.audit.errors import ReadOutsidePurpose, WriteOutsideAct
from xiangxin.office.audit.models import Logged, Personal

_NAMED = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+"?([a-z_][a-z0-9_]*)"?', re.IGNORECASE)
_WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE)\b", re.IGNORECASE)
_READS = re.compile(r"\s*(?:SELECT|WITH|VALUES|TABLE|COPY)\b", re.IGNORECASE)

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


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
    named = frozenset(name.lower() for name in _NAMED.findall(sql))
    if _WRITES.match(sql):
        _may_write(named & tables_of(Logged))
    elif _READS.match(sql):
        _may_read(named & tables_of(Personal))
    return execute(sql, params, many, context)


def _may_write(tables: frozenset[str]) -> None:
    if not tables:
        return
    frame = innermost()
    if frame is None or frame.kind == "reading":
        raise WriteOutsideAct(min(tables))
    frame.wrote.update(tables)


def _may_read(tables: frozenset[str]) -> None:
    if not tables:
        return
    frame = innermost()
    if frame is None:
        raise ReadOutsidePurpose(min(tables))
    frame.read.update(tables)
