"""Hands on the tables behind the application's back: one cell, one row too many, one row too few.

Every logged table of every room is a target, so a room that comes later is covered without a line of its own.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, models, transaction

from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.beside import counting, logged_models
from xiangxin.office.audit.context import maintenance


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell that was changed: its table, its row's key and its column."""

    table: str
    key: str
    column: str


def filled() -> list[type[models.Model]]:
    """The logged models that have rows."""
    with maintenance("tests"):
        return [model for model in logged_models() if model._base_manager.exists()]


def edit_one_cell(dice: random.Random, only: Sequence[type[models.Model]] = ()) -> Edit:
    """Change one random cell of one random row, past every check, and say which."""
    model = dice.choice(only or filled())
    with maintenance("tests"):
        row = dice.choice(list(model._base_manager.order_by("pk")))
        counts = counting(model._meta.db_table)
        columns = [
            field for field in model._meta.concrete_fields if not field.primary_key and field.column not in counts
        ]
        others = {field: _another(field, field.value_from_object(row), dice) for field in columns}
        open_to_it = [field for field in columns if others[field] != field.value_from_object(row)]
        field = dice.choice(open_to_it)
        while not _taken(model, row.pk, field.attname, others[field]):
            open_to_it.remove(field)
            field = dice.choice(open_to_it)
    return Edit(model._meta.db_table, str(row.pk), field.column or "")


def delete_one_row(dice: random.Random, only: Sequence[type[models.Model]]) -> tuple[str, str]:
    """Delete one random row of one of the models; its table and key."""
    model = dice.choice(only)
    with maintenance("tests"):
        row = dice.choice(list(model._base_manager.order_by("pk")))
        key = str(row.pk)
        with _lifted(model):
            model._base_manager.filter(pk=row.pk)._raw_delete("default")
    return model._meta.db_table, key


def insert_a_copy(row: models.Model, **changes: Any) -> tuple[str, str]:
    """Insert a copy of ``row`` under another key; its table and key."""
    model = type(row)
    values = {field.attname: field.value_from_object(row) for field in model._meta.concrete_fields}
    made = model(**values | {"id": uuid.uuid4()} | changes)
    with maintenance("tests"):
        model._base_manager.bulk_create([made])
    return model._meta.db_table, str(made.pk)


def make_up(model: type[models.Model]) -> models.Model:
    """A row of the model, logged as any other, so that a table no test fills is a target too. It need mean nothing."""
    with maintenance("tests"):
        there = model._base_manager.order_by("pk").first()
    if there is not None:
        return there
    row = model(**{field.attname: _made_up(field) for field in model._meta.concrete_fields})
    with _lifted(model), acts.act("tests.made_up", by=system("tests")) as done:
        model._base_manager.bulk_create([row])
        done.wrote(row)
    return row


def _made_up(field: models.Field[Any, Any]) -> Any:
    if field.primary_key and isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if field.null:
        return None
    if isinstance(field, models.ForeignKey):
        related = field.related_model
        if related in logged_models():
            return make_up(related).pk
        return related._base_manager.order_by("pk").values_list("pk", flat=True)[0]
    if isinstance(field, models.CharField):
        return uuid.uuid4().hex[: field.max_length]
    return _another(field, None, random.Random(7))


def _taken(model: type[models.Model], key: object, attname: str, value: object) -> bool:
    """Whether the database took the value; one that another row has and only one may have, it refuses."""
    with _lifted(model):
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=key).update(**{attname: value})
        except IntegrityError:
            return False
        return True


@contextmanager
def _lifted(model: type[models.Model]) -> Iterator[None]:
    """Somebody with the database's own rights first takes away what the table has against changes."""
    lift = _lifted_sqlite if connection.vendor == "sqlite" else _lifted_postgresql
    with lift(model._meta.db_table), connection.constraint_checks_disabled():
        yield


@contextmanager
def _lifted_sqlite(table: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"', ())
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        yield
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
        for _, made in triggers:
            cursor.execute(made)


@contextmanager
def _lifted_postgresql(table: str) -> Iterator[None]:
    checks = "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(checks, [table])
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = origin")


def _another(field: models.Field[Any, Any], value: Any, dice: random.Random) -> Any:
    """A different value of the same kind."""
    if isinstance(field, models.ForeignKey):
        # Another row that is there: the database would refuse a dangling one before the verifier has its turn.
        others = field.related_model._base_manager.exclude(pk=value).order_by("pk").values_list("pk", flat=True)
        return dice.choice(list(others)) if others else (None if field.null else value)
    if isinstance(value, bool) or isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.UUIDField):
        return uuid.UUID(int=dice.getrandbits(128), version=4)
    if isinstance(field, models.DateTimeField):
        return (value or datetime.fromisoformat("2026-01-01T00:00:00+00:00")) + timedelta(seconds=1)
    if isinstance(field, models.DateField):
        return (value or date(2026, 1, 1)) + timedelta(days=1)
    if isinstance(field, models.IntegerField):
        return (value or 0) + 1
    if isinstance(field, models.BinaryField):
        held = bytearray(value or b"\x00")
        held[dice.randrange(len(held))] ^= 1
        return bytes(held)
    if isinstance(field, models.JSONField):
        return {"changed": dice.random() < 2}
    text = str(value or "")
    return ("x" if text[:1] != "x" else "y") + text[1:]
