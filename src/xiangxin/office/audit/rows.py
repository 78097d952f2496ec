"""Logged rows as they stand in the database, and the bytes of their cells: the same when an act ends and when the log
is verified, on both databases.

Cells are taken from the driver, past every converter of Django, so that a cell somebody has filled with what its column
cannot hold is a cell that differs and not an error. The bytes are those of ``proof.row_digest``; a test compares them.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, NamedTuple, cast

from django.db import models

from xiangxin.kernel.canonical import VERSION
from xiangxin.office.audit.beside import counting
from xiangxin.office.audit.encoding import (
    bytes_cell,
    dashed,
    date_cell,
    instant_cell,
    json_cell,
    text_bytes,
    text_cell,
    uuid_cell,
    whole_cell,
    yes_or_no_cell,
)
from xiangxin.office.audit.models import WHOSE

MARK_BYTES = SHORT_BYTES = 3
"""Of a column's name, and of the short digest of its cell: enough to name the column, too few to prove anything."""


class Column(NamedTuple):
    """One column: its name in the database, the canonical bytes of the name, its mark, what gives a cell's bytes."""

    name: str
    named: bytes
    mark: bytes
    kind: str
    encode: Callable[[Any], bytes]


@dataclass(frozen=True)
class Table:
    """The columns of one logged model in the order of the encoding, but those that only count.

    ``key`` and ``whose`` are places among them.

    ``whose_attribute`` is what a row in Python calls the id of the person whose row it is.
    """

    model: type[models.Model]
    name: str
    columns: tuple[Column, ...]
    key: int
    whose: int | None
    whose_attribute: str | None

    def select(self, vendor: str) -> str:
        """The head of a query for all columns, in their order, as the driver holds them."""
        listed = ", ".join(_expression(column, vendor) for column in self.columns)
        return f'SELECT {listed} FROM "{self.name}"'  # noqa: S608 - names of the office's own columns

    def cells(self, values: Sequence[Any]) -> list[bytes]:
        """The canonical bytes of each cell."""
        return [
            b"n" if value is None else column.encode(value) for column, value in zip(self.columns, values, strict=True)
        ]

    def key_of(self, values: Sequence[Any]) -> str:
        """The key of a row as the log writes it."""
        value = values[self.key]
        return dashed(value) if self.columns[self.key].kind == "uuid" else str(value)

    def whose_row(self, values: Sequence[Any]) -> str | None:
        """The id of the person whose row it is, where it is one person's."""
        value = None if self.whose is None else values[self.whose]
        return None if value is None else dashed(value)

    def digest(self, salt: bytes, cells: Sequence[bytes], places: Sequence[int] | None = None) -> bytes:
        """``proof.row_digest`` over the cells, or over those at ``places``."""
        chosen = range(len(cells)) if places is None else places
        columns = self.columns
        parts = b"".join([columns[at].named + cells[at] for at in chosen])
        return hmac.digest(salt, b"%bm%d:%b" % (VERSION, len(chosen), parts), "sha256")

    def short(self, salt: bytes, cells: Sequence[bytes]) -> bytes:
        """The marks of all columns, and then the short digests of their cells."""
        digests = [_short(salt, column, cell) for column, cell in zip(self.columns, cells, strict=True)]
        return b"".join([*(column.mark for column in self.columns), *digests])

    def places(self, marks: bytes) -> list[int] | None:
        """Places of the columns with these marks; ``None`` when one of them is no longer there."""
        known = {column.mark: at for at, column in enumerate(self.columns)}
        asked = [marks[at : at + MARK_BYTES] for at in range(0, len(marks), MARK_BYTES)]
        return [known[mark] for mark in asked] if all(mark in known for mark in asked) else None

    def differing(self, salt: bytes, written: bytes, cells: Sequence[bytes]) -> list[str]:
        """Names of the columns whose cells are not what ``short`` wrote, as far as it tells; new columns are none."""
        marks = marks_of(written)
        names = []
        for number, place in enumerate(self.places(marks) or ()):
            at = len(marks) + number * SHORT_BYTES
            if written[at : at + SHORT_BYTES] != _short(salt, self.columns[place], cells[place]):
                names.append(self.columns[place].name)
        return names


def marks_of(written: bytes) -> bytes:
    """The marks in what ``Table.short`` wrote."""
    return written[: len(written) // (MARK_BYTES + SHORT_BYTES) * MARK_BYTES]


@cache
def table_of(model: type[models.Model]) -> Table:
    """The table of ``model``. ``TypeError`` for a column without an exact encoding: a float, a time of day."""
    counts = counting(model._meta.db_table)
    fields = {str(field.column): field for field in model._meta.concrete_fields if field.column not in counts}
    names = sorted(fields, key=lambda name: name.encode("utf-8"))
    columns = tuple(_column(name, fields[name], _members(name, counts)) for name in names)
    whose = next((field for field in fields.values() if field.name == getattr(model, "WHOSE", WHOSE)), None)
    return Table(
        model,
        model._meta.db_table,
        columns,
        names.index(cast(str, model._meta.pk.column)),
        None if whose is None else names.index(cast(str, whose.column)),
        None if whose is None else whose.attname,
    )


def no_cells(salt: bytes) -> bytes:
    """The digest of a row that was deleted."""
    return hmac.digest(salt, b"%bm0:" % VERSION, "sha256")


def _members(column: str, counts: frozenset[str]) -> frozenset[str]:
    """Members of a JSON column that only count."""
    return frozenset(one.removeprefix(f"{column}.") for one in counts if one.startswith(f"{column}."))


def _column(name: str, field: models.Field[Any, Any], members: frozenset[str]) -> Column:
    while field.is_relation:
        field = cast(Any, field).target_field
    kind = next((kind for kind, classes in _KINDS.items() if isinstance(field, classes)), None)
    if kind is None:
        raise TypeError(f"{field}: a {type(field).__name__} has no exact encoding, so no logged row can have one")
    mark = hashlib.sha256(name.encode("utf-8")).digest()[:MARK_BYTES]
    encode = partial(json_cell, besides=members) if members else _ENCODERS[kind]
    return Column(name, text_bytes(name), mark, kind, encode)


def _expression(column: Column, vendor: str) -> str:
    """Past the drivers: SQLite's converts what it knows as a column, PostgreSQL's fails at days beyond Python's."""
    if vendor == "sqlite":
        return f'+"{column.name}"'
    return f'"{column.name}"::text' if column.kind in ("date", "instant", "uuid") else f'"{column.name}"'


def _short(salt: bytes, column: Column, cell: bytes) -> bytes:
    return hmac.digest(salt, column.named + cell, "sha256")[:SHORT_BYTES]


_KINDS: dict[str, tuple[type[models.Field[Any, Any]], ...]] = {
    "text": (models.CharField, models.TextField),
    "whole": (models.IntegerField,),
    "yes_or_no": (models.BooleanField,),
    "instant": (models.DateTimeField,),
    "date": (models.DateField,),
    "uuid": (models.UUIDField,),
    "bytes": (models.BinaryField,),
    "json": (models.JSONField,),
}
_ENCODERS: dict[str, Callable[[Any], bytes]] = {
    "text": text_cell,
    "whole": whole_cell,
    "yes_or_no": yes_or_no_cell,
    "instant": instant_cell,
    "date": date_cell,
    "uuid": uuid_cell,
    "bytes": bytes_cell,
    "json": json_cell,
}
