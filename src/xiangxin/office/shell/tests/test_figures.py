"""Points, rates, shares and amounts on pages: exact however large, with one sign for what is taken away."""

from __future__ import annotations

import pytest

from xiangxin.office.shell.templatetags.office import points, rate, share


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
