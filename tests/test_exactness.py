"""Half points are exact for every system score, sum and count: the total is rounded once, from sums and counts."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from uuid import UUID

import pytest

from bases.people import assessed, person, ratings
from rights.conftest import compiled
from xiangxin.scoring.assessment import PersonInput


def expected(system_centi: int, rating_sum: int, count: int) -> int:
    """The total by the document's sentence, in integers of another shape than either engine's."""
    exact = Fraction(7 * system_centi, 1000) + Fraction(3 * rating_sum, 10 * count)
    return int(exact + Fraction(1, 2))


def spread(total: int, count: int) -> list[int]:
    """``count`` ratings of at most 100 with this sum."""
    whole, rest = divmod(total, count)
    return [whole + 1] * rest + [whole] * (count - rest)


def disagreements(scores: Iterable[int], sums_step: int, counts: Iterable[int], folder: Path) -> list[object]:
    """Totals of either engine that are not the sentence's, over all combinations; also how many were tried."""
    policy = compiled("zhumadian-2019")
    wanted: dict[UUID, int] = {}
    people: list[PersonInput] = []
    for count in counts:
        for system in scores:
            for total in range(0, 100 * count + 1, sums_step):
                score = {"provincial_score_centi": system}
                one = person(len(people), score, reviews=ratings(*spread(total, count)))
                wanted[one.person_id] = expected(system, total, count)
                people.append(one)
    found: list[object] = []
    for engine in ("python", "duckdb"):
        rows = assessed(engine, policy, people, folder / engine)
        assert len(rows) == len(wanted)
        found += [(engine, key) for key, row in rows.items() if row["total_centi"] != wanted[key] * 100]
    return found


def test_half_points_are_exact_over_the_range_of_stars(tmp_path: Path) -> None:
    assert disagreements(range(7000, 10_001, 100), 5, (5, 6, 7), tmp_path) == []


def test_every_sum_of_six_ratings_is_exact_beside_every_edge_of_the_stars(tmp_path: Path) -> None:
    edges = [7550, 7600, 8050, 8100, 8550, 9050, 9550, 9600, 10_000]
    assert disagreements(edges, 1, (6,), tmp_path) == []


@pytest.mark.proof
@pytest.mark.parametrize("tens", range(10))
def test_half_points_are_exact_for_all_system_scores_sums_and_counts(tens: int, tmp_path: Path) -> None:
    low = tens * 1000
    high = 10_001 if tens == 9 else low + 1000
    assert disagreements(range(low, high, 50), 1, (5, 6, 7), tmp_path) == []


def test_the_documents_own_example_is_exactly_95_and_a_half(tmp_path: Path) -> None:
    policy = compiled("zhumadian-2019")
    one = person(0, {"provincial_score_centi": 9600}, reviews=ratings(95, 95, 94, 94, 94, 94))
    for engine in ("python", "duckdb"):
        (row,) = assessed(engine, policy, [one], tmp_path / engine).values()
        assert (row["review_sum"], row["review_count"], row["total_centi"], row["stars"]) == (566, 6, 9600, 5)
