"""How many points somebody has on a day, and from which entries something is paid. Pure: no row, no clock.

Nothing is stored: a balance follows from entries and what was exchanged. It is never negative, and the order in which
entries were written changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Spent:
    """Points of one entry that paid for something ``on`` a day; ``back_on``: the day on which they came back."""

    points: int
    on: date
    back_on: date | None = None


@dataclass(frozen=True, slots=True)
class Lot:
    """One confirmed entry: it brings ``points`` from its first to its last day, unless it was struck before."""

    id: UUID
    points: int
    from_on: date
    to_on: date
    struck_on: date | None = None
    spent: tuple[Spent, ...] = ()


def counts(lot: Lot, on: date) -> bool:
    """Whether the entry brings anything on the day. Both days are inclusive; on the day it is struck it brings none."""
    return lot.from_on <= on <= lot.to_on and (lot.struck_on is None or on < lot.struck_on)


def left(lot: Lot, on: date) -> int:
    """Points of the entry that can be exchanged on the day."""
    if not counts(lot, on):
        return 0
    gone = (one.points for one in lot.spent if one.on <= on and (one.back_on is None or on < one.back_on))
    return lot.points - sum(gone)


def balance(lots: Iterable[Lot], on: date) -> int:
    """Points that can be exchanged on the day."""
    return sum(left(lot, on) for lot in lots)


def draw(lots: Iterable[Lot], cost: int, on: date) -> tuple[tuple[UUID, int], ...] | None:
    """From which entries ``cost`` is paid, those that end first first; None where there are not enough points."""
    wanted, found = cost, []
    for lot in sorted(lots, key=lambda one: (one.to_on, one.from_on, one.id)):
        taken = min(wanted, left(lot, on))
        if taken:
            found.append((lot.id, taken))
            wanted -= taken
    return None if wanted else tuple(found)
