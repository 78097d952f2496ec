"""Places are written as division codes; days before any law have an answer too."""

from __future__ import annotations

from datetime import date

import pytest

from xiangxin.law.load import load_law


@pytest.mark.parametrize("place", ["CN", "CN-37", "CN-370829", "CN-4110"])
def test_a_place_is_known_by_its_division_code(place: str) -> None:
    assert load_law().knows_place(place)


@pytest.mark.parametrize(
    "place", ["", "US", "CN-", "CN-4l", "CN-41 ", "CN-41'; drop", "cn-37", "CN-07", "CN-3", "CN-37-08"]
)
def test_a_slip_in_a_place_never_drops_a_province_in_silence(place: str) -> None:
    assert not load_law().knows_place(place)


def test_before_the_oldest_rule_the_strictest_age_holds_and_nothing_is_admitted() -> None:
    law = load_law()
    assert law.majority_age(date(1, 1, 1)) == 18
    assert law.verdict("income", "base", date(1, 1, 1), "CN").kind == "refused"
