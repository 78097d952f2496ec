"""Amounts in, amounts out, and the one rounding."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.kernel.money import format_fen, half_up, parse_money, plain_yuan


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("50000.00 CNY", 5_000_000),
        ("0 CNY", 0),
        ("0.01 CNY", 1),
        ("0.1 CNY", 10),
        ("-12.34 CNY", -1234),
        ("9999999999999.99 CNY", 999_999_999_999_999),
    ],
)
def test_an_amount_is_read_to_the_fen(text: str, fen: int) -> None:
    assert parse_money(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "50000",
        "50000.00",
        "50,000.00 CNY",
        "0.001 CNY",
        "1e3 CNY",
        ".5 CNY",
        "5. CNY",
        "+5 CNY",
        "5 USD",
        "5  CNY",
        "5 CNY\n",
        "５ CNY",
        "12345678901234 CNY",
        "",
    ],
)
def test_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        parse_money(text)


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (5_000_000, "50,000.00 元", "CNY 50,000.00"),
        (1, "0.01 元", "CNY 0.01"),
        (0, "0.00 元", "CNY 0.00"),
        (-123_456, "-1,234.56 元", "CNY -1,234.56"),
    ],
)
def test_an_amount_is_shown_with_its_currency(fen: int, zh: str, en: str) -> None:
    assert format_fen(fen, "zh") == zh
    assert format_fen(fen, "en") == en


@pytest.mark.parametrize(
    ("fen", "typed"), [(123_456_789, "1234567.89"), (5, "0.05"), (0, "0.00"), (-750, "-7.50"), (-5, "-0.05")]
)
def test_an_amount_for_a_form_has_no_signs_between_its_digits(fen: int, typed: str) -> None:
    assert plain_yuan(fen) == typed


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_what_is_shown_can_be_read_back(fen: int) -> None:
    digits = format_fen(fen, "en").removeprefix("CNY ").replace(",", "")
    assert parse_money(f"{digits} CNY") == fen


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [
        (955, 10, 96),
        (945, 10, 95),
        (5, 2, 3),
        (-5, 2, -3),
        (1, 2, 1),
        (-1, 2, -1),
        (1, 3, 0),
        (2, 3, 1),
        (-2, 3, -1),
        (-1, 3, 0),
        (0, 7, 0),
        (7, 1, 7),
        (49, 100, 0),
        (50, 100, 1),
        (10**30 + 1, 2, 5 * 10**29 + 1),
    ],
)
def test_halves_go_away_from_zero(numerator: int, denominator: int, rounded: int) -> None:
    assert half_up(numerator, denominator) == rounded


def test_system_96_and_six_ratings_summing_to_566_is_exactly_95_and_a_half() -> None:
    total = Fraction(7, 10) * 96 + Fraction(3, 10) * Fraction(566, 6)
    assert total == Fraction(191, 2)
    assert half_up(total.numerator, total.denominator) == 96


@pytest.mark.parametrize("denominator", [0, -1])
def test_a_denominator_that_is_not_positive_is_a_slip(denominator: int) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        half_up(1, denominator)


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_rounding_is_never_more_than_half_away_and_odd(numerator: int, denominator: int) -> None:
    rounded = half_up(numerator, denominator)
    assert abs(2 * (rounded * denominator - numerator)) <= denominator
    assert half_up(-numerator, denominator) == -rounded


@given(st.integers(-(10**9), 10**9))
def test_rounding_agrees_with_decimal_arithmetic(centi: int) -> None:
    expected = (Decimal(centi) / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert half_up(centi, 100) == int(expected)
