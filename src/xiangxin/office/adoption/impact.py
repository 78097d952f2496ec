"""The questions of an assessment of impact, as data with dates and sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

from xiangxin.kernel.errors import UnreadableInput
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import plain, read_yaml

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
    node, findings = read_yaml(FILE.read_text(encoding="utf-8"), FILE.name)
    if node is None:
        raise UnreadableInput(findings)
    return tuple(_question(name, entry) for name, entry in cast("dict[str, Any]", plain(node)).items())


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
