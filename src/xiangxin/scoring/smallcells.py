"""Small figures stay hidden: what may be shown of area totals, and what must be hidden so that nothing is recovered.

A count below the minimum says something about somebody, and so does a complement below it or an outcome that everybody
shares. Hiding such a cell alone is no protection, because totals stand beside it. So every hidden cell gets a
*witness*: a move of at least the minimum to and fro that keeps every published figure (totals, parents, ratings) as
it is and every count possible. Whoever holds all published figures cannot tell the real table from the moved ones.

It must never publish a figure that has no witness, and it must never be given anything but whole tables: one fixed
table set per period, no free filters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from xiangxin.kernel.money import half_up
from xiangxin.law.publication import Thresholds
from xiangxin.policy.model import AreaRating
from xiangxin.scoring.smallcell_moves import PERSON_COLUMNS, Leaf, Moves, Witness, complement
from xiangxin.scoring.smallcell_sums import hidden_sums

AreaLevel = Literal["village", "township", "county"]
LEVELS: tuple[AreaLevel, ...] = ("village", "township", "county")

HIDDEN = "*"
"""What stands for a hidden figure: a small one, or one from which a small one would follow."""

COUNT_COLUMNS = (*PERSON_COLUMNS, "persons", "households_assessed", "households_credit")
"""Counted columns of the published table, in order."""


@dataclass(frozen=True, slots=True)
class AreaTotals:
    """Exact totals of one area; ``persons`` by status. ``contributors``: persons with a limit above 0, in fen."""

    area_code: str
    level: AreaLevel
    persons: Mapping[str, int]
    households_assessed: int
    households_credit: int
    villages_ratable: int | None
    villages_credit: int | None
    proposed: bool | None
    limit_fen: int
    contributors: int
    largest_fen: int

    @classmethod
    def of_parts(cls, area_code: str, level: AreaLevel, parts: Mapping[str, int]) -> AreaTotals:
        """Totals of persons alone, by the columns they are counted in; households and money are no part of them."""
        return cls(
            area_code=area_code,
            level=level,
            persons={column: parts.get(column, 0) for column in PERSON_COLUMNS},
            households_assessed=0,
            households_credit=0,
            villages_ratable=None,
            villages_credit=None,
            proposed=None,
            limit_fen=0,
            contributors=0,
            largest_fen=0,
        )

    def count(self, column: str) -> int:
        """The exact count of a published column."""
        if column == "persons":
            return sum(self.persons.values())
        if column == "households_assessed":
            return self.households_assessed
        if column == "households_credit":
            return self.households_credit
        return self.persons[column]


@dataclass(frozen=True, slots=True)
class PublishedArea:
    """What may be shown of one area: ``None`` in ``counts`` or ``limit_fen`` is a hidden figure.

    ``rated`` False: the columns about ratings are hidden as well (``proposed``, ``villages_…`` mean nothing then).
    ``limit_fen`` is rounded to the step of publication.
    """

    area_code: str
    level: AreaLevel
    counts: Mapping[str, int | None]
    limit_fen: int | None
    rated: bool
    villages_ratable: int | None
    villages_credit: int | None
    proposed: bool | None

    @property
    def share(self) -> tuple[int, int] | None:
        """Credit households and assessed households, where both are shown and there are any."""
        credit, assessed = self.counts["households_credit"], self.counts["households_assessed"]
        return (credit, assessed) if credit is not None and assessed else None


@dataclass(frozen=True, slots=True)
class Publication:
    """The table that may leave the room, and for every hidden count the witness that it cannot be recovered."""

    areas: tuple[PublishedArea, ...]
    witnesses: Mapping[tuple[str, str], Witness]

    @property
    def hidden_cells(self) -> int:
        """How many figures are hidden."""
        return sum(
            (area.limit_fen is None) + sum(value is None for value in area.counts.values()) for area in self.areas
        )


def publish(areas: Sequence[AreaTotals], rating: AreaRating | None, thresholds: Thresholds) -> Publication:
    """Hide what must be hidden of the exact totals ``areas`` (all villages, townships and counties of one run).

    ``rating`` is the policy's rule for villages, whose outcome is published: a move may not change it. Where no move
    can respect it (a minimum base so small that the rating itself tells the count), ratings are hidden too.
    """
    witnesses, is_protected = _protect(areas, rating, thresholds)
    rated = is_protected
    if not is_protected:
        witnesses, is_protected = _protect(areas, None, thresholds)
        assert is_protected, "without ratings everything can be hidden up to the county"
    sums = hidden_sums(areas, witnesses, thresholds)
    return Publication(tuple(_published(area, witnesses, sums, rated, thresholds) for area in areas), witnesses)


def publish_parts(
    areas: Sequence[AreaTotals], parts: Sequence[str], thresholds: Thresholds
) -> Mapping[str, Mapping[str, int | None]]:
    """What may be shown of totals ``of_parts``, by area: of each of ``parts``, and of all ``persons``.

    ``parts`` are the columns that somebody can be in, and whoever looks knows them. Where there is but one, everybody
    is in it by what it counts: it says nothing of anybody that there are no others.
    """
    witnesses, is_protected = _protect(areas, None, thresholds, parts)
    assert is_protected, "persons can always be thought of beside those who are counted"
    return {
        area.area_code: {
            column: None if (area.area_code, column) in witnesses else area.count(column)
            for column in (*parts, "persons")
        }
        for area in areas
    }


def _protect(
    areas: Sequence[AreaTotals],
    rating: AreaRating | None,
    thresholds: Thresholds,
    parts: Sequence[str] | None = None,
) -> tuple[dict[tuple[str, str], Witness], bool]:
    """Witnesses by cell, and whether every cell that needs one has one."""
    leaves = [Leaf.of(area.area_code, area.persons, *_households(area)) for area in areas if area.level == "village"]
    moves = Moves(leaves, rating, thresholds.minimum_count, parts)
    are_outcomes = parts is None or len(parts) > 1
    from_above = sorted(areas, key=lambda area: (-LEVELS.index(area.level), area.area_code))
    is_protected = all(
        moves.protect(area.area_code, column)
        for area in from_above
        for column in _sensitive(area, thresholds.minimum_count, are_outcomes)
    )
    return moves.witnesses, is_protected


def _households(area: AreaTotals) -> tuple[int, int]:
    return area.households_credit, area.households_assessed - area.households_credit


def _sensitive(area: AreaTotals, minimum: int, are_outcomes: bool) -> Iterable[str]:
    """The columns of ``area`` that may not be shown for what they are.

    ``other_than_…`` and ``households_other`` are complements: never shown, but not to be recovered either.
    ``are_outcomes``: somebody in one column could be in another.
    """
    persons = area.count("persons")
    for column in PERSON_COLUMNS:
        value = area.persons[column]
        if are_outcomes and value and persons - value < minimum:
            yield column
            yield complement(column)
        elif _small(value, minimum):
            yield column
    if _small(persons, minimum):
        yield "persons"
    credit, other = _households(area)
    if _small(area.households_assessed, minimum):
        yield "households_assessed"
    if area.households_assessed and min(credit, other) < minimum:
        yield "households_credit"
        yield "households_other"


def _small(value: int, minimum: int) -> bool:
    return 0 < value < minimum


def _published(
    area: AreaTotals,
    witnesses: Mapping[tuple[str, str], Witness],
    sums: frozenset[str],
    rated: bool,
    thresholds: Thresholds,
) -> PublishedArea:
    counts = {column: None if (area.area_code, column) in witnesses else area.count(column) for column in COUNT_COLUMNS}
    step = thresholds.money_step_fen
    limit = None if area.area_code in sums else half_up(area.limit_fen, step) * step
    if not rated:
        return PublishedArea(area.area_code, area.level, counts, limit, False, None, None, None)
    return PublishedArea(
        area.area_code, area.level, counts, limit, True, area.villages_ratable, area.villages_credit, area.proposed
    )
