"""Rows of a query as the driver holds them, for work on a whole county: ids as sixteen bytes, days as dates.

Past the converters of Django, which make an object of every id anew and cost more than the query. It is a query as any
other: the guard sees it, so it belongs inside a reading or an act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, QuerySet
from django.db.models.expressions import Func
from django.db.models.sql.compiler import SQLCompiler

FETCHED = 2000
"""Rows that the driver hands over at once: plain values, so that many of them weigh little."""


class _AsHeld(Func):
    """A column that the driver does not convert either: SQLite's what it knows as a column, PostgreSQL's an id."""

    template = "%(expressions)s"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_more: object) -> tuple[str, Any]:
        sql, params = self.as_sql(compiler, connection, template="+%(expressions)s")
        return sql, params

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_more: object) -> tuple[str, Any]:
        is_id = isinstance(_pointed_to(self.output_field), models.UUIDField)
        sql, params = self.as_sql(compiler, connection, template="uuid_send(%(expressions)s)" if is_id else None)
        return sql, params


def plain_rows(rows: QuerySet[Any, Any], columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """These columns of the rows, in the order of the query. Columns of ids, days, words, whole numbers, yes and no.

    ``TypeError`` for a column of another kind: there an object says more than the driver.
    """
    model: type[models.Model] = rows.model
    decoders = [_decoder(model, name) for name in columns]
    query = rows.values_list(*(_AsHeld(F(name)) for name in columns)).query
    try:
        sql, params = query.get_compiler(using=rows.db).as_sql()
    except EmptyResultSet:
        return
    with connections[rows.db].cursor() as cursor:
        cursor.execute(sql, params)
        while some := cursor.fetchmany(FETCHED):
            held = zip(*some, strict=True)
            yield from zip(
                *(
                    values if decode is None else [None if one is None else decode(one) for one in values]
                    for decode, values in zip(decoders, held, strict=True)
                ),
                strict=True,
            )


@cache
def _decoder(model: type[models.Model], column: str) -> Callable[[Any], Any] | None:
    """What makes a value of the driver's of a column; nothing where it is one already."""
    *through, last = column.split("__")
    for name in through:
        model = cast(Any, model._meta.get_field(name)).related_model
    field = _pointed_to(cast("models.Field[Any, Any]", model._meta.get_field(last)))
    for kinds, decode in _DECODERS:
        if isinstance(field, kinds) and not isinstance(field, models.DateTimeField):
            return decode
    raise TypeError(f"{field} is read as an object")


def _pointed_to(field: models.Field[Any, Any]) -> models.Field[Any, Any]:
    """The field itself, or the key that it holds."""
    while field.is_relation:
        field = cast(Any, field).target_field
    return field


def _id(value: str | bytes) -> bytes:
    return bytes.fromhex(value) if isinstance(value, str) else bytes(value)


@cache
def _day_of(text: str) -> date:
    return date.fromisoformat(text)


def _day(value: str | date) -> date:
    return _day_of(value) if isinstance(value, str) else value


_DECODERS: tuple[tuple[tuple[type[Any], ...], Callable[[Any], Any] | None], ...] = (
    ((models.UUIDField,), _id),
    ((models.DateField,), _day),
    ((models.CharField, models.TextField), None),
    ((models.BooleanField,), bool),
    ((models.IntegerField,), None),
)
