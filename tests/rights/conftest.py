"""Fixtures of the tests that hold the line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import xiangxin.policies
from xiangxin.law.load import load_law
from xiangxin.policy.compile import compile_policy
from xiangxin.policy.model import CompiledPolicy

POLICIES = Path(xiangxin.policies.__path__[0])


def compiled(name: str) -> CompiledPolicy:
    """A shipped policy under national law."""
    policy, findings = compile_policy(POLICIES / name, load_law(), date(2026, 6, 30), "CN")
    assert policy is not None, [str(finding) for finding in findings]
    return policy


@pytest.fixture(scope="session")
def policies() -> dict[str, CompiledPolicy]:
    """The shipped policies, compiled once."""
    return {name: compiled(name) for name in ("household-open", "jinxiang-2022", "zhumadian-2019")}


@pytest.fixture(params=["household-open", "jinxiang-2022", "zhumadian-2019"])
def policy(request: pytest.FixtureRequest, policies: dict[str, CompiledPolicy]) -> CompiledPolicy:
    """Each shipped policy in turn."""
    return policies[request.param]


@pytest.fixture(params=["python", "duckdb"])
def engine(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return str(request.param)
