"""The largest first limit that a policy's document names: dated data beside the policy, which has no word for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import shipped

FILE = Path(__file__).parent / "data" / "first_limits.yaml"


@dataclass(frozen=True, slots=True)
class FirstLimit:
    """In fen, for a household's person and for one who runs a business."""

    household_fen: int
    operator_fen: int
    from_on: date
    source: Text


def first_limit(policy: str, on: date) -> FirstLimit | None:
    """The cap of a policy by its id on a day; None where its document names none."""
    found = _all().get(policy)
    return found if found is not None and found.from_on <= on else None


@cache
def _all() -> dict[str, FirstLimit]:
    return {
        name: FirstLimit(entry["household_fen"], entry["operator_fen"], entry["from_on"], Text(**entry["source"]))
        for name, entry in shipped(FILE).items()
    }
