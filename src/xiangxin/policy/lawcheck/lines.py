"""Line by line: the verdict of the law on each matter a line touches, told as block, condition or note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as _replace
from datetime import date
from typing import Literal

from xiangxin.kernel.errors import NOWHERE, Finding, Location
from xiangxin.kernel.messages import Messages
from xiangxin.kernel.text import Text
from xiangxin.law.model import Gates, Use, Verdict, VerdictKind
from xiangxin.law.pack import LawPack

LineKind = Literal["item", "condition", "input", "record", "value", "part", "rate", "prose"]

MESSAGES = Messages("xiangxin.policy.lawcheck")

STRICTNESS: tuple[VerdictKind, ...] = (
    "field_forbidden",
    "refused",
    "eligibility_of_product",
    "incentive_only",
    "lender_only",
    "with_document",
    "admitted",
)
"""Verdicts from the strictest; where a line touches several matters the strictest is the line's."""

_USES: dict[Use | None, Text] = {
    "base": Text("基础分", "base points"),
    "bonus": Text("加分", "a bonus"),
    "incentive": Text("激励", "an incentive"),
    "deduction": Text("减分", "a deduction"),
    "veto": Text("否决", "a veto"),
    "eligibility": Text("准入", "eligibility"),
    "limit": Text("额度", "the limit"),
    "rate": Text("利率", "the rate"),
    None: Text("任何用途", "any use"),
}


@dataclass(frozen=True, slots=True)
class LawLine:
    """What the law check must know of one line.

    A line that touches several matters is given once per matter under the same ``id``. ``use`` is ``None`` for
    inputs, records and values, which are read for some use elsewhere. ``matter`` is empty for a line that is about no
    fact (a stage, a group): only the word lint reads it. ``prose`` explains a line: it may name any lawful matter.
    """

    id: str
    use: Use | None
    matter: str
    words: tuple[str, ...]
    at: Location
    kind: LineKind
    of: Literal["credit", "product"] = "credit"


def check_law(
    lines: Sequence[LawLine], law: LawPack, as_of: date, jurisdiction: str
) -> tuple[dict[str, Verdict], tuple[Finding, ...]]:
    """The verdict of each line id (the strictest, where a line touches several matters) and the findings."""
    findings: list[Finding] = []
    verdicts: dict[str, Verdict] = {}
    if not law.knows_place(jurisdiction):
        findings.append(MESSAGES.tell("unknown_place", lines[0].at if lines else NOWHERE, place=jurisdiction))
    for line in lines:
        if not line.matter:
            continue
        if line.matter not in law.matters:
            findings.append(MESSAGES.tell("unknown_matter", line.at, line=line.id, matter=line.matter))
        verdict = law.verdict(line.matter, line.use, as_of, jurisdiction)
        known = verdicts.get(line.id)
        if known is None or STRICTNESS.index(verdict.kind) < STRICTNESS.index(known.kind):
            verdicts[line.id] = verdict
        findings += _findings(line, verdict, law)
    return verdicts, tuple(findings)


def _findings(line: LawLine, verdict: Verdict, law: LawPack) -> Iterator[Finding]:
    code = _code(line, verdict)
    gates = _gate_words(verdict.gates)
    if code is not None:
        yield _told(code, line, verdict, law)
    if line.use is not None and gates and (code is None or code == "product_condition"):
        yield _told("counts_only_with", line, verdict, law, gates=_joined(gates))
    decisive = verdict.rules[0]
    if not decisive.confirmed:
        text = Text(law.cite(decisive), law.cite(decisive, "en"))
        yield MESSAGES.tell("not_confirmed", line.at, line=line.id, text=text)


def _code(line: LawLine, verdict: Verdict) -> str | None:
    """What is to be said of a line beside its conditions; ``None``: nothing."""
    kind = verdict.kind
    if kind in ("field_forbidden", "refused"):
        return kind
    if line.use is None:
        return None
    if kind == "incentive_only" and line.use != "incentive":
        return "incentive_only"
    if kind == "eligibility_of_product":
        return "product_condition" if line.use == "eligibility" and line.of == "product" else "product_only"
    return None


def _told(code: str, line: LawLine, verdict: Verdict, law: LawPack, **more: Text) -> Finding:
    matter = law.matters[line.matter].label if line.matter in law.matters else Text(line.matter, line.matter)
    reason = verdict.rules[0].reason
    finding = MESSAGES.tell(code, line.at, line=line.id, matter=matter, use=_USES[line.use], reason=reason, **more)
    return _replace(finding, basis=basis(verdict, law))


def basis(verdict: Verdict, law: LawPack) -> str:
    """The texts a verdict rests on, the decisive one first, each with its basis: article, principle or product."""
    decisive = verdict.rules[0]
    same = [rule for rule in verdict.rules if rule.effect == decisive.effect]
    return "; ".join(dict.fromkeys(f"{law.cite(rule)} [{rule.basis}]" for rule in same))


def _gate_words(gates: Gates) -> list[Text]:
    """The gates that ask something of single facts, in words."""
    said = [
        (gates.lender_only, Text("贷款人自己的记录", "the lender's own record")),
        ("income_property" in gates.consent_classes, Text("本人书面同意", "the person's written consent")),
        ("bureau" in gates.consent_classes, Text("本人书面同意查询", "written consent to the query")),
        (gates.document, Text("有主管机关或授奖单位的文件", "a document of the competent body")),
        (gates.catalogue, Text("在目录之内", "within the catalogue")),
        (gates.final, Text("已生效", "final")),
        (gates.ordinary_procedure, Text("普通程序", "ordinary procedure")),
        (gates.not_minor, Text("不是轻微的", "not minor")),
        (gates.unremedied, Text("尚未改正", "not yet put right")),
        (gates.told, Text("已告知本人", "the person was told")),
        (gates.adverse, Text("不在异议中、未封存", "not disputed, not sealed")),
    ]
    words = [text for holds, text in said if holds]
    if gates.retention_years is not None:
        years = gates.retention_years
        words.append(Text(f"终止后未满{years}年", f"within {years} years of its end"))
    if gates.adult_age is not None:
        words.append(Text(f"当时已满{gates.adult_age}周岁", f"at {gates.adult_age} or older at the time"))
    return words


def _joined(words: list[Text]) -> Text:
    return Text("、".join(word.zh for word in words), ", ".join(word.en for word in words))
