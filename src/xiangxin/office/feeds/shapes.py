"""The shape of a message, read without guessing: JSON of one of the four kinds, or nothing of it.

``{"type": "rows", "data": {"form": "court_enforcement", "purpose": "evaluation", "rows": [{"身份证号": "…"}]}}``
``{"type": "repair", "data": {"items": [{"id_number": "…", "kind": "court_enforcement", "document_no": "…"}]}}``
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xiangxin.office.feeds.choices import Kind
from xiangxin.office.feeds.errors import MessageMalformed, MessageTooLarge
from xiangxin.office.feeds.terms import LIMITS
from xiangxin.office.shell.middleware import is_fit

Cell = str | int | bool | None
_ITEM = ("id_number", "kind", "document_no", "happened_on", "category")


@dataclass(frozen=True, slots=True)
class Item:
    """A matter that was repaired or taken back, as its sender names it."""

    id_number: str = field(repr=False)
    kind: str
    document_no: str = field(default="", repr=False)
    happened_on: date | None = None
    category: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that reads. ``rows`` of a form, or ``items`` of a repair. A row that does not read is None."""

    kind: Kind
    form: str = ""
    purpose: str = ""
    rows: tuple[Mapping[str, Cell] | None, ...] = field(default=(), repr=False)
    items: tuple[Item | None, ...] = field(default=(), repr=False)

    @property
    def size(self) -> int:
        """Rows or items in it."""
        return len(self.rows) + len(self.items)


def read(body: bytes) -> Incoming:
    """The message in these bytes. Errors: ``MessageMalformed``, ``MessageTooLarge``."""
    try:
        content = json.loads(body.decode("utf-8"), parse_constant=_no_number, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise MessageMalformed("body") from None
    return read_content(content)


def read_content(content: Any) -> Incoming:
    """The same for what was read from JSON already: one message of a provider's answer."""
    if not isinstance(content, dict) or content.get("type") not in Kind.values:
        raise MessageMalformed("type")
    data = content.get("data")
    if not isinstance(data, dict):
        raise MessageMalformed("data")
    kind = Kind(content["type"])
    if kind == Kind.ROWS:
        form, purpose = data.get("form"), data.get("purpose")
        if not isinstance(form, str) or not isinstance(purpose, str):
            raise MessageMalformed("form")
        return Incoming(kind, form, purpose, rows=tuple(_row(one) for one in _listed(data, "rows")))
    return Incoming(kind, items=tuple(_item(one) for one in _listed(data, "items")))


def too_large() -> MessageTooLarge:
    """The error for too much, with the figures."""
    return MessageTooLarge("body", rows=LIMITS["message_rows"], megabytes=LIMITS["message_bytes"] // 1_000_000)


def _listed(data: Mapping[str, Any], name: str) -> list[Any]:
    found = data.get(name)
    if not isinstance(found, list) or not found:
        raise MessageMalformed(name)
    if len(found) > LIMITS["message_rows"]:
        raise too_large()
    return found


def _row(given: Any) -> Mapping[str, Cell] | None:
    """A flat row of plain cells; None for anything else, which costs that row only."""
    if not isinstance(given, dict) or not 0 < len(given) <= LIMITS["row_cells"]:
        return None
    return given if all(_is_word(key) and _is_cell(cell) for key, cell in given.items()) else None


def _item(given: Any) -> Item | None:
    if not isinstance(given, dict) or not set(given) <= set(_ITEM):
        return None
    if not all(_is_word(given.get(name)) for name in ("id_number", "kind")):
        return None
    texts = {name: given.get(name) or "" for name in ("document_no", "category")}
    if not all(isinstance(text, str) and _is_cell(text) for text in texts.values()):
        return None
    try:
        day = None if given.get("happened_on") is None else date.fromisoformat(given["happened_on"])
    except (TypeError, ValueError):
        return None
    if not texts["document_no"] and day is None:
        return None
    return Item(given["id_number"], given["kind"], texts["document_no"], day, texts["category"])


def _is_word(text: Any) -> bool:
    return isinstance(text, str) and 0 < len(text.strip()) <= 60 and is_fit(text)


def _is_cell(cell: Any) -> bool:
    if isinstance(cell, str):
        return len(cell) <= LIMITS["cell_characters"] and is_fit(cell)
    return cell is None or isinstance(cell, bool) or (isinstance(cell, int) and abs(cell) < 10**15)


def _no_number(_word: str) -> Any:
    raise ValueError("not a number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no name stands twice: of two values one would be dropped unseen."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found
