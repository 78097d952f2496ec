"""From a policy file to a compiled policy: what a good file becomes, and what is said of a bad one."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from xiangxin.kernel.errors import blocks
from xiangxin.kernel.text import Text
from xiangxin.law.pack import LawPack
from xiangxin.policy.model import BandItem, BestItem
from xiangxin.policy.tests.written import GOOD, compiled, good, listed


def test_a_good_file_compiles_without_a_blocking_finding(tmp_path: Path, law: LawPack) -> None:
    policy = good(tmp_path, law)
    assert [group.id for group in policy.groups] == ["repayment", "ability", "civic"]
    assert [item.id for item in policy.items] == ["months_clean", "residence", "income_band", "moral_model"]
    assert policy.majority_age == 18


@pytest.mark.parametrize("case", listed("bad.yaml"), ids=lambda case: f"{case['code']}-{case['line']}")
def test_each_mistake_is_named_at_its_line_with_a_way_to_mend_it(
    case: dict[str, object], tmp_path: Path, law: LawPack
) -> None:
    change, to = str(case["change"]), str(case["to"])
    assert GOOD.count(change) == 1, change
    policy, findings = compiled(GOOD.replace(change, to), tmp_path, law)
    assert policy is None
    found = [finding for finding in blocks(findings) if finding.code == case["code"]]
    lines = case["line"] if isinstance(case["line"], list) else [case["line"]]
    assert [finding.where.line for finding in found] == lines, [str(finding) for finding in findings]
    for words in (found[0].what, found[0].why, found[0].mend):
        assert words.zh
        assert words.en


def test_all_findings_of_a_file_are_reported_at_once(tmp_path: Path, law: LawPack) -> None:
    text = GOOD.replace("age(birth_on)", "age(born_on)").replace("category == 'moral_model'", "category == 'x'")
    _, findings = compiled(text.replace("{from: 86, stars: 3}", "{from: 70, stars: 3}"), tmp_path, law)
    assert {finding.code for finding in blocks(findings)} >= {"unknown_name", "unknown_value", "wrong_rule"}


def test_bands_and_levels_carry_their_points_in_hundredths(tmp_path: Path, law: LawPack) -> None:
    policy = good(tmp_path, law)
    months, income, model = policy.items[0], policy.items[2], policy.items[3]
    assert isinstance(months, BandItem)
    assert [int(start) for start in months.starts] == [0, 6, 24]
    assert [(outcome.kind, outcome.points_centi) for outcome in months.outcomes] == [
        ("band", 0),
        ("band", 1500),
        ("band", 4000),
        ("never", 4000),
        ("unknown", None),
    ]
    assert isinstance(income, BandItem)
    assert [int(start) for start in income.starts] == [0, 2_000_000, 6_000_000]
    assert isinstance(model, BestItem)
    assert [outcome.points_centi for outcome in model.outcomes] == [0, 400, 600, 800, 1000, 0]


def test_a_dated_parameter_has_the_value_of_its_day(tmp_path: Path, law: LawPack) -> None:
    floor = next(parameter for parameter in good(tmp_path, law).parameters if parameter.name == "floor")
    assert floor.at(date(2022, 1, 19)) is None
    assert floor.at(date(2025, 5, 19)) == Fraction(37, 1000)
    assert floor.at(date(2025, 5, 20)) == Fraction(3, 100)


def test_the_hash_covers_meaning_not_comments_or_layout(tmp_path: Path, law: LawPack) -> None:
    first = good(tmp_path, law).content_hash
    commented = GOOD.replace("subject: applicant", "subject:   applicant  # a person")
    assert good(tmp_path, law, commented).content_hash == first
    assert good(tmp_path, law, GOOD.replace("never: 40", "never: 40.0")).content_hash == first
    assert good(tmp_path, law, GOOD.replace("never: 40", "never: 41")).content_hash != first


def test_items_inherit_the_source_of_their_group(tmp_path: Path, law: LawPack) -> None:
    policy = good(tmp_path, law)
    assert policy.items[0].origin.clause == "第六条"
    assert policy.items[0].origin.document == "测试〔2026〕1号"
    assert policy.parameters[0].origin.assumption == Text("文件没有写明", "文件没有写明")


def test_every_limit_candidate_keeps_its_words(tmp_path: Path, law: LawPack) -> None:
    limit = good(tmp_path, law).limit
    assert limit is not None
    assert limit.how == "min"
    assert [name for name, _ in limit.candidates] == ["base + incentive", "money('50000.00')", "affordable"]
    assert limit.floor_to_fen == 100_000


FIRST_AT = '  round_down_to: "1000.00 CNY"\n'


def test_a_first_limit_names_two_amounts_of_the_policy(tmp_path: Path, law: LawPack) -> None:
    text = GOOD.replace(FIRST_AT, FIRST_AT + "  first: {household: step, operator: most}\n")
    policy, findings = compiled(text, tmp_path, law)
    assert policy is None
    assert [(finding.code, finding.what.en) for finding in blocks(findings)] == [
        ("wrong_rule", "There is no parameter of money most")
    ]
    policy, findings = compiled(text.replace("most}", "step}"), tmp_path, law)
    assert policy is not None
    assert policy.limit is not None
    assert policy.limit.first is not None
    assert (policy.limit.first.household, policy.limit.first.operator) == ("step", "step")
    assert policy.limit.first.origin.clause == "第九条"
