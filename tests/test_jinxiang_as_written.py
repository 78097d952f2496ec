"""The document of Jinxiang, line by line as it is written, gets the verdicts of docs/sources.md and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from xiangxin.kernel.errors import Location, blocks
from xiangxin.kernel.yamlfile import plain, read_yaml
from xiangxin.law.load import load_law
from xiangxin.law.model import Use, Verdict
from xiangxin.law.pack import LawPack
from xiangxin.policy.compile import examine_policy
from xiangxin.policy.lawcheck import LawLine, check_law
from xiangxin.policy.wordlint import lint

FOLDER = Path(__file__).parent / "fixtures" / "jinxiang-as-written"
AT = Location("jinxiang-as-written/policy.yaml")

Data = dict[str, object]


def read(name: str) -> Data:
    node, findings = read_yaml(FOLDER / name)
    assert findings == ()
    assert node is not None
    return cast(Data, plain(node))


EXPECTED = read("expected.yaml")
AS_OF, PLACE = cast(date, EXPECTED["as_of"]), str(EXPECTED["jurisdiction"])
LINES = cast("dict[str, dict[str, object]]", EXPECTED["lines"])


@pytest.fixture(scope="module")
def law() -> LawPack:
    return load_law()


def law_lines(law: LawPack) -> Iterator[LawLine]:
    """The lines of the document with the matters their formulas name, read without the compiler."""
    policy = read("policy.yaml")
    matters = {name: str(spec["matter"]) for name, spec in cast("dict[str, Data]", policy["inputs"]).items()}
    sources = {name: str(spec["matter"]) for name, spec in cast("dict[str, Data]", policy["records"]).items()}
    values = {value: matter for _, value, matter in law.record_kinds["honour"].value_matters}
    for use, line in written(policy):
        formula = str(line.get("when") or line.get("best_of"))
        words = re.findall(r"[a-z_0-9]+", formula)
        named = [values.get(word, "") for word in words] + [matters.get(word, "") for word in words]
        if not any(named):
            named = [sources.get(word, "") for word in words]
        if "<= 60" in formula:
            named = ["age_limit"]
        for matter in filter(None, named):
            yield LawLine(str(line["id"]), use, matter, (), AT, "item")


def written(policy: Data) -> Iterator[tuple[Use, Data]]:
    for line in cast("list[Data]", policy["eligibility"]):
        yield "eligibility", line
    for group in cast("dict[str, Data]", policy["groups"]).values():
        for line in cast("list[Data]", group["items"]):
            yield cast(Use, group.get("use", "base")), line
    for line in cast("list[Data]", policy["vetoes"]):
        yield "veto", line


def agrees(verdict: Verdict, line: str) -> None:
    expected = LINES[line]
    assert (verdict.kind, verdict.basis) == (expected["verdict"], expected["basis"]), line
    decisive = verdict.rules[0]
    bases = {rule.basis for rule in verdict.rules if rule.effect == decisive.effect}
    assert bases >= set(cast("list[str]", expected.get("also", []))), line
    assert decisive.confirmed == expected.get("confirmed", True), line
    assert decisive.reason.zh
    assert decisive.reason.en


def test_every_item_of_the_document_stands_in_the_fixture_and_in_the_table() -> None:
    ids = [str(line["id"]) for _, line in written(read("policy.yaml"))]
    assert sorted(ids) == sorted(LINES)
    assert len(ids) == len(set(ids)) == 53


def test_line_3_each_line_gets_exactly_the_verdict_and_basis_of_the_table(law: LawPack) -> None:
    lines = list(law_lines(law))
    verdicts, findings = check_law(lines, law, AS_OF, PLACE)
    assert set(verdicts) == set(LINES)
    for line, verdict in verdicts.items():
        agrees(verdict, line)
    refused = {finding.what.en.split(":")[0] for finding in blocks(findings)}
    assert refused == {line for line, expected in LINES.items() if not expected["permits"]}
    for finding in blocks(findings):
        assert finding.basis
        assert finding.why.zh


def test_line_3_the_compiler_refuses_it_with_the_same_verdicts(law: LawPack) -> None:
    policy, verdicts, findings = examine_policy(FOLDER, law, AS_OF, PLACE)
    assert policy is None
    for line in LINES:
        agrees(verdicts[line], line)
    told = {finding.code for finding in blocks(findings)}
    assert told >= {"unknown_field", "refused", "field_forbidden", "incentive_only", "product_only", "protected_words"}
    assert all(finding.where.line for finding in blocks(findings))


def test_line_3_renaming_the_lines_does_not_let_them_in(law: LawPack) -> None:
    """Declared as an honour, each forbidden line is still known by its words."""
    policy = read("policy.yaml")
    for _, line in written(policy):
        expected = LINES[str(line["id"])]
        label = cast("dict[str, str]", line["label"])
        if expected["verdict"] == "field_forbidden":
            renamed = LawLine("x", "bonus", "civic_honour", (label["zh"], label["en"]), AT, "item")
            assert "protected_words" in [finding.code for finding in blocks(lint([renamed], law))], label
