"""The questions of an assessment of impact, as data with dates and sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import shipped

FILE = Path(__file__).parent / "data" / "impact.yaml"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``source`` is the article it rests on, or why it is asked without one; ``least`` characters."""

    id: str
    words: Text
    source: Text
    is_assumption: bool
    from_on: date
    least: int


def questions(on: date) -> tuple[Question, ...]:
    """What has to be answered on a day, in order."""
    return tuple(one for one in _all() if one.from_on <= on)


@cache
def _all() -> tuple[Question, ...]:
    return tuple(_question(name, entry) for name, entry in shipped(FILE).items())


def _question(name: str, entry: dict[str, Any]) -> Question:
    source = entry.get("source") or entry["assumption"]
    return Question(
        id=name,
        words=Text(**entry["words"]),
        source=Text(**source),
        is_assumption="source" not in entry,
        from_on=entry["from_on"],
        least=int(entry["least"]),
    )
