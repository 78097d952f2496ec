"""Half points are exact for every system score, sum and count: the total is rounded once, from sums and counts."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from uuid import UUID

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


def test_half_points_are_exact_for_all_system_scores_sums_and_counts(tmp_path: Path) -> None:
    policy = compiled("zhumadian-2019")
    wanted: dict[UUID, int] = {}
    people: list[PersonInput] = []
    for count in (5, 6, 7):
        for system in range(70, 101):
            for total in range(0, 100 * count + 1, 7 if count != 6 else 2):
                one = person(
                    len(people), {"provincial_score_centi": system * 100}, reviews=ratings(*spread(total, count))
                )
                wanted[one.person_id] = expected(system * 100, total, count)
                people.append(one)
    for engine in ("python", "duckdb"):
        rows = assessed(engine, policy, people, tmp_path / engine)
        assert {key: row["total_centi"] for key, row in rows.items()} == {k: v * 100 for k, v in wanted.items()}, engine


def test_the_documents_own_example_is_exactly_95_and_a_half(tmp_path: Path) -> None:
    policy = compiled("zhumadian-2019")
    one = person(0, {"provincial_score_centi": 9600}, reviews=ratings(95, 95, 94, 94, 94, 94))
    for engine in ("python", "duckdb"):
        (row,) = assessed(engine, policy, [one], tmp_path / engine).values()
        assert (row["review_sum"], row["review_count"], row["total_centi"], row["stars"]) == (566, 6, 9600, 5)
