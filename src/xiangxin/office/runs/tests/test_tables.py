"""How figures stand in the tables of runs."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from xiangxin.kernel.text import Text
from xiangxin.office.runs.moves import Changed
from xiangxin.office.runs.tables import PAIRS, RESULTS
from xiangxin.office.shell.tables import Table


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def cell(table: Table, column: str, row: object) -> Any:
    (found,) = (one for one in table.columns if one.key == column)
    return found.value(row)


@pytest.mark.parametrize(("rate_bp", "written"), [(650, "6.5%"), (675, "6.75%"), (None, "—")])
def test_a_rate_is_written_as_everywhere(rate_bp: int | None, written: str) -> None:
    assert cell(RESULTS, "rate", SimpleNamespace(rate_bp=rate_bp)) == written


@pytest.mark.parametrize(
    ("centi", "written"),
    [(750, "守信（+7.5）"), (-750, "守信（−7.5）"), (1_000_055, "守信（+10000.55）"), (0, "守信")],
)
def test_what_a_line_gained_or_lost_keeps_every_digit(centi: int, written: str) -> None:
    one = Changed("l1", Text("守信", "kept"), None, None, centi)
    assert cell(PAIRS, "lines", SimpleNamespace(lines=(one,))) == written


@pytest.mark.parametrize(
    ("before", "after", "written"),
    [
        (5_000_000, 8_000_000, "50,000.00 → 80,000.00"),
        (None, 150, "— → 1.50"),
        (-150, -150, "-1.50"),
    ],
)
def test_a_limit_is_compared_to_the_fen(before: int | None, after: int | None, written: str) -> None:
    row = SimpleNamespace(before=SimpleNamespace(limit_fen=before), after=SimpleNamespace(limit_fen=after))
    assert cell(PAIRS, "limit", row) == written
