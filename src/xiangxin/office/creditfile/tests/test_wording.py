"""What a fact says in words: figures keep every digit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from xiangxin.office.creditfile.queries.files import Item
from xiangxin.office.creditfile.wording import part_words, value_words


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.mark.parametrize(("centi", "said"), [(8550, "85.5 分"), (1_000_055, "10000.55 分"), (-750, "−7.5 分")])
def test_points_of_a_value_keep_every_digit(centi: int, said: str) -> None:
    assert value_words("provincial_score", centi) == said


def test_points_of_a_part_keep_every_digit() -> None:
    assert part_words(Item("守信", 1_000_055)) == "守信：10000.55 分"
    assert part_words(Item("失信", -750)) == "失信：−7.5 分"
    assert part_words(Item("其他", None)) == "其他"
