"""What a tablet may hold and for how long, as dated data; and which fields are asked at the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from xiangxin.kernel.yamlfile import shipped

FILE = Path(__file__).parent / "data" / "terms.yaml"


@dataclass(frozen=True, slots=True)
class Terms:
    """One version. ``tries`` before a wipe, ``days`` a list lives, ``stretch`` rounds of the PIN's derivation.

    ``tasks`` on one list, ``devices`` of one collector, ``upload_kb`` an upload; the rest as named.
    """

    from_on: date
    tries: int
    days: int
    pin_least: int
    pin_most: int
    stretch: int
    lock_minutes: int
    devices: int
    tasks: int
    upload_kb: int
    quarantine_days: int
    keep_days: int
    refusal_days: int


def terms_on(day: date) -> Terms:
    """The terms that count on ``day``; ``ValueError`` before the first of them."""
    found = [one for one in _versions() if one.from_on <= day]
    if not found:
        raise ValueError(f"no terms of visits on {day}")
    return found[-1]


@cache
def not_asked() -> frozenset[str]:
    """Fields that a person supplies, and that nobody asks at the door."""
    return frozenset(_content()["not_asked"])


@cache
def _versions() -> tuple[Terms, ...]:
    return tuple(sorted((_read(entry) for entry in _content()["versions"]), key=lambda one: one.from_on))


def _read(entry: dict[str, Any]) -> Terms:
    figures = {name: figure for name, figure in entry.items() if name != "from_on"}
    for name, figure in figures.items():
        if not figure.get("source") and not figure.get("assumption"):
            raise ValueError(f"{name} says neither its source nor why it is assumed")
    from_on = entry["from_on"]
    day = from_on if isinstance(from_on, date) else date.fromisoformat(str(from_on))
    return Terms(day, **{name: int(figure["value"]) for name, figure in figures.items()})


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = shipped(FILE)
    return content
