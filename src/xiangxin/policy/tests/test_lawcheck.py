"""What the law check says of single lines and of the assembled policy."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest

from xiangxin.kernel.errors import Location, blocks
from xiangxin.kernel.text import Text
from xiangxin.law.model import Use
from xiangxin.law.pack import LawPack
from xiangxin.policy import expressions as x
from xiangxin.policy.lawcheck import LawLine, check_law, check_structure
from xiangxin.policy.lawcheck.lines import MESSAGES as LAW_MESSAGES
from xiangxin.policy.reads import Place, formulas
from xiangxin.policy.tests.written import AS_OF, GOOD, compiled, good, listed
from xiangxin.policy.wordlint.check import MESSAGES as WORD_MESSAGES

AT = Location("policy.yaml", 7)
MEMBERS = "children:\n  members: {fields: {income_yearly: money}, matter: income}\nparameters:\n"
FINAL = (
    '  final: {value: "0.7 * system + 0.3 * panel.mean", round: half_up, '
    'without_review: "system", tier_floor: "tier(system)",'
)
FINAL_ON = (
    '  final: {{value: "0.7 * s{last} + 0.3 * panel.mean", round: half_up, '
    'without_review: "s{last}", tier_floor: "tier(s{last})",'
)
ON_MEMBERS = 'band_on: "sum(members.income_yearly)"'


def nested(steps: int) -> str:
    """Stages of which each uses the one before it twice."""
    former = ["system", *(f"s{number}" for number in range(1, steps))]
    return "".join(
        f'  s{number}: {{value: "0.5 * {name} + 0.5 * {name}", assumption: 试验}}\n'
        for number, name in enumerate(former, 1)
    )


def line(matter: str, use: Use | None, of: str = "credit") -> LawLine:
    return LawLine("x", use, matter, (), AT, "item", "product" if of == "product" else "credit")


def said(law: LawPack, *lines: LawLine, place: str = "CN-37", as_of: date = AS_OF) -> list[tuple[str, str]]:
    _, findings = check_law(lines, law, as_of, place)
    return [(finding.severity, finding.code) for finding in findings]


@pytest.mark.parametrize("case", listed("unlawful.yaml"), ids=lambda case: f"{case['code']}-{case['line']}")
def test_what_breaks_the_line_is_named_with_its_reason_and_a_way_to_mend_it(
    case: dict[str, object], tmp_path: Path, law: LawPack
) -> None:
    text = GOOD
    changes = case["changes"]
    assert isinstance(changes, list)
    for change, to in changes:
        assert text.count(change) == 1, change
        text = text.replace(change, to)
    policy, findings = compiled(text, tmp_path, law)
    severity = case.get("severity", "block")
    found = [finding for finding in findings if finding.code == case["code"] and finding.severity == severity]
    assert (policy is None) == (severity == "block"), [str(finding) for finding in findings]
    assert found, [str(finding) for finding in findings]
    assert {finding.where.line for finding in found} == {case["line"]}
    for words in (found[0].what, found[0].why, found[0].mend):
        assert words.zh
        assert words.en
        assert "{" not in words.zh + words.en


def test_a_refusal_quotes_instrument_article_and_basis(law: LawPack) -> None:
    _, findings = check_law([line("religion", "veto")], law, AS_OF, "CN-37")
    refusal = blocks(findings)[0]
    assert refusal.code == "field_forbidden"
    assert refusal.basis == "征信业管理条例 14(1) [article]; 山东省社会信用条例 42 [article]"
    assert refusal.where == AT
    assert "宗教信仰" in refusal.why.zh
    assert "Religion" in refusal.why.en


def test_our_own_line_is_said_to_be_ours(law: LawPack) -> None:
    _, findings = check_law([line("petition", "veto")], law, AS_OF, "CN")
    assert [(finding.code, finding.basis) for finding in findings] == [
        ("field_forbidden", "乡信的底线 第3条（依据：宪法41，信访工作条例17、46） [product]")
    ]


def test_conditions_become_one_finding_that_lists_the_gates(law: LawPack) -> None:
    _, findings = check_law([line("tax_decision", "veto")], law, AS_OF, "CN-37")
    assert [(finding.severity, finding.code) for finding in findings] == [("condition", "counts_only_with")]
    for word in ("a document", "within the catalogue", "final", "ordinary procedure", "told", "within 5 years"):
        assert word in findings[0].mend.en


def test_what_may_be_read_at_all_is_asked_without_a_use(law: LawPack) -> None:
    assert said(law, line("loan_arrears", None), line("civic_honour", None), line("residence", None)) == []
    assert said(law, line("religion", None)) == [("block", "field_forbidden")]
    assert said(law, line("lifestyle", None)) == [("block", "refused")]


def test_a_line_on_several_matters_gets_the_strictest_verdict(law: LawPack) -> None:
    verdicts, _ = check_law([line("income", "base"), line("politics", "base")], law, AS_OF, "CN")
    assert verdicts["x"].kind == "refused"
    verdicts, _ = check_law([line("politics", "base"), line("income", "base")], law, AS_OF, "CN")
    assert verdicts["x"].kind == "refused"


def test_a_text_not_checked_against_the_original_is_told(law: LawPack) -> None:
    assert said(law, line("public_order_record", "veto")) == [("block", "refused"), ("note", "not_confirmed")]


def test_an_invented_matter_is_refused(law: LawPack) -> None:
    assert ("block", "unknown_matter") in said(law, line("good_manners", "bonus"))
    assert ("block", "refused") in said(law, line("good_manners", "bonus"))


def test_a_place_without_rules_is_no_free_place(law: LawPack) -> None:
    assert ("block", "unknown_place") in said(law, line("income", "base"), place="XX")
    assert said(law, line("income", "base"), place="CN-99") == [("condition", "counts_only_with")]


def test_a_field_cannot_stand_for_the_lenders_own_record(tmp_path: Path, law: LawPack) -> None:
    policy = good(tmp_path, law)
    spec = next(spec for spec in policy.inputs if spec.name == "residence_shown")
    gated = replace(spec, gates=replace(spec.gates, lender_only=True))
    inputs = tuple(gated if entry is spec else entry for entry in policy.inputs)
    findings = check_structure(replace(policy, inputs=inputs), law)
    assert [finding.code for finding in blocks(findings)] == ["source_not_held"]


def test_an_adverse_matter_is_never_taken_from_members(tmp_path: Path, law: LawPack) -> None:
    text = GOOD.replace("parameters:\n", MEMBERS).replace("band_on: income_yearly", ON_MEMBERS)
    policy, findings = compiled(text, tmp_path, law)
    assert policy is not None, [str(finding) for finding in findings]
    debts = {**law.matters, "income": replace(law.matters["income"], adverse=True)}
    codes = [finding.code for finding in blocks(check_structure(policy, replace(law, matters=debts)))]
    assert codes == ["others_judged"]


def test_members_never_cost_points(tmp_path: Path, law: LawPack) -> None:
    text = GOOD.replace("parameters:\n", MEMBERS).replace("band_on: income_yearly", ON_MEMBERS)
    policy, _ = compiled(text, tmp_path, law)
    assert policy is not None
    group = policy.groups[1]
    deducted = replace(group, items=tuple(replace(item, use="deduction") for item in group.items))
    changed = replace(policy, groups=(policy.groups[0], deducted, policy.groups[2]))
    assert [finding.code for finding in blocks(check_structure(changed, law))] == ["others_judged"]


def test_stars_from_an_opaque_score_alone_are_told(tmp_path: Path, law: LawPack) -> None:
    text = GOOD.replace("scale(repayment + ability, to=100)", "residence").replace(
        '"0.7 * system + 0.3 * panel.mean", round: half_up, without_review: "system", tier_floor: "tier(system)"',
        '"system", round: half_up',
    )
    text = text.replace('when: "residence_shown", points: 10', 'value: "provincial_score", range: [0, 100]')
    policy, findings = compiled(text, tmp_path, law)
    assert policy is not None, [str(finding) for finding in blocks(findings)]
    assert ("note", "opaque_stars") in [(finding.severity, finding.code) for finding in findings]


def test_an_unsettled_sum_above_a_small_amount_may_veto(tmp_path: Path, law: LawPack) -> None:
    text = GOOD.replace(
        "any(arrears, settled_on is None and amount > money('1000.00'))",
        "sum(arrears[settled_on is None].amount) > money('1000.00')",
    )
    policy, findings = compiled(text, tmp_path, law)
    assert policy is not None, [str(finding) for finding in blocks(findings)]


def test_the_same_points_for_every_ground_tell_nobody_apart(tmp_path: Path, law: LawPack) -> None:
    ground = "  residence_ground: {type: enum, matter: residence}\n  income_yearly:"
    table = "by_value: residence_ground, points: {lease: 9, land_contract: 9, residence_permit: 9, declaration: 9}"
    text = GOOD.replace("  income_yearly:", ground).replace('when: "residence_shown", points: 10', table)
    policy, findings = compiled(text, tmp_path, law)
    assert policy is not None, [str(finding) for finding in blocks(findings)]


def test_income_per_head_may_count(tmp_path: Path, law: LawPack) -> None:
    per_head = 'band_on: "(income_yearly + sum(members.income_yearly)) / (count(members) + 1)"'
    text = GOOD.replace("parameters:\n", MEMBERS).replace("band_on: income_yearly", per_head)
    policy, findings = compiled(text, tmp_path, law)
    assert policy is not None, [str(finding) for finding in blocks(findings)]


@pytest.mark.parametrize(
    "clean",
    ["not any(arrears)", "count(arrears) == 0", "count(arrears) < 1", "all(arrears, settled_on is not None)"],
)
def test_having_no_adverse_record_may_earn_points(clean: str, tmp_path: Path, law: LawPack) -> None:
    text = GOOD.replace('when: "residence_shown", points: 10', f'when: "{clean}", points: 10')
    policy, findings = compiled(text, tmp_path, law)
    assert policy is not None, [str(finding) for finding in blocks(findings)]


@pytest.mark.parametrize(
    "limit",
    [
        "min(min(base + incentive, affordable), money('50000.00'))",
        "max(base, min(base + incentive, affordable))",
        "clamp(base + incentive, money('0.00'), affordable)",
    ],
)
def test_an_incentive_below_what_can_be_repaid_is_admitted_however_it_is_written(
    limit: str, tmp_path: Path, law: LawPack
) -> None:
    text = GOOD.replace("min(base + incentive, money('50000.00'), affordable)", limit)
    policy, findings = compiled(text, tmp_path, law)
    assert policy is not None, [str(finding) for finding in blocks(findings)]


def test_every_formula_of_a_policy_is_on_the_one_list_that_law_check_and_gates_read(
    tmp_path: Path, law: LawPack
) -> None:
    policy = good(tmp_path, law)
    listed = {id(formula.reads) for formula in formulas(policy)}
    held = list(_formulas_in(policy))
    assert len(held) == 20
    assert [part for part in held if id(part) not in listed] == []
    assert {formula.place for formula in formulas(policy)} == {*get_args(Place)}


def _formulas_in(value: object) -> Iterator[object]:
    """Every formula anywhere in a compiled policy, found without knowing where it may stand."""
    if isinstance(value, x.Expr | x.Records):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _formulas_in(part)
    elif is_dataclass(value):
        for spec in fields(value):
            yield from _formulas_in(getattr(value, spec.name))


FACT = x.InputRef(x.Type("points"), "provincial_score")
POINTS = x.Compare(
    x.Type("bool"), ">", x.PointsRef(x.Type("points"), "group", "civic"), x.Constant(x.Type("points"), Fraction(0))
)


@pytest.mark.parametrize("place", ["value", "without_review", "tier_floor", "rate", "certificate", "household", "veto"])
def test_a_fact_that_came_to_a_place_without_a_use_in_law_is_found(place: str, tmp_path: Path, law: LawPack) -> None:
    policy = good(tmp_path, law)
    assert policy.rate is not None
    match place:
        case "rate":
            changed = replace(policy, rate=replace(policy.rate, propose=FACT))
        case "certificate":
            changed = replace(policy, certificate=(("red", FACT),))
        case "household":
            changed = replace(policy, credit_household=FACT)
        case "veto":
            changed = replace(policy, vetoes=(replace(policy.vetoes[0], when=POINTS),))
        case _:
            stage = replace(policy.stages[1], **{place: FACT})  # type: ignore[arg-type]
            changed = replace(policy, stages=(policy.stages[0], stage))
    assert "fact_out_of_place" in [finding.code for finding in blocks(check_structure(changed, law))]


def test_an_opaque_score_may_stand_beside_facts_that_can_be_explained(tmp_path: Path, law: LawPack) -> None:
    text = GOOD.replace("age(birth_on) >= 18", "residence_shown or provincial_score >= 60")
    policy, findings = compiled(text, tmp_path, law)
    assert policy is not None, [str(finding) for finding in blocks(findings)]


def test_an_answer_lifts_a_disagreement_of_words_and_never_a_protected_matter(tmp_path: Path, law: LawPack) -> None:
    answer = (
        "answers:\n  - {line: residence, answer: {zh: 指居住, en: residence is meant}, by: 复核人, on: 2026-02-01}\n"
    )
    policy, findings = compiled(GOOD.replace("zh: 居住有证明", "zh: 村内口碑") + answer, tmp_path, law)
    assert policy is not None, [str(finding) for finding in blocks(findings)]
    assert "answered_words" in [finding.code for finding in findings]
    policy, findings = compiled(GOOD.replace("zh: 居住有证明", "zh: 信访") + answer, tmp_path, law)
    assert policy is None
    assert [finding.code for finding in blocks(findings)] == ["protected_words"]


def test_an_answer_is_another_offices_and_goes_with_the_policy(tmp_path: Path, law: LawPack) -> None:
    words = "answers:\n  - {line: residence, answer: {zh: 指居住, en: residence is meant}, by: %s, on: 2026-02-01}\n"
    policy, _ = compiled(GOOD + words % "复核人", tmp_path, law)
    assert policy is not None
    assert [(answer.line, answer.by.zh, answer.on) for answer in policy.answers] == [
        ("residence", "复核人", date(2026, 2, 1))
    ]
    policy, findings = compiled(GOOD + words % "'测试 县'", tmp_path, law)
    assert policy is None
    assert [finding.code for finding in blocks(findings)] == ["wrong_rule"]


def test_every_message_is_told_by_some_test() -> None:
    """One bad file (or a test above) for each code of the law check and the word lint."""
    told = {str(case["code"]) for case in listed("unlawful.yaml")}
    told |= {"unknown_place", "unknown_matter", "field_forbidden", "counts_only_with", "not_confirmed"}
    told |= {"source_not_held", "opaque_stars", "answered_words", "fact_out_of_place"}
    assert {*LAW_MESSAGES.by_code, *WORD_MESSAGES.by_code} <= told


def test_labels_of_matters_are_quoted_in_both_languages(law: LawPack) -> None:
    _, findings = check_law([line("speech", "deduction")], law, AS_OF, "CN")
    assert findings[0].what == Text("x：“言论”不得用于减分", "x: Speech may not be used for a deduction")


@pytest.mark.parametrize("steps", [14, 45])
def test_stages_that_use_the_former_twice_are_judged_in_steps_not_in_powers(
    steps: int, tmp_path: Path, law: LawPack
) -> None:
    began = time.process_time()
    policy, findings = compiled(GOOD.replace(FINAL, nested(steps) + FINAL_ON.format(last=steps)), tmp_path, law)
    assert time.process_time() - began < 5
    assert [str(finding) for finding in blocks(findings)] == []
    assert policy is not None
    assert [stage.id for stage in policy.stages][-2:] == [f"s{steps}", "final"]


def test_a_chain_of_stages_that_nobody_could_follow_is_refused(tmp_path: Path, law: LawPack) -> None:
    policy, findings = compiled(GOOD.replace(FINAL, nested(60) + FINAL), tmp_path, law)
    assert policy is None
    found = [finding for finding in blocks(findings) if "more than 50 stages" in finding.what.en]
    assert [finding.code for finding in found] == ["wrong_rule"]


@pytest.mark.parametrize("name", ["petition", "xinfang_cishu", "shangfang"])
def test_an_unknown_name_that_means_a_protected_matter_is_told_with_its_rule(
    name: str, tmp_path: Path, law: LawPack
) -> None:
    _, findings = compiled(GOOD.replace("any(arrears, ", f"any({name}, "), tmp_path, law)
    (found,) = [finding for finding in findings if finding.code == "unknown_name"]
    assert found.what.en == f"There is no such name: {name}; it speaks of Petitions"
    assert found.basis.startswith("乡信的底线 第3条")
    assert "declined" in found.mend.en


def test_a_kind_of_record_that_nobody_registered_is_not_taken_for_something_else(tmp_path: Path, law: LawPack) -> None:
    unregistered = GOOD.replace("records:\n", "records:\n  visits: {fields: {amount: money}, matter: petition}\n", 1)
    assert unregistered != GOOD
    _, findings = compiled(
        unregistered.replace("any(arrears, ", "count(visits) > 0 and any(arrears, ", 1), tmp_path, law
    )
    assert any(finding.code == "unknown_record_kind" for finding in blocks(findings))
    label = law.matters["household_size"].label.en
    assert not [finding for finding in findings if label in finding.what.en]
