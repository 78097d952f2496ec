"""Points, rates, shares and amounts on pages: exact however large, with one sign for what is taken away; days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from xiangxin.office.shell.templatetags.office import day, hour_known, moment, points, rate, share

BEFORE_DAWN = datetime(2026, 11, 29, 18, 37, tzinfo=UTC)
"""02:37 on the thirtieth in China."""


@pytest.mark.parametrize(
    ("centi", "written"),
    [(3000, "30"), (750, "7.5"), (5, "0.05"), (0, "0"), (-750, "−7.5"), (-5, "−0.05"), (123_456_789, "1234567.89")],
)
def test_points_are_written_without_loss_and_with_a_true_minus(centi: int, written: str) -> None:
    assert points(centi) == written


@pytest.mark.parametrize(("rate_bp", "written"), [(650, "6.5%"), (675, "6.75%"), (600, "6%"), (0, "0%")])
def test_a_rate_is_written_without_zeros_at_its_end(rate_bp: int, written: str) -> None:
    assert rate(rate_bp) == written


@pytest.mark.parametrize(
    ("basis_points", "written"), [(1250, "12.5%"), (600, "6.0%"), (1235, "12.4%"), (10_000, "100.0%"), (4, "0.0%")]
)
def test_a_share_is_written_to_a_tenth_of_a_percent_half_up(basis_points: int, written: str) -> None:
    assert share(basis_points) == written


def test_an_instant_before_dawn_has_the_day_that_it_is_here() -> None:
    assert day(BEFORE_DAWN) == "2026年11月30日"
    assert moment(BEFORE_DAWN) == hour_known(BEFORE_DAWN) == "2026年11月30日 02:37"


def test_midnight_sharp_is_a_day_where_no_hour_is_known() -> None:
    assert hour_known(datetime(2026, 11, 29, 16, 0, tzinfo=UTC)) == "2026年11月30日"


def test_a_mere_day_stays_as_it_is() -> None:
    assert day(date(2026, 11, 29)) == moment(date(2026, 11, 29)) == "2026年11月29日"
    assert day(None) == "—"
