"""Nesting of area codes. The codes are invented, under the unassigned prefix 99."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.kernel.divisions import LEVELS, Level, level_of, parent_of, prefix_of


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("990000000000", "province"),
        ("990100000000", "city"),
        ("990101000000", "county"),
        ("990101100000", "township"),
        ("990101100201", "village"),
        ("990101001000", "township"),
        ("990100001000", "township"),
        ("990101000001", "village"),
    ],
)
def test_the_level_is_that_of_the_last_digits_that_are_not_zero(code: str, level: Level) -> None:
    assert level_of(code) == level


@pytest.mark.parametrize(
    ("level", "parent"),
    [
        ("village", "990101100201"),
        ("township", "990101100000"),
        ("county", "990101000000"),
        ("city", "990100000000"),
        ("province", "990000000000"),
    ],
)
def test_a_village_lies_in_one_area_of_each_level(level: Level, parent: str) -> None:
    assert parent_of("990101100201", level) == parent


def test_an_area_is_its_own_parent_on_its_own_level() -> None:
    assert parent_of("990101100000", "township") == "990101100000"


@pytest.mark.parametrize("level", ["township", "village"])
def test_a_county_lies_in_no_smaller_area(level: Level) -> None:
    with pytest.raises(ValueError, match=f"lies in no {level}"):
        parent_of("990101000000", level)


@pytest.mark.parametrize(
    "code", ["990101", "9901011002011", "99010110020a", "９９0101100201", "", " 990101100201", "990101100201\n"]
)
def test_anything_but_twelve_digits_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="twelve digits"):
        level_of(code)
    with pytest.raises(ValueError, match="twelve digits"):
        parent_of(code, "province")


def test_a_township_run_by_a_city_has_the_city_in_place_of_a_county() -> None:
    assert parent_of("990100001000", "county") == "990100000000"


@given(st.from_regex(r"[1-9]{2}[0-9][1-9][0-9][1-9][0-9]{2}[1-9][0-9]{2}[1-9]", fullmatch=True))
def test_going_up_by_steps_is_going_up_at_once(code: str) -> None:
    step = code
    for level in reversed(LEVELS[: LEVELS.index(level_of(code)) + 1]):
        step = parent_of(step, level)
        assert step == parent_of(code, level)
        assert parent_of(step, level) == step


def test_areas_inside_another_begin_with_its_digits() -> None:
    codes = ("990000000000", "990101000000", "990101100000", "990101100201")
    assert [prefix_of(code) for code in codes] == ["99", "990101", "990101100", "990101100201"]
