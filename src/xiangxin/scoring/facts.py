"""What is known of one person while the policy is worked through, and the exact numbers it is worked through with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from xiangxin.kernel.money import half_up
from xiangxin.policy.names import stored_scale
from xiangxin.scoring.assessment import Row

Exact = int | Fraction
Evaluated = Any
"""``bool``, ``int``, ``Fraction``, ``date``, ``str`` or ``None``: the compiler settled which, Python cannot see it."""


class Never:
    """The type of ``NEVER``."""


NEVER = Never()
NO_ROW: Row = {}
SCALED = frozenset({"points", "percent"})
"""Kinds whose stored unit is finer than the language's."""


@dataclass(slots=True)
class Facts:
    """What is known of one person after the gates, and what has been computed so far."""

    inputs: Mapping[str, Evaluated]
    rows: dict[str, list[Row]]
    covered: dict[str, bool]
    points: dict[str, int | None] = field(default_factory=dict)
    stages: dict[str, Exact | None] = field(default_factory=dict)
    parts: dict[str, Exact | None] = field(default_factory=dict)
    stars: int | None = None
    review_sum: int | None = None
    review_count: int | None = None


def in_language(stored: object, kind: str) -> Evaluated:
    """A stored value in the unit of the language: hundredths → points, parts per million → ratio, fen stay fen."""
    if kind not in SCALED or stored is None:
        return stored
    if not isinstance(stored, int):
        raise TypeError(f"a stored {kind} must be whole, not {stored!r}")
    return ratio(stored, stored_scale(kind))


def simplest(value: Fraction) -> Exact:
    """Whole numbers as ``int``: the same value, much cheaper to compute with."""
    return value.numerator if value.denominator == 1 else value


def rounded(value: Exact, decimals: int) -> Exact:
    """Half away from zero to so many decimals."""
    if isinstance(value, int):
        return value
    scale = 10**decimals
    scaled = half_up(value.numerator * scale, value.denominator)
    return scaled if decimals == 0 else simplest(Fraction(scaled, scale))


def ratio(numerator: int, denominator: int) -> Exact:
    """The exact quotient of two integers, as ``int`` where it is whole."""
    whole, rest = divmod(numerator, denominator)
    return whole if rest == 0 else Fraction(numerator, denominator)


def divided(one: Exact, other: Exact) -> Exact | None:
    """The exact quotient; by zero it is unknown."""
    if not other:
        return None
    by, over = one.denominator * other.numerator, one.numerator * other.denominator
    return ratio(over, by) if by > 0 else ratio(-over, -by)


def multiplied(one: Exact, other: Exact) -> Exact:
    """Whole results stay whole: most products in a policy are a count times a share."""
    if isinstance(one, int) and isinstance(other, int):
        return one * other
    return ratio(one.numerator * other.numerator, one.denominator * other.denominator)
