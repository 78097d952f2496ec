"""An auditor sees how a panel rates as a whole, and never one seat, one subject or a figure of few."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.ballot.watch import Bounds, told, watch

BOUNDS = Bounds(far=20, alike=1, agreeing=Fraction(9, 10), common=5)


def table(columns: dict[str, list[int | None]]) -> dict[tuple[str, str], int | None]:
    return {(seat, f"p{row}"): rating for seat, ratings in columns.items() for row, rating in enumerate(ratings)}


def test_a_hand_worked_round() -> None:
    honest = [70, 80, 90, 60, 75, 85]
    columns: dict[str, list[int | None]] = {name: [*honest] for name in "abcdef"}
    columns["g"] = [rating + 12 for rating in honest]
    found = watch(table(columns), BOUNDS)

    assert (found.seats, found.subjects, found.ratings, found.unknown) == (7, 6, 42, 0)
    # g lies 12 above the others; each of the others 12/6 below the mean of the other six.
    assert found.leniency == 14
    assert (found.pairs, found.pairs_alike, found.cluster) == (21, 15, 6)
    assert found.far == 0


def test_a_bought_group_is_seen_as_a_group() -> None:
    honest = [[70, 80, 90, 60, 75, 85], [60, 88, 70, 75, 82, 66]]
    bought = [100, 100, 40, 100, 40, 40]
    columns: dict[str, list[int | None]] = {f"h{number}": [*ratings] for number, ratings in enumerate(honest)}
    columns |= {f"b{number}": [*bought] for number in range(5)}
    found = watch(table(columns), BOUNDS)
    assert found.cluster == 5
    assert found.pairs_alike == 10


def test_figures_of_few_are_not_told() -> None:
    columns: dict[str, list[int | None]] = {name: [70, 80, 90, 60, 75] for name in "abcd"}
    columns["e"] = [10, 80, 90, 60, None]
    found = watch(table(columns), BOUNDS)
    assert found.unknown is None
    assert found.far is None
    assert found.leniency is None  # e rated four subjects only
    assert found.cluster is None


@pytest.mark.parametrize(
    ("count", "of", "shown"),
    [(0, 3, None), (0, 0, 0), (0, 9, 0), (4, 90, None), (5, 90, 5), (86, 90, None), (90, 90, 90)],
)
def test_neither_a_small_count_nor_a_small_rest_is_told(count: int, of: int, shown: int | None) -> None:
    assert told(count, of) == shown


@given(
    st.dictionaries(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("pqrstu")), st.none() | st.integers(0, 100))
)
def test_any_round_can_be_watched_and_names_do_not_matter(ratings: dict[tuple[str, str], int | None]) -> None:
    renamed = {(seat.upper(), subject.upper()): rating for (seat, subject), rating in ratings.items()}
    assert watch(ratings, BOUNDS) == watch(renamed, BOUNDS)


def test_nothing_at_all_is_a_round_without_figures() -> None:
    nothing: dict[tuple[str, str], int | None] = {}
    found = watch(nothing, BOUNDS)
    assert (found.seats, found.ratings, found.leniency, found.cluster) == (0, 0, None, None)
