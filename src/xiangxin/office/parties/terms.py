"""The room's figures as data: allowances by the hour, the length of a reason, the term of a roster."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from xiangxin.kernel.yamlfile import shipped

WINDOW = timedelta(hours=1)
"""What an allowance by the hour counts."""

FILE = Path(__file__).parent / "data" / "terms.yaml"


@cache
def _terms() -> dict[str, Any]:
    content: dict[str, Any] = shipped(FILE)
    return content


def _whole(*path: str) -> int:
    entry: Any = _terms()
    for name in path:
        entry = entry[name]
    return int(entry["value"])


def per_hour(kind: str) -> int:
    """How often an account may ask within sixty minutes; ``kind`` is one of ``choices.Asked``."""
    return _whole("per_hour", kind)


def least_words() -> int:
    """The shortest reason, in characters."""
    return _whole("words", "least")


def most_words() -> int:
    """The longest reason, in characters."""
    return _whole("words", "most")


def roster_days() -> int:
    """After how many days somebody of a roster is forgotten."""
    return _whole("roster_days")
