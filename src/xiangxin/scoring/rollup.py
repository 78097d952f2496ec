"""Totals of villages, townships and counties from the results of persons, exactly.

Denominators are the assessed (scored and vetoed); everybody else is in neither number. A total made here may not be
shown before it went through ``smallcells``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from uuid import UUID

from xiangxin.kernel.divisions import parent_of
from xiangxin.policy.model import AreaRating, CompiledPolicy
from xiangxin.scoring.assessment import STATUSES, Status

ASSESSED: frozenset[Status] = frozenset({"scored", "vetoed"})

AreaRow = dict[str, object]


@dataclass(slots=True)
class _Village:
    persons: dict[Status, int] = field(default_factory=lambda: dict.fromkeys(STATUSES, 0))
    assessed: set[UUID] = field(default_factory=set)
    credit: set[UUID] = field(default_factory=set)
    limit_fen: int = 0
    contributors: int = 0
    largest_fen: int = 0


@dataclass(slots=True)
class _Above:
    """A township or county: sums of its villages."""

    level: str
    villages: list[_Village] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a roll-up needs of one person. ``credit``: the person makes the household a credit household.

    Only a scored person has a limit.
    """

    household_id: UUID
    village_code: str
    status: Status
    credit: bool
    limit_fen: int | None


def roll_up(policy: CompiledPolicy, persons: Iterable[Counted]) -> list[AreaRow]:
    """Rows of the table ``areas``, by level and code."""
    villages: dict[str, _Village] = {}
    for person in persons:
        _count(villages.setdefault(person.village_code, _Village()), person)
    above: dict[str, _Above] = {}
    for code, village in villages.items():
        for level in ("township", "county"):
            above.setdefault(parent_of(code, level), _Above(level)).villages.append(village)
    ratings: dict[str, AreaRating] = {rating.level: rating for rating in policy.area_ratings}
    rows = [_village_row(code, village, ratings.get("village")) for code, village in sorted(villages.items())]
    for level in ("township", "county"):
        rows += [_above_row(code, area, ratings) for code, area in sorted(above.items()) if area.level == level]
    return rows


def _count(village: _Village, person: Counted) -> None:
    village.persons[person.status] += 1
    if person.status in ASSESSED:
        village.assessed.add(person.household_id)
        if person.credit:
            village.credit.add(person.household_id)
    limit_fen = person.limit_fen or 0
    village.limit_fen += limit_fen
    village.contributors += limit_fen > 0
    village.largest_fen = max(village.largest_fen, limit_fen)


def _village_row(code: str, village: _Village, rating: AreaRating | None) -> AreaRow:
    return {
        "area_code": code,
        "level": "village",
        **_counts([village]),
        "households_assessed": len(village.assessed),
        "households_credit": len(village.credit),
        "villages_ratable": None,
        "villages_credit": None,
        "proposed": _proposed(len(village.credit), len(village.assessed), rating),
        **_sums([village]),
    }


def _above_row(code: str, area: _Above, ratings: Mapping[str, AreaRating]) -> AreaRow:
    rating = ratings.get("village")
    proposals = [_proposed(len(village.credit), len(village.assessed), rating) for village in area.villages]
    ratable = sum(proposal is not None for proposal in proposals)
    credit = sum(proposal is True for proposal in proposals)
    return {
        "area_code": code,
        "level": area.level,
        **_counts(area.villages),
        "households_assessed": sum(len(village.assessed) for village in area.villages),
        "households_credit": sum(len(village.credit) for village in area.villages),
        "villages_ratable": None if rating is None else ratable,
        "villages_credit": None if rating is None else credit,
        "proposed": _proposed(credit, ratable, ratings.get("township")) if area.level == "township" else None,
        **_sums(area.villages),
    }


def _counts(villages: Sequence[_Village]) -> dict[str, object]:
    return {status: sum(village.persons[status] for village in villages) for status in STATUSES}


def _sums(villages: Sequence[_Village]) -> dict[str, object]:
    return {
        "limit_fen": sum(village.limit_fen for village in villages),
        "contributors": sum(village.contributors for village in villages),
        "largest_fen": max(village.largest_fen for village in villages),
    }


def _proposed(reached: int, base: int, rating: AreaRating | None) -> bool | None:
    """Whether the share reaches the bar; ``None`` where there is no bar or the base is too small (0/0 included)."""
    if rating is None or base < max(1, rating.minimum_base):
        return None
    return Fraction(reached, base) >= rating.at_least
