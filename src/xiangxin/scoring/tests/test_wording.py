"""Numbers as people read them: exact, or saying that they are not."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from xiangxin.kernel.yamlfile import plain, read_yaml
from xiangxin.scoring import wording
from xiangxin.scoring.wording import WORDS_FILE, basis_points, exact, percent, points, yuan


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(96), "96"),
        (Fraction(191, 2), "95.5"),
        (Fraction(-9, 4), "-2.25"),
        (Fraction(1, 1024), "1/1024 (≈ 0)"),
        (Fraction(283, 3), "283/3 (≈ 94.33)"),
        (0, "0"),
    ],
)
def test_a_number_loses_nothing_in_writing(value: Fraction | int, written: str) -> None:
    assert exact(value) == written


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (3_000_000, "3 万元", "CNY 30,000"),
        (3_400_000, "3.4 万元", "CNY 34,000"),
        (850_000, "8,500 元", "CNY 8,500"),
        (1_234_550, "12,345.50 元", "CNY 12,345.50"),
        (12_345_600, "123,456 元", "CNY 123,456"),
        (50, "0.50 元", "CNY 0.50"),
        (0, "0 元", "CNY 0"),
        (-3_000_000, "-3 万元", "CNY -30,000"),
    ],
)
def test_amounts_are_said_as_people_say_them(fen: int, zh: str, en: str) -> None:
    assert (yuan(fen).zh, yuan(fen).en) == (zh, en)


def test_points_rates_and_ratios() -> None:
    assert (points(3000), points(750), points(-225)) == ("30", "7.5", "-2.25")
    assert basis_points(675) == "6.75"
    assert percent(Fraction(27, 400)) == "6.75%"


def test_every_entry_of_the_word_list_is_in_both_languages_and_holds_nothing_else() -> None:
    node, findings = read_yaml(Path(wording.__file__).with_name(WORDS_FILE))
    assert findings == ()
    assert node is not None
    entries = plain(node)
    assert isinstance(entries, dict)
    assert {key: entry for key, entry in entries.items() if entry.keys() != {"zh", "en"}} == {}
