"""Down to which rate an officer may go, by the LPR of the day judged, and the most that a first line may be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import xiangxin.policies
from xiangxin.law.load import load_law
from xiangxin.policy.compile import compile_policy
from xiangxin.scoring.bounds import FirstLimits, first_limits, lowest_rate_bp

POLICIES = Path(xiangxin.policies.__path__[0])


@pytest.mark.parametrize(
    ("name", "as_of", "lowest"),
    [
        ("household-open", date(2026, 11, 29), 300),
        ("household-open", date(2025, 1, 10), 310),
        ("jinxiang-2022", date(2026, 11, 29), 300),
        ("zhumadian-2019", date(2026, 11, 29), None),
    ],
)
def test_the_band_begins_at_the_dated_lpr_where_the_policy_names_a_lower_end(
    name: str, as_of: date, lowest: int | None
) -> None:
    policy, _findings = compile_policy(POLICIES / name, load_law(), as_of, "CN")
    assert policy is not None
    assert lowest_rate_bp(policy, as_of) == lowest


@pytest.mark.parametrize(
    ("name", "first"),
    [("jinxiang-2022", FirstLimits(5_000_000, 10_000_000)), ("household-open", None), ("zhumadian-2019", None)],
)
def test_a_first_line_is_held_to_what_the_policy_s_document_names(name: str, first: FirstLimits | None) -> None:
    as_of = date(2026, 11, 29)
    policy, _findings = compile_policy(POLICIES / name, load_law(), as_of, "CN")
    assert policy is not None
    assert first_limits(policy, as_of) == first
