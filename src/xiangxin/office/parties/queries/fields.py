"""What may be kept of a person at all: the law pack's fields of a credit file, and this room's own columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import shipped
from xiangxin.law.load import load_law

FILE = Path(__file__).parents[1] / "data" / "columns.yaml"
_FILE = Text("信用档案", "Credit file")
_REGISTER = Text("人、户、经营主体", "Persons, households, businesses")
SCORED = frozenset({"person.birth_on", "person.area"})
"""Columns of this room that the engine is given, under the registry's own names."""


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field: what it is about, how sensitive, on which consent, how long. ``scored``: a policy may read it."""

    id: str
    label: Text
    place: Text
    matter: Text
    level: Text
    sensitive: bool
    consent: Text
    retention: Text
    scored: bool
    office: bool
    order: int


@cache
def registry() -> dict[str, Any]:
    """The file of this room's columns as it is written."""
    content: dict[str, Any] = shipped(FILE)
    return content


def field_lines() -> list[FieldLine]:
    """Every field, this room's first."""
    return [*_columns(), *_of_law()]


def _columns() -> Iterator[FieldLine]:
    content, matters = registry(), load_law().matters
    for order, (name, entry) in enumerate(content["columns"].items()):
        yield FieldLine(
            name,
            Text(**entry["label"]),
            _REGISTER,
            matters[entry["matter"]].label,
            Text(**content["levels"][entry["level"]]),
            entry["level"] == "sensitive",
            Text(**content["consents"][entry["consent"]]),
            Text(**content["retentions"][entry["retention"]]),
            name in SCORED,
            True,
            order,
        )


def _of_law() -> Iterator[FieldLine]:
    content, law = registry(), load_law()
    for order, field in enumerate(law.fields.values(), start=len(content["columns"])):
        yield FieldLine(
            field.id,
            field.label,
            _FILE,
            law.matters[field.matter].label,
            Text(**content["levels"][field.level]),
            field.level == "sensitive",
            Text(**content["consents"][field.consent_class]),
            Text(**content["retentions"][field.retention]),
            True,
            False,
            order,
        )
