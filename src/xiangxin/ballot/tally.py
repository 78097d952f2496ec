"""What the ballots on one subject come to: sum and count, exact. Nothing here rounds, nothing tells the spread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Rule:
    """A policy's review part: whole points within ``low``…``high``, counted from ``at_least`` of them."""

    low: int
    high: int
    at_least: int


@dataclass(frozen=True, slots=True)
class Tally:
    """A review part that counts."""

    total: int
    count: int

    @property
    def mean(self) -> Fraction:
        """Points per rating."""
        return Fraction(self.total, self.count)


def valid(ratings: Iterable[int | None], rule: Rule) -> list[int]:
    """Those that are ratings by the rule. "I do not know them" is none."""
    return [rating for rating in ratings if rating is not None and rule.low <= rating <= rule.high]


def tally(ratings: Iterable[int | None], rule: Rule) -> Tally | None:
    """The review part, or None where fewer ratings count than the rule asks for: then there is none, and no zero."""
    counted = valid(ratings, rule)
    return Tally(sum(counted), len(counted)) if len(counted) >= max(rule.at_least, 1) else None
