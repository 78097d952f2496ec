"""Ratings are added exactly; too few of them are no review part."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.ballot.tally import Rule, Tally, tally

RULE = Rule(low=0, high=100, at_least=5)


def test_the_mean_is_exact() -> None:
    found = tally([80, 85, 90, 70, 88, 91, 77], RULE)
    assert found == Tally(581, 7)
    assert found.mean == Fraction(83)
    six = tally([80, 85, 90, 70, 88, None, 77], RULE)
    assert six is not None
    assert six.mean == Fraction(245, 3)


@pytest.mark.parametrize(
    "ratings", [[], [80] * 4, [80, 80, 80, 80, None, None, None], [80, 80, 80, 80, 101], [80, 80, 80, 80, -1]]
)
def test_four_ratings_that_count_are_no_review_part(ratings: list[int | None]) -> None:
    assert tally(ratings, RULE) is None


def test_no_rule_makes_a_part_out_of_nothing() -> None:
    assert tally([None], Rule(0, 100, 0)) is None


def test_five_zeros_are_a_part_of_zero() -> None:
    assert tally([0] * 5, RULE) == Tally(0, 5)


@given(st.lists(st.none() | st.integers(-10, 110), max_size=9), st.randoms())
def test_the_order_of_ballots_changes_nothing(ratings: list[int | None], lot: object) -> None:
    assert tally(ratings, RULE) == tally(list(reversed(ratings)), RULE)


@given(st.lists(st.integers(0, 100), min_size=5, max_size=9), st.lists(st.none(), max_size=5))
def test_not_knowing_somebody_costs_them_nothing(ratings: list[int], unknown: list[None]) -> None:
    assert tally([*ratings, *unknown], RULE) == tally(ratings, RULE)
