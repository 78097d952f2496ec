"""Reasons of adverse decisions, as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import shipped
from xiangxin.office.grants.choices import ADVERSE
from xiangxin.office.runs.choices import Status

FILE = Path(__file__).parent / "data" / "reasons.yaml"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. ``kinds``: decisions it fits; ``outcomes``: how the assessment came out where it is true.

    ``words``: whether a sentence of the officer is needed.
    """

    id: str
    label: Text
    kinds: frozenset[str]
    outcomes: frozenset[str]
    words: bool
    source: Text

    def fits(self, kind: str, outcome: str) -> bool:
        """Whether it may be given for a decision about an assessment that came out so."""
        return kind in self.kinds and outcome in self.outcomes


@cache
def reasons() -> dict[str, Reason]:
    """All of them by id; ``ValueError`` where one fits no adverse decision, or no outcome."""
    return {name: _reason(name, entry) for name, entry in shipped(FILE).items()}


def reasons_for(kinds: Iterable[str], outcomes: Iterable[str]) -> tuple[Reason, ...]:
    """Those that fit one of the kinds of decision about one of the outcomes, in the order of the file."""
    pairs = list(product(kinds, outcomes))
    return tuple(one for one in reasons().values() if any(one.fits(*pair) for pair in pairs))


def _reason(name: str, entry: dict[str, Any]) -> Reason:
    kinds = frozenset(str(one) for one in entry["kinds"])
    if not kinds or not kinds <= {str(one) for one in ADVERSE}:
        raise ValueError(f"{name} fits no adverse decision")
    outcomes = frozenset(str(one) for one in entry["outcomes"])
    if not outcomes or not outcomes <= set(Status.values):
        raise ValueError(f"{name} fits no outcome of an assessment")
    return Reason(name, Text(**entry["label"]), kinds, outcomes, bool(entry["words"]), Text(**entry["source"]))
