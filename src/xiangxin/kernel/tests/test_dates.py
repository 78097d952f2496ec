"""Whole years, months and days between two dates, leap days included."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.kernel.dates import add_months, add_years, days, parse_date, whole_months, whole_years

DATES = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def test_only_the_extended_iso_form_is_a_date() -> None:
    assert parse_date("2026-01-15") == date(2026, 1, 15)
    assert parse_date("2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "20260115",
        "2026-1-15",
        "2026/01/15",
        "2026.01.15",
        "2026-W03-4",
        "2026-01-15T00:00",
        "２０２６-01-15",
        "2026-02-29",
        "2026-13-01",
        "0000-01-01",
        " 2026-01-15",
        "2026-01-15\n",
        "",
    ],
)
def test_other_spellings_and_impossible_days_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|day|month|year"):
        parse_date(text)


@pytest.mark.parametrize(
    ("since", "on", "years"),
    [
        ("2000-06-15", "2018-06-14", 17),
        ("2000-06-15", "2018-06-15", 18),
        ("2004-02-29", "2022-02-28", 17),
        ("2004-02-29", "2022-03-01", 18),
        ("2004-02-29", "2024-02-29", 20),
        ("2026-01-01", "2026-12-31", 0),
        ("2026-01-15", "2026-01-14", -1),
        ("2026-01-15", "2025-01-15", -1),
        ("2026-01-15", "2025-01-14", -2),
    ],
)
def test_a_year_is_over_on_the_day_of_the_same_name(since: str, on: str, years: int) -> None:
    assert whole_years(parse_date(since), parse_date(on)) == years


@pytest.mark.parametrize(
    ("since", "on", "months"),
    [
        ("2026-01-15", "2026-02-14", 0),
        ("2026-01-15", "2026-02-15", 1),
        ("2026-01-31", "2026-02-28", 0),
        ("2026-01-31", "2026-03-01", 1),
        ("2024-02-29", "2025-02-28", 11),
        ("2024-02-29", "2025-03-01", 12),
        ("2024-06-15", "2026-06-15", 24),
        ("2026-02-15", "2026-01-15", -1),
        ("2026-02-15", "2026-01-14", -2),
        ("2026-01-15", "2026-01-15", 0),
    ],
)
def test_a_month_is_over_when_its_day_comes_again(since: str, on: str, months: int) -> None:
    assert whole_months(parse_date(since), parse_date(on)) == months


def test_days_count_the_leap_day() -> None:
    assert days(date(2024, 2, 28), date(2024, 3, 1)) == 2
    assert days(date(2025, 2, 28), date(2025, 3, 1)) == 1
    assert days(date(2025, 3, 1), date(2025, 2, 28)) == -1


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2026-01-01", -1, "2025-12-01"),
        ("2026-05-15", 0, "2026-05-15"),
        ("2026-05-15", -24, "2024-05-15"),
    ],
)
def test_months_added_end_on_the_last_day_where_there_is_no_such_day(day: str, months: int, result: str) -> None:
    assert add_months(parse_date(day), months) == parse_date(result)


def test_years_added_to_a_leap_day_end_on_28_february() -> None:
    assert add_years(date(2024, 2, 29), 5) == date(2029, 2, 28)
    assert add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert add_years(date(2024, 2, 29), -1) == date(2023, 2, 28)


def test_the_calendar_has_an_end() -> None:
    with pytest.raises(ValueError, match="outside the calendar"):
        add_months(date(9999, 12, 1), 1)
    with pytest.raises(ValueError, match="outside the calendar"):
        add_years(date(1, 1, 1), -1)


@given(DATES, st.integers(-600, 600))
def test_months_added_have_then_passed_unless_the_day_was_cut(day: date, months: int) -> None:
    later = add_months(day, months)
    passed = whole_months(day, later)
    assert passed == months if later.day == day.day else passed == months - 1


@given(DATES, DATES)
def test_years_are_months_by_twelve(since: date, on: date) -> None:
    assert whole_years(since, on) == whole_months(since, on) // 12


@given(DATES, DATES, st.integers(0, 400))
def test_time_only_passes(since: date, on: date, more: int) -> None:
    later = date.fromordinal(on.toordinal() + more)
    assert whole_months(since, later) >= whole_months(since, on)
    assert days(since, later) == days(since, on) + more
