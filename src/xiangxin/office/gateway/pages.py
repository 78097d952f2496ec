"""Long lists by cursor: the next page begins after the last row seen, whatever was added in between.

A cursor is signed, so that it holds what this list gave and nothing else; it names the keys of a row and never a value
of a person.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.core import signing
from django.db.models import Model, Q, QuerySet

from xiangxin.office.gateway.errors import CursorUnfit

Row = TypeVar("Row", bound=Model)
Reader = Callable[[str], Any]
READERS: dict[str, Reader] = {
    "text": str,
    "int": int,
    "id": UUID,
    "day": date.fromisoformat,
    "at": datetime.fromisoformat,
}
"""How a key is read back."""


def page(
    rows: QuerySet[Row], keys: Sequence[tuple[str, str]], name: str, cursor: str | None, limit: int
) -> tuple[list[Row], str | None]:
    """At most ``limit`` rows after ``cursor``, and the cursor of the next page if there is one.

    ``keys`` are the fields that order the rows, together unique, each with its reader; a minus means downwards.
    ``CursorUnfit`` when the cursor is not one of the list called ``name``.
    """
    fields = [field for field, _ in keys]
    if cursor:
        rows = rows.filter(_after(keys, _read(name, cursor, len(keys))))
    found = list(rows.order_by(*fields)[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], _written(name, [str(_value(last, field)) for field in fields])


def _after(keys: Sequence[tuple[str, str]], values: Sequence[str]) -> Q:
    """Rows after these values in the order: greater in the first key that differs."""
    wanted, same = Q(), Q()
    try:
        for (field, kind), value in zip(keys, values, strict=True):
            plain, read = field.removeprefix("-"), READERS[kind](value)
            wanted |= same & Q(**{f"{plain}__{'lt' if field.startswith('-') else 'gt'}": read})
            same &= Q(**{plain: read})
    except ValueError:
        raise CursorUnfit("cursor") from None
    return wanted


def _value(row: Model, field: str) -> object:
    value: object = row
    for part in field.removeprefix("-").split("__"):
        value = getattr(value, part)
    return value


def _written(name: str, values: list[str]) -> str:
    plain = json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return signing.Signer(salt=f"cursor:{name}").sign(base64.urlsafe_b64encode(plain).decode("ascii").rstrip("="))


def _read(name: str, cursor: str, count: int) -> list[str]:
    try:
        coded = signing.Signer(salt=f"cursor:{name}").unsign(cursor)
        values = json.loads(base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)))
    except (signing.BadSignature, ValueError):
        raise CursorUnfit("cursor") from None
    if not isinstance(values, list) or len(values) != count:
        raise CursorUnfit("cursor")
    return [str(value) for value in values]
