"""Totals of villages, townships and the county from people's results: the rule in plain Python.

The SQL engine has the same rule as a statement; tests hold both against each other. The figures are exact; whoever
shows them applies the small-cell rule first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from xiangxin.kernel.divisions import parent_of
from xiangxin.policy.model import AreaRating, CompiledPolicy
from xiangxin.scoring.assessment import STATUSES, PersonResult
from xiangxin.scoring.evaluate import Translator
from xiangxin.scoring.facts import NO_ROW, Facts
from xiangxin.scoring.smallcells import AreaLevel, AreaTotals

ASSESSED = frozenset({"scored", "vetoed"})


class CreditHousehold:
    """Whether a person's stars make theirs a credit household."""

    def __init__(self, policy: CompiledPolicy) -> None:
        expr = policy.credit_household
        self._when = Translator(policy.law_as_of, {}, ()).evaluator(expr) if expr is not None else None

    def holds(self, result: PersonResult) -> bool:
        """Only the scored have stars."""
        if self._when is None or result.status != "scored":
            return False
        return self._when(Facts({}, {}, {}, stars=result.stars), NO_ROW) is True


@dataclass
class _Sum:
    """One area while it is added up. ``households``: assessed household → credit household."""

    persons: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATUSES, 0))
    households: dict[object, bool] = field(default_factory=dict)
    limits: list[int] = field(default_factory=list)


def area_totals(policy: CompiledPolicy, results: Iterable[PersonResult]) -> list[AreaTotals]:
    """Every village with an applicant, its township and its county, in order of code and level."""
    villages: dict[str, _Sum] = defaultdict(_Sum)
    credit = CreditHousehold(policy)
    for result in results:
        village = villages[result.village_code]
        village.persons[result.status] += 1
        if result.status in ASSESSED:
            held = village.households.get(result.household_id, False)
            village.households[result.household_id] = held or credit.holds(result)
        if result.limit_fen is not None:
            village.limits.append(result.limit_fen)
    rating, township_rating = (_rating(policy, level) for level in ("village", "township"))
    totals = {code: _village(code, village, rating) for code, village in villages.items()}
    upper_levels: tuple[AreaLevel, ...] = ("township", "county")
    upper = [
        _upper(code, level, [totals[v] for v in totals if parent_of(v, level) == code], rating, township_rating)
        for level in upper_levels
        for code in sorted({parent_of(village, level) for village in totals})
    ]
    return sorted([*totals.values(), *upper], key=lambda area: (area.area_code, area.level))


def _village(code: str, village: _Sum, rating: AreaRating | None) -> AreaTotals:
    assessed, credit = len(village.households), sum(village.households.values())
    return AreaTotals(
        area_code=code,
        level="village",
        persons=village.persons,
        households_assessed=assessed,
        households_credit=credit,
        villages_ratable=None,
        villages_credit=None,
        proposed=_proposed(rating, credit, assessed),
        limit_fen=sum(village.limits),
        contributors=sum(limit > 0 for limit in village.limits),
        largest_fen=max(village.limits, default=0),
    )


def _upper(
    code: str,
    level: AreaLevel,
    villages: list[AreaTotals],
    rating: AreaRating | None,
    township_rating: AreaRating | None,
) -> AreaTotals:
    """A township or county from its villages; only townships are rated, by their ratable villages."""
    ratable = sum(village.proposed is not None for village in villages)
    credit = sum(village.proposed is True for village in villages)
    rated = township_rating if level == "township" and rating is not None else None
    return AreaTotals(
        area_code=code,
        level=level,
        persons={status: sum(village.persons[status] for village in villages) for status in STATUSES},
        households_assessed=sum(village.households_assessed for village in villages),
        households_credit=sum(village.households_credit for village in villages),
        villages_ratable=ratable if rating is not None else None,
        villages_credit=credit if rating is not None else None,
        proposed=_proposed(rated, credit, ratable),
        limit_fen=sum(village.limit_fen for village in villages),
        contributors=sum(village.contributors for village in villages),
        largest_fen=max(village.largest_fen for village in villages),
    )


def _proposed(rating: AreaRating | None, credit: int, base: int) -> bool | None:
    """Whether the share is reached; ``None`` without a rating or on too small a base (0/0 is never a share)."""
    if rating is None or base < max(rating.minimum_base, 1):
        return None
    return credit * rating.at_least.denominator >= base * rating.at_least.numerator


def _rating(policy: CompiledPolicy, level: str) -> AreaRating | None:
    return next((rating for rating in policy.area_ratings if rating.level == level), None)
