"""Sums of money that say too much: few contributors, one that dominates, or a remainder that gives them away.

Sums add up along village, township, county only. So what an outsider can compute is, for every shown parent, the sum of
the hidden villages below it; that remainder must itself be a sum that may be shown. Where a count beside a
sum is hidden, the sum is hidden too: with equal limits it would tell the count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, Protocol

from xiangxin.kernel.divisions import parent_of
from xiangxin.law.publication import Thresholds

COUNTS_BEHIND_THE_SUM = ("scored", "households_credit", "households_assessed")


class SumOfArea(Protocol):
    """What is needed of an area: its sum in fen and who makes it up."""

    @property
    def area_code(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def limit_fen(self) -> int: ...
    @property
    def contributors(self) -> int: ...
    @property
    def largest_fen(self) -> int: ...
    @property
    def households_assessed(self) -> int: ...


def hidden_sums(
    areas: Sequence[SumOfArea], hidden_counts: Collection[tuple[str, str]], thresholds: Thresholds
) -> frozenset[str]:
    """Codes of the areas whose sum is hidden."""
    hidden = {
        area.area_code
        for area in areas
        if not _may_show([area], thresholds)
        or any((area.area_code, column) in hidden_counts for column in COUNTS_BEHIND_THE_SUM)
    }
    by_code = {area.area_code: area for area in areas}
    townships = [code for code, area in by_code.items() if area.level == "township"]
    for code in townships:
        if code not in hidden:
            _hide_among_villages(code, by_code, hidden, thresholds)
    for code, area in by_code.items():
        if area.level == "county" and code not in hidden:
            _hide_among_townships(code, by_code, hidden, thresholds)
    return frozenset(hidden)


def _hide_among_villages(
    township: str, areas: Mapping[str, SumOfArea], hidden: set[str], thresholds: Thresholds
) -> None:
    """Hide further villages of a shown township until its remainder may be shown; at worst hide the township."""
    villages = [area for area in areas.values() if area.level == "village" and _parent(area, "township") == township]
    while not _remainder_may_show([area for area in villages if area.area_code in hidden], thresholds):
        more = _smallest(area for area in villages if area.area_code not in hidden)
        if more is None:
            hidden.add(township)
            return
        hidden.add(more.area_code)


def _hide_among_townships(
    county: str, areas: Mapping[str, SumOfArea], hidden: set[str], thresholds: Thresholds
) -> None:
    """Likewise for a shown county: its remainder are the hidden villages of hidden townships."""
    below = [area for area in areas.values() if area.level != "county" and _parent(area, "county") == county]
    townships = [area for area in below if area.level == "township"]
    while True:
        closed = {area.area_code for area in townships if area.area_code in hidden}
        if not closed:
            return
        remainder = [
            area
            for area in below
            if area.level == "village" and area.area_code in hidden and _parent(area, "township") in closed
        ]
        if len(closed) > 1 and _remainder_may_show(remainder, thresholds):
            return
        more = _smallest(area for area in townships if area.area_code not in hidden)
        if more is None:
            hidden.add(county)
            return
        hidden.add(more.area_code)
        hidden.update(_one_village_of(more.area_code, below, hidden))


def _one_village_of(township: str, below: Iterable[SumOfArea], hidden: Collection[str]) -> set[str]:
    """A hidden township whose villages are all shown would be their sum: hide its smallest village too."""
    villages = [area for area in below if area.level == "village" and _parent(area, "township") == township]
    if any(area.area_code in hidden for area in villages):
        return set()
    village = _smallest(villages)
    return set() if village is None else {village.area_code}


def _remainder_may_show(hidden: Sequence[SumOfArea], thresholds: Thresholds) -> bool:
    return not hidden or (len(hidden) > 1 and _may_show(hidden, thresholds))


def _may_show(areas: Sequence[SumOfArea], thresholds: Thresholds) -> bool:
    """Whether the sum over ``areas`` says nothing about one person. Nobody assessed: the sum 0 says nothing at all."""
    if not any(area.households_assessed for area in areas):
        return True
    total = sum(area.limit_fen for area in areas)
    contributors = sum(area.contributors for area in areas)
    largest = max(area.largest_fen for area in areas)
    return contributors >= thresholds.minimum_contributors and largest <= thresholds.largest_share * total


def _smallest(areas: Iterable[SumOfArea]) -> SumOfArea | None:
    """The shown area with fewest contributors, at least one: an area that adds nothing hides nothing."""
    return min(
        (area for area in areas if area.contributors),
        key=lambda area: (area.contributors, area.area_code),
        default=None,
    )


def _parent(area: SumOfArea, level: Literal["township", "county"]) -> str:
    return parent_of(area.area_code, level)
