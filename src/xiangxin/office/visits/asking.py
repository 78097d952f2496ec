"""What is asked at the door: registered fields that the person states, and whether a stated value can be one.

Types, ranges, choices and labels are the law pack's; a field that is not there cannot be asked. Values are text: a
money value in fen, a date as YYYY-MM-DD, yes and no as ``true`` and ``false``, a choice by its code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from xiangxin.law.load import load_law
from xiangxin.law.model import Field
from xiangxin.office.visits.terms import not_asked

WRITTEN = "income_property"
"""The class whose fields are asked only while a written consent stands."""
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,15}")
_TYPES = ("bool", "enum", "money", "number", "date")
MOST_VALUE = 40


@dataclass(frozen=True, slots=True)
class Question:
    """One field as a tablet shows it; ``range`` in units of the column, ``written``: needs a written consent."""

    id: str
    zh: str
    en: str
    type: str
    range: tuple[int, int] | None
    choices: tuple[tuple[str, str, str], ...]
    written: bool


@cache
def asked_fields() -> dict[str, Field]:
    """The fields that a person states and that are asked at the door, in the order of the registry."""
    return {
        name: field
        for name, field in load_law().fields.items()
        if field.supplied_by == "person"
        and not field.opaque
        and field.type in _TYPES
        and "applicants" in field.tables
        and name not in not_asked()
    }


def needs_writing(name: str) -> bool:
    """Whether the field is asked only while a written consent stands."""
    return asked_fields()[name].consent_class in load_law().written_consents


def question(name: str) -> Question:
    """A field's question."""
    field = asked_fields()[name]
    return Question(
        name,
        field.label.zh,
        field.label.en,
        field.type,
        field.range,
        tuple((value, label.zh, label.en) for value, label in field.value_labels),
        needs_writing(name),
    )


def can_be(name: str, value: str, today: date) -> bool:
    """Whether ``value`` can be a value of the field."""
    field = asked_fields().get(name)
    if field is None or len(value) > MOST_VALUE:
        return False
    if field.type == "bool":
        return value in ("true", "false")
    if field.type == "enum":
        return value in field.values
    if field.type == "date":
        return _is_day(value, today)
    if not _WHOLE.fullmatch(value):
        return False
    least, most = field.range or (0, 10**15)
    return least <= int(value) <= most


def _is_day(value: str, today: date) -> bool:
    try:
        return date.fromisoformat(value) <= today
    except ValueError:
        return False
