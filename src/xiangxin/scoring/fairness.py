"""Figures that compare groups of people, exact: shares with their intervals, medians, and which rows stay hidden.

Integers and fractions only. It knows no person: a row is a group's name with counts. What is hidden is hidden so that
nobody computes it from the total and the rows beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from xiangxin.kernel.money import half_up
from xiangxin.kernel.units import BP_PER_UNIT

Z_SQUARED = Fraction(38416, 10000)
"""1.96², for intervals of 95 %."""
_SCALE = 10**12


@dataclass(frozen=True, slots=True)
class Share:
    """A share of ``of`` people with its interval, in basis points: rounded half up, the bounds outwards."""

    of: int
    basis_points: int
    low: int
    high: int


def share(some: int, of: int) -> Share | None:
    """Wilson's interval of 95 % (Wilson 1927), computed with integers; None where there is nobody."""
    if not 0 <= some <= of:
        raise ValueError("a share is of those it is a part of")
    if of == 0:
        return None
    inner = Z_SQUARED + Fraction(4 * some * (of - some), of)
    # Times z, under one root: the bounds are (2k + z² ± z·√inner) / (2(n + z²)).
    scaled = inner * Z_SQUARED * _SCALE * _SCALE
    below = isqrt(int(scaled))
    least, most = Fraction(below, _SCALE), Fraction(below + 1, _SCALE)
    centre, width = 2 * some + Z_SQUARED, 2 * (of + Z_SQUARED)
    low = max(Fraction(0), (centre - most) / width) if some else Fraction(0)
    high = min(Fraction(1), (centre + most) / width) if some < of else Fraction(1)
    if some and (centre - least) < 0:
        low = Fraction(0)
    point = half_up(some * BP_PER_UNIT, of)
    return Share(of, point, int(low * BP_PER_UNIT), -int(-high * BP_PER_UNIT // 1))


def median(values: Sequence[int]) -> int | None:
    """The middle one; of an even number the lower of the two in the middle, so that it is somebody's."""
    return sorted(values)[(len(values) - 1) // 2] if values else None


def hidden_counts(counts: Mapping[str, int], minimum: int) -> frozenset[str]:
    """Which counts of a list with a known total stay hidden: the small ones, and enough beside them.

    What is hidden together is at least ``minimum`` people in two rows or more, or nothing is hidden.
    """
    return hidden_rows({name: (count,) for name, count in counts.items()}, minimum)


def hidden_beside(counts: Mapping[str, int], minimum: int) -> frozenset[str]:
    """Which counts of a list stay hidden whose total is hidden too, because a figure beside it is small.

    The small ones, and one from which ``minimum`` people can be thought away: the total then stays unknown, and the
    others may be shown. Where no count is as large as that, all are hidden.
    """
    small = {name for name, count in counts.items() if 0 < count < minimum}
    large = min(((count, name) for name, count in counts.items() if count >= minimum), default=None)
    return frozenset(counts) if large is None else frozenset(small | {large[1]})


def hidden_rows(rows: Mapping[str, tuple[int, ...]], minimum: int) -> frozenset[str]:
    """Which rows of groups with parts stay hidden. A row is the people, then those of them in each part.

    Where a row is shown its people are at least ``minimum``, and each part is nobody, or at least ``minimum`` with as
    many beside it; so are the sums over all hidden rows, which the totals give away.
    """
    there = {name: row for name, row in rows.items() if row[0]}
    hidden = {name for name, row in there.items() if not _may_show(row, minimum)}
    while hidden:
        total = tuple(map(sum, zip(*(there[name] for name in hidden), strict=True)))
        if len(hidden) > 1 and _may_show(total, minimum):
            break
        rest = sorted((row, name) for name, row in there.items() if name not in hidden)
        if not rest:
            break
        hidden.add(rest[0][1])
    return frozenset(hidden)


@dataclass(frozen=True, slots=True)
class Group:
    """How many of a group there are, were offered something, were refused; ``rest``: every other outcome."""

    people: int
    offered: int
    refused: int
    rest: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HiddenFigures:
    """The groups of which a figure stays hidden, by figure."""

    people: frozenset[str]
    offered: frozenset[str]
    refused: frozenset[str]


def hidden_figures(groups: Mapping[str, Group], minimum: int, *, refused_is_known: bool) -> HiddenFigures:
    """Which figures of groups stay hidden: the small ones and what would give them away, and no whole row for one cell.

    People are counted by themselves. The refused are shown of all groups where nobody is told by it, and what is left
    is then divided between the offered and the rest; else both are hidden of the same groups. ``refused_is_known``:
    whether the sum of the refused may be known, which the column shows.
    """
    people = hidden_counts({name: one.people for name, one in groups.items()}, minimum)
    split = {name: (one.people, one.refused) for name, one in groups.items()}
    if refused_is_known and not people and not hidden_rows(split, minimum):
        left = {name: (one.people - one.refused, one.offered, *one.rest) for name, one in groups.items()}
        return HiddenFigures(people, hidden_rows(left, minimum), frozenset())
    both = people | hidden_rows(
        {name: (one.people, one.offered, one.refused, *one.rest) for name, one in groups.items()}, minimum
    )
    return HiddenFigures(people, both, both)


def _may_show(row: tuple[int, ...], minimum: int) -> bool:
    people, *parts = row
    if 0 < people < minimum:
        return False
    # Nobody in a part says nothing of anybody; everybody, or all but a few, says it of each.
    return all(part == 0 or (part >= minimum and people - part >= minimum) for part in parts)
