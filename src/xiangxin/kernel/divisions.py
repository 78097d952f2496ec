"""Area codes: twelve digits in which province, city, county, township and village nest.

``PPCCXX TTT VVV``: two digits each for province, city and county, three for township and for village; the rest is
filled with zeros. Whether a code exists is a question for a table of areas with dates, never for this module: codes
change, and a county may use its own.
"""

from __future__ import annotations

import re
from typing import Literal

Level = Literal["province", "city", "county", "township", "village"]

LEVELS: tuple[Level, ...] = ("province", "city", "county", "township", "village")
"""From the largest to the smallest."""

_LENGTH: dict[Level, int] = {"province": 2, "city": 4, "county": 6, "township": 9, "village": 12}
_CODE = re.compile(r"[0-9]{12}")


def level_of(code: str) -> Level:
    """The smallest level whose digits are not all zero; ``ValueError`` unless the code has twelve digits."""
    _require(code)
    for level, larger in zip(reversed(LEVELS), reversed(LEVELS[:-1]), strict=False):
        if code[_LENGTH[larger] : _LENGTH[level]].strip("0"):
            return level
    return "province"


def parent_of(code: str, level: Level) -> str:
    """The area of ``level`` that holds ``code`` (the code itself on its own level).

    A township run by a city directly has zeros for the county, so its "county" is the city's code. ``ValueError`` for a
    level below the code's own: a county lies in no one village.
    """
    if LEVELS.index(level) > LEVELS.index(level_of(code)):
        raise ValueError(f"{code} lies in no {level}")
    return code[: _LENGTH[level]].ljust(12, "0")


def prefix_of(code: str) -> str:
    """The digits with which every area inside ``code`` begins."""
    return code[: _LENGTH[level_of(code)]]


def _require(code: str) -> None:
    if _CODE.fullmatch(code) is None:
        raise ValueError(f"not an area code of twelve digits: {code!r}")
