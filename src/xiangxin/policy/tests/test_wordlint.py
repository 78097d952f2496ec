"""Protected matters under other names, and lawful names that only look like them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from xiangxin.kernel.errors import Finding, Location, blocks
from xiangxin.kernel.yamlfile import plain, read_yaml
from xiangxin.law.pack import LawPack
from xiangxin.policy.lawcheck import LawLine
from xiangxin.policy.wordlint import lint
from xiangxin.policy.wordlint.pinyin import borders

WORDS = Path(__file__).parent / "words"
AT = Location("policy.yaml", 1)

PROTECTED = {
    "petition",
    "complaint",
    "religion",
    "ethnicity",
    "politics",
    "health",
    "vaccination",
    "disability",
    "sex",
    "marriage",
    "family_planning",
    "household_registration",
    "public_order_record",
    "juvenile_record",
    "welfare_receipt",
    "speech",
    "lifestyle",
    "fate",
}


def read(name: str) -> object:
    node, findings = read_yaml(WORDS / name, name)
    assert findings == ()
    assert node is not None
    return plain(node)


def disguised() -> list[tuple[str, str, str, list[str]]]:
    """(what it is about, what is declared, how it is disguised, the words)."""
    groups = read("disguised.yaml")
    assert isinstance(groups, dict)
    return [(about, group["declared"], how, words) for about, group in groups.items() for how, *words in group["items"]]


def lookalikes() -> list[list[str]]:
    entries = read("lookalikes.yaml")
    assert isinstance(entries, list)
    return entries


def told(law: LawPack, matter: str, *words: str, answers: tuple[str, ...] = ()) -> tuple[Finding, ...]:
    return lint([LawLine("x", "bonus", matter, words, AT, "item")], law, answers)


@pytest.mark.parametrize("case", disguised(), ids=lambda case: f"{case[0]}-{case[2]}-{case[3][0]!a}")
def test_line_3_a_disguised_item_is_refused(case: tuple[str, str, str, list[str]], law: LawPack) -> None:
    about, declared, _, words = case
    found = blocks(told(law, declared, *words))
    assert found, words
    if about in law.matters:
        matter = law.matters[about].label.zh
        assert any(matter in finding.what.zh or finding.code == "vague_words" for finding in found), words
    else:
        assert [finding.code for finding in found] == ["invisible_label"]


@pytest.mark.parametrize("case", lookalikes(), ids=lambda case: ascii(case[1]))
def test_line_3_a_lawful_name_that_looks_alike_is_admitted(case: list[str], law: LawPack) -> None:
    declared, *words = case
    assert [(finding.code, finding.what.zh) for finding in told(law, declared, *words)] == []


def test_line_3_the_lists_are_long_and_cover_every_protected_matter_and_many_disguises(law: LawPack) -> None:
    cases = disguised()
    assert len(cases) >= 700
    assert len(lookalikes()) >= 300
    assert {about for about, *_ in cases} >= PROTECTED
    assert len({how for _, _, how, _ in cases}) >= 20
    assert {matter.id for matter in law.matters.values() if matter.absolute} == PROTECTED | {"biometric"}


def test_line_3_no_answer_lifts_a_protected_matter(law: LawPack) -> None:
    for about, declared, _, words in disguised():
        if about in PROTECTED:
            assert blocks(told(law, declared, *words, answers=("x",))), words


def test_an_answer_lifts_vague_and_mismatched_words_and_stays_visible(law: LawPack) -> None:
    for words in ("综合表现", "逾期未还"):
        assert [finding.severity for finding in told(law, "residence", words)] == ["block"]
        lifted = told(law, "residence", words, answers=("x",))
        assert [(finding.severity, finding.code) for finding in lifted] == [("note", "answered_words")]


def test_a_line_without_a_matter_may_name_lawful_things_and_never_protected_ones(law: LawPack) -> None:
    assert told(law, "", "年收入与负债总额") == ()
    assert [finding.code for finding in told(law, "", "信访")] == ["protected_words"]


def test_words_and_matters_of_one_line_may_come_in_parts(law: LawPack) -> None:
    words = LawLine("debts", None, "", ("逾期未还",), AT, "item")
    matter = LawLine("debts", "deduction", "loan_arrears", (), AT, "item")
    assert lint([words, matter], law) == ()
    assert lint([matter, words], law) == ()


def test_each_disagreement_of_a_line_is_told_once(law: LawPack) -> None:
    found = told(law, "residence", "信访次数", "xinfang", "petitions")
    assert [finding.code for finding in found] == ["protected_words"]


def test_the_own_words_of_a_matter_account_for_what_they_contain(law: LawPack) -> None:
    assert told(law, "welfare_fraud", "骗取低保") == ()
    assert [finding.code for finding in told(law, "tax_decision", "骗取低保")] == ["other_words", "protected_words"]


def test_a_lawful_word_that_only_sounds_the_same_explains_no_pinyin(law: LawPack) -> None:
    assert "protected_words" in [finding.code for finding in told(law, "bank_relationship", "shengyu")]
    assert told(law, "bank_relationship", "shengyu_edu") == ()


def test_pinyin_divides_into_the_fewest_syllables(law: LawPack) -> None:
    syllables = law.lint.syllables
    assert borders("canjia", syllables) == {0, 3, 6}
    assert borders("fangan", syllables) == {0, 3, 4, 6}
    assert borders("income", syllables) == frozenset()


def test_no_lawful_word_contains_a_word_of_a_matter(law: LawPack) -> None:
    suspect = [word for matter in law.matters.values() for word in matter.words if not word.isascii()]
    assert [(word, part) for word in law.lint.lawful for part in suspect if part in word] == []


def test_every_character_of_a_word_has_its_pinyin(law: LawPack) -> None:
    words = [word for matter in law.matters.values() for word in matter.words]
    unread = {char for word in words for char in word if "\u4e00" <= char <= "\u9fff" and char not in law.lint.readings}
    assert unread == set()


def test_the_registry_uses_no_word_that_the_lint_would_refuse(law: LawPack) -> None:
    lines = [
        LawLine(field.id, None, field.matter, (field.id, field.label.zh, field.label.en), AT, "input")
        for field in law.fields.values()
    ]
    lines += [
        LawLine(f"{kind.id}.{field}.{value}", None, matter, (value, label.zh, label.en), AT, "value")
        for kind in law.record_kinds.values()
        for matter in [kind.matter]
        for field, value, label in kind.value_labels
        if (field, value) not in {(name, own) for name, own, _ in kind.value_matters}
    ]
    lines += [
        LawLine(kind.id, None, kind.matter, (kind.id, kind.label.zh, kind.label.en), AT, "record")
        for kind in law.record_kinds.values()
    ]
    assert [(finding.code, finding.what.en) for finding in lint(lines, law)] == []


def test_a_policy_of_a_hundred_lines_is_read_in_well_under_a_second(law: LawPack) -> None:
    lines = [
        LawLine(
            f"line_{number}",
            "base",
            "income",
            (f"line_{number}", "家庭经营性收入", "Income of the household"),
            AT,
            "item",
        )
        for number in range(100)
    ]
    lint(lines, law)
    began = time.process_time()
    lint(lines, law)
    assert time.process_time() - began < 0.5
