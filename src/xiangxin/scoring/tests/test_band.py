"""Down to which rate an officer may go: the lower end of the policy's own band, by the LPR of the day judged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import xiangxin.policies
from xiangxin.law.load import load_law
from xiangxin.policy.compile import compile_policy
from xiangxin.scoring.band import lowest_rate_bp

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
