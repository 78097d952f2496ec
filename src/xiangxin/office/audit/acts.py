"""The one way to change anything: ``with act("consent.given", by=…) as given: … given.wrote(row)``.

An act is one transaction and one entry of the log. Where the entry cannot be written, nothing happened. Payloads hold
ids, codes, dates and figures; never a name, a number or free text about a person.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connections, models, router, transaction

from xiangxin.kernel.portions import portions
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.appending import NewPart, append
from xiangxin.office.audit.context import Frame, opened
from xiangxin.office.audit.errors import RowNotAsSaid, WriteOutsideAct
from xiangxin.office.audit.models import Entry
from xiangxin.office.audit.rows import Table, no_cells, table_of
from xiangxin.proof.entry import SALT_BYTES, Op

ROWS_A_STATEMENT = 500
"""Rows or keys of one statement: a longer list of parameters is planned badly, and at some length refused."""

ROWS_AN_ACT = 500
"""Rows that one act of many writes or deletes: others wait for its end, and what it names is held until then."""


class Named(NamedTuple):
    """A row that an act named: what happened to it, its key as Python holds it, whose row it is."""

    op: Op
    key: Any
    whose: UUID | None


@dataclass(slots=True)
class Act:
    """What is being done. ``payload`` may be filled until the act ends; ``entry`` is set when it has ended."""

    name: str
    by: Actor
    about: str = ""
    person: UUID | None = None
    purpose: str | None = None
    area: str | None = None
    payload: dict[str, object] = field(default_factory=dict)
    entry: Entry | None = None
    _rows: dict[Table, dict[str, Named]] = field(default_factory=dict)

    def wrote(self, *rows: models.Model) -> None:
        """Name rows that were written. They are read again when the act ends: the log says what stands there then."""
        self._name("write", rows)

    def removed(self, *rows: models.Model) -> None:
        """Name rows that were or will be deleted in this act. A row that Django has deleted has forgotten its key."""
        self._name("delete", rows)

    def _name(self, op: Op, rows: Iterable[models.Model]) -> None:
        for row in rows:
            if row.pk is None:
                raise ValueError(f"a row of {row._meta.db_table} is named before it is deleted, after it is saved")
            table = table_of(row._meta.concrete_model or type(row))
            whose = getattr(row, table.whose_attribute) if table.whose_attribute else None
            self._rows.setdefault(table, {})[str(row.pk)] = Named(op, row.pk, whose)


@contextmanager
def act(
    name: str,
    *,
    by: Actor,
    about: str | models.Model = "",
    person: UUID | None = None,
    purpose: str | None = None,
    area: str | None = None,
    payload: Mapping[str, object] | None = None,
) -> Iterator[Act]:
    """Open an act; its entry is written when the block ends without an error, in the block's transaction.

    ``about`` is what the act is about, as ``app.model:key`` or a row. An act inside an act is an entry of its own in
    the same transaction. ``WriteOutsideAct`` when the block wrote a row that it did not name, as far as the statements
    tell, or more rows than it named; ``RowNotAsSaid`` when a named row is not as it was named.
    """
    doing = Act(name, by, _label(about), person, purpose, area, dict(payload or {}))
    with transaction.atomic():
        with opened("act") as frame:
            yield doing
        _require_named(frame, doing)
        with opened("log"):
            parts = [part for table, named in doing._rows.items() for part in _parts(table, named)]
            doing.entry = append(
                act=doing.name,
                actor=str(by),
                about=doing.about,
                person=doing.person,
                purpose=doing.purpose,
                area=doing.area,
                payload=doing.payload,
                parts=parts,
            )


def _label(row: str | models.Model) -> str:
    return row if isinstance(row, str) else f"{row._meta.label_lower}:{row.pk}"


def _require_named(frame: Frame, doing: Act) -> None:
    """Each row that the statements told apart is named, and of the others as many as were written."""
    named = {table.name: rows.keys() for table, rows in doing._rows.items()}
    for name, keys in frame.keys.items():
        if not keys <= named.get(name, set()):
            raise WriteOutsideAct(name)
    least = Counter(frame.wrote) | Counter(frame.added)
    for name, count in least.items():
        if len(named.get(name, ())) < count:
            raise WriteOutsideAct(name)


def _parts(table: Table, named: Mapping[str, Named]) -> Iterator[NewPart]:
    """What the log keeps of each row, in the order in which they were named."""
    there = stored(table, [row.key for row in named.values()])
    for key, row in named.items():
        values = there.get(key)
        if (values is None) != (row.op == "delete"):
            raise RowNotAsSaid(table.name, key, row.op)
        salt = secrets.token_bytes(SALT_BYTES)
        if values is None:
            yield NewPart(table.name, key, "delete", no_cells(salt), salt, b"", row.whose)
            continue
        cells = table.cells(values)
        whose = table.whose_row(values)
        person = None if whose is None else UUID(whose)
        yield NewPart(table.name, key, "write", table.digest(salt, cells), salt, table.short(salt, cells), person)


def stored(table: Table, keys: Sequence[Any]) -> dict[str, Sequence[Any]]:
    """The rows with these keys as they stand now, by their keys in the log."""
    connection = connections[router.db_for_write(table.model)]
    key = table.model._meta.pk
    head = f'{table.select(connection.vendor)} WHERE "{key.column}" IN '
    found: dict[str, Sequence[Any]] = {}
    with connection.cursor() as cursor:
        for some in portions(keys, ROWS_A_STATEMENT):
            statement = f"{head}({', '.join(['%s'] * len(some))})"
            cursor.execute(statement, [key.get_db_prep_value(one, connection) for one in some])
            found.update((table.key_of(values), values) for values in cursor.fetchall())
    return found
