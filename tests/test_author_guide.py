"""The worked example of the author's guide is a policy that compiles, and its case comes out as the guide says."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from xiangxin.kernel.errors import blocks
from xiangxin.law.load import load_law
from xiangxin.policy.compile import compile_policy
from xiangxin.scoring.cases import run_cases

GUIDE = Path(__file__).parents[1] / "docs" / "for" / "author.md"
AS_OF = date(2026, 6, 30)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The example as its reader would have it on disk: the last block is the case file, the others the policy."""
    *policy, cases = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    folder = tmp_path / "my-county"
    (folder / "cases").mkdir(parents=True)
    (folder / "policy.yaml").write_text("".join(policy), encoding="utf-8")
    (folder / "cases" / "first.yaml").write_text(cases, encoding="utf-8")
    return folder


def test_the_example_compiles(example: Path) -> None:
    policy, findings = compile_policy(example, load_law(), AS_OF, "CN")
    assert [str(finding) for finding in blocks(findings)] == []
    assert policy is not None


def test_the_case_of_the_example_comes_out_as_written(example: Path) -> None:
    (outcome,) = run_cases(example, load_law(), "CN")
    assert outcome.differences == ()


def test_the_veto_that_the_example_declines_would_be_refused(example: Path) -> None:
    path = example / "policy.yaml"
    text = path.read_text(encoding="utf-8").partition("declined:")[0]
    assert "\ninputs: {" in text
    text = text.replace("\ninputs: {", "\ninputs: {petitioned: {type: bool, matter: petition}, ", 1)
    veto = '{id: petitions, label: {zh: 信访, en: Petitions}, when: "petitioned", unknown: pass, source: {clause: J8}}'
    path.write_text(f"{text}vetoes:\n  - {veto}\n", encoding="utf-8")
    policy, findings = compile_policy(example, load_law(), AS_OF, "CN")
    assert policy is None
    assert "field_forbidden" in {finding.code for finding in blocks(findings)}
