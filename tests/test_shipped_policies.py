"""The policies that come with the product: lawful, and every hand-worked case comes out as written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import xiangxin.policies
from xiangxin.kernel.errors import blocks
from xiangxin.law.load import load_law
from xiangxin.law.pack import LawPack
from xiangxin.policy.compile import compile_policy
from xiangxin.scoring.cases import run_cases
from xiangxin.scoring.lower import prove_magnitudes

FOLDERS = sorted(path.parent for path in Path(xiangxin.policies.__path__[0]).glob("*/policy.yaml"))
AS_OF = date(2026, 6, 30)


@pytest.fixture(scope="module")
def law() -> LawPack:
    return load_law()


def test_the_three_policies_of_this_stage_are_there() -> None:
    assert [folder.name for folder in FOLDERS] == ["household-open", "jinxiang-2022", "zhumadian-2019"]


@pytest.mark.parametrize("jurisdiction", ["CN", "CN-37", "CN-41"])
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_it_is_lawful_and_its_magnitudes_are_proven(folder: Path, jurisdiction: str, law: LawPack) -> None:
    policy, findings = compile_policy(folder, law, AS_OF, jurisdiction)
    assert [str(finding) for finding in blocks(findings)] == []
    assert policy is not None
    assert [str(finding) for finding in prove_magnitudes(policy)] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_case_comes_out_as_worked_by_hand(folder: Path, law: LawPack) -> None:
    outcomes = run_cases(folder, law, "CN")
    assert len(outcomes) >= 15
    assert [(outcome.name, outcome.differences) for outcome in outcomes if outcome.differences] == []


def test_our_own_scorecard_says_that_it_is_uncalibrated_and_why_each_weight(law: LawPack) -> None:
    folder = next(folder for folder in FOLDERS if folder.name == "household-open")
    policy, _ = compile_policy(folder, law, AS_OF, "CN")
    assert policy is not None
    assert policy.calibration == "uncalibrated"
    assert [item.id for item in policy.items if item.origin.reason is None] == []
