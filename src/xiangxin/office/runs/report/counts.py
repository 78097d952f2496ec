"""How many and how much under a text: people by status and stars, limits, townships."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from xiangxin.kernel.money import half_up
from xiangxin.kernel.units import BP_PER_UNIT
from xiangxin.office.runs.groups import measures
from xiangxin.office.runs.report.outcome import Json, Outcome
from xiangxin.scoring.assessment import STATUSES
from xiangxin.scoring.fairness import hidden_beside, hidden_counts

_STARS = range(6)


def people(tried: Outcome) -> Json:
    """By status."""
    county = tried.county
    if county is None:
        return {"total": None, "by_status": {}}
    return {"total": county.counts["persons"], "by_status": {status: county.counts[status] for status in STATUSES}}


def stars(tried: Outcome, in_force: Outcome | None) -> list[Json]:
    """How many have how many, now and before."""
    now, before = _by_stars(tried), {} if in_force is None else _by_stars(in_force)
    return [{"stars": star, "people": now.get(str(star)), "before": before.get(str(star))} for star in _STARS]


def limits(tried: Outcome, in_force: Outcome | None) -> Json:
    """Sums over everybody, now and before, and the fund that would stand behind them."""
    before = None if in_force is None else _summed(in_force)
    return {**_summed(tried), "before": before, "fund_share_basis_points": _fund_share()}


def townships(tried: Outcome, place: Callable[[str], str]) -> list[Json]:
    """Each township by its name."""
    return [
        {
            "area": row.area_code,
            "name": place(row.area_code),
            "people": row.counts["persons"],
            "scored": row.counts["scored"],
            "limit_fen": row.limit_fen,
            "fund_fen": _fund(row.limit_fen),
        }
        for row in tried.areas
        if row.level == "township"
    ]


def _by_stars(of: Outcome) -> dict[str, int | None]:
    if of.county is None:
        return {}
    counted = Counter(str(one.stars or 0) for one in of.results.values() if one.status == "scored")
    exact = {str(star): counted[str(star)] for star in _STARS}
    # Stars add up to the scored: where that is hidden, one of them is too.
    hides = hidden_counts if of.county.counts["scored"] is not None else hidden_beside
    hidden = hides(exact, of.thresholds.minimum_count)
    return {star: None if star in hidden else count for star, count in exact.items()}


def _summed(of: Outcome) -> Json:
    total = None if of.county is None else of.county.limit_fen
    return {"sum_fen": total, "fund_fen": _fund(total)}


def _fund(limit_fen: int | None) -> int | None:
    return None if limit_fen is None else half_up(limit_fen * _fund_share(), BP_PER_UNIT)


def _fund_share() -> int:
    return int(measures()["fund_share_basis_points"]["value"])
