"""Reasons of adverse decisions, as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import shipped
from xiangxin.office.grants.choices import ADVERSE

FILE = Path(__file__).parent / "data" / "reasons.yaml"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. ``kinds``: decisions it fits; ``words``: whether a sentence of the officer is needed."""

    id: str
    label: Text
    kinds: frozenset[str]
    words: bool
    source: Text


@cache
def reasons() -> dict[str, Reason]:
    """All of them by id; ``ValueError`` where one fits no adverse decision."""
    return {name: _reason(name, entry) for name, entry in shipped(FILE).items()}


def reasons_for(kind: str) -> tuple[Reason, ...]:
    """Those that fit a kind of decision, in the order of the file."""
    return tuple(one for one in reasons().values() if kind in one.kinds)


def _reason(name: str, entry: dict[str, Any]) -> Reason:
    kinds = frozenset(str(one) for one in entry["kinds"])
    if not kinds or not kinds <= {str(one) for one in ADVERSE}:
        raise ValueError(f"{name} fits no adverse decision")
    return Reason(name, Text(**entry["label"]), kinds, bool(entry["words"]), Text(**entry["source"]))
