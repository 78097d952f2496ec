"""The cells of a row as the log encodes them: what is digested, and how the verifier names the column that differs."""

from __future__ import annotations

import hashlib
import hmac

from django.db import models

from xiangxin.kernel.canonical import encode
from xiangxin.office.audit.models import Logged
from xiangxin.proof.cells import Cell, cell

SHORT = 8
"""Hexadecimal characters of a cell's short digest: enough to name a column, too few to prove anything."""


def logged_columns(model: type[Logged]) -> dict[str, models.Field[object, object]]:
    """The columns of ``model`` that stand in the log, by their names in the database."""
    return {field.column or field.attname: field for field in model._meta.concrete_fields}


def cells_of(row: Logged) -> dict[str, Cell]:
    """The cells of a row as the database will give them back; ``TypeError`` for a value that is no value yet."""
    return {
        column: cell(field.to_python(field.value_from_object(row)))
        for column, field in logged_columns(type(row)).items()
    }


def short_digests(salt: bytes, cells: dict[str, Cell]) -> str:
    """``column:digest`` of each cell, in the order of the columns' names."""
    return ",".join(f"{column}:{_short(salt, column, value)}" for column, value in sorted(cells.items()))


def columns_in(written: str) -> dict[str, str]:
    """What ``short_digests`` wrote, by column."""
    return dict(part.split(":", 1) for part in written.split(",")) if written else {}


def differing(salt: bytes, written: str, cells: dict[str, Cell]) -> list[str]:
    """Names of the columns whose cells are not what was written, as far as the short digests tell."""
    before = columns_in(written)
    return [column for column in sorted(cells) if before.get(column) != _short(salt, column, cells[column])]


def _short(salt: bytes, column: str, value: Cell) -> str:
    return hmac.digest(salt, encode([column, value]), hashlib.sha256).hex()[:SHORT]
