"""Bands in words: the Chinese of statutes, units, and counts by their number."""

from __future__ import annotations

from fractions import Fraction

import pytest

from xiangxin.kernel.text import Text
from xiangxin.policy import expressions as x
from xiangxin.policy.bandwords import band_label

NUMBER = x.Type("number")
DAY = x.InputRef(x.Type("date"), "day")
MONTHS = x.Call(NUMBER, "months_since", (DAY,))
COUNT = x.Aggregate(NUMBER, "count", x.Records("arrears"))
MONEY = x.InputRef(x.Type("money"), "income_yearly")
RATIO = x.Arithmetic(NUMBER, "/", MONEY, MONEY)


def labels(on: x.Expr, *starts: object) -> list[Text]:
    edges = tuple(Fraction(str(start)) for start in starts)
    return [band_label(on, edges, position) for position in range(len(edges))]


@pytest.mark.parametrize(
    ("on", "starts", "zh", "en"),
    [
        (
            MONTHS,
            (0, 6, 24),
            ["不满 6 个月", "6 个月以上、不满 24 个月", "24 个月以上"],
            ["below 6 months", "from 6 months, below 24 months", "24 months or more"],
        ),
        (COUNT, (0, 1, 2), ["0 次", "1 次", "2 次以上"], ["0 times", "1 times", "2 times or more"]),
        (
            MONEY,
            (0, 2_000_000, 12_500_000),
            ["不满 2 万元", "2 万元以上、不满 12.5 万元", "12.5 万元以上"],
            ["below CNY 20,000", "from CNY 20,000, below CNY 125,000", "CNY 125,000 or more"],
        ),
        (MONEY, (0, 50_050), ["不满 500.50 元", "500.50 元以上"], ["below CNY 500.50", "CNY 500.50 or more"]),
        (RATIO, (0, "0.5"), ["不满 0.5 倍", "0.5 倍以上"], ["below 0.5 times", "0.5 times or more"]),
    ],
)
def test_edges_are_said_as_a_statute_says_them(
    on: x.Expr, starts: tuple[object, ...], zh: list[str], en: list[str]
) -> None:
    said = labels(on, *starts)
    assert [label.zh for label in said] == zh
    assert [label.en for label in said] == en
