"""The pipeline from a policy folder to a compiled policy: read → declare → items → totals → law → assemble.

Every step returns what it could build and all it found; the policy is there only when nothing blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from xiangxin.kernel.errors import Finding, Location, blocks
from xiangxin.kernel.text import Text
from xiangxin.law.model import Verdict
from xiangxin.law.pack import LawPack
from xiangxin.policy import expressions as x
from xiangxin.policy.formula import FUNCTIONS, Scope
from xiangxin.policy.items import Items
from xiangxin.policy.judge import judge
from xiangxin.policy.lawcheck import check_structure
from xiangxin.policy.model import CompiledPolicy, Group
from xiangxin.policy.names import Declarations, declared_ranges, value_expressions
from xiangxin.policy.origins import Origins
from xiangxin.policy.ranges import Ranges
from xiangxin.policy.read import Block, PolicyDocument, load_policy
from xiangxin.policy.shipped import content_hash
from xiangxin.policy.strangers import with_basis
from xiangxin.policy.totals import Totals

RESERVED = frozenset({"stars", "majority", "limit", "rate", "in_force", *FUNCTIONS})
"""Names the language itself uses."""


def compile_policy(
    source: Path | PolicyDocument, law: LawPack, as_of: date, jurisdiction: str
) -> tuple[CompiledPolicy | None, tuple[Finding, ...]]:
    """Compile a folder or a document that was read; ``None`` when a finding blocks.

    Law is judged as of ``as_of`` in ``jurisdiction`` (which comes from the deployment, never from the policy).
    """
    policy, _, findings = examine_policy(source, law, as_of, jurisdiction)
    return policy, findings


def examine_policy(
    source: Path | PolicyDocument, law: LawPack, as_of: date, jurisdiction: str
) -> tuple[CompiledPolicy | None, Mapping[str, Verdict], tuple[Finding, ...]]:
    """As ``compile_policy``, with the verdict of every line by its id, also of a policy that is refused."""
    document, findings = load_policy(source) if isinstance(source, Path) else (source, ())
    if document is None:
        return None, {}, findings
    drafted, found = _Draft(document, law, as_of, jurisdiction).policy()
    policy, verdicts, judged = judge(drafted, document.root, law)
    found = (*findings, *with_basis(found, law, as_of, jurisdiction), *judged)
    if not blocks(found):
        found = (*found, *check_structure(policy, law))
    return (None if blocks(found) else policy), verdicts, found


class _Draft:
    """One policy on its way through the pipeline, before the law has spoken."""

    def __init__(self, document: PolicyDocument, law: LawPack, as_of: date, jurisdiction: str) -> None:
        self.document = document
        self.root = document.root
        self.law = law
        self.as_of = as_of
        self.jurisdiction = jurisdiction
        issued, effective = self._only("issued"), self._only("effective")
        name = issued.get("document", Text) or Text("", "")
        self.effective_to = effective.get("to", date)
        self.origins = Origins(name.zh, effective.get("from", date) or as_of)
        self.findings: list[Finding] = []

    def _only(self, key: str) -> Block:
        (block,) = self.root.blocks(key)
        return block

    def policy(self) -> tuple[CompiledPolicy, tuple[Finding, ...]]:
        """The policy as written, every line that could be built, and all findings but the law's."""
        root, law = self.root, self.law
        declarations = Declarations(law, self.origins)
        inputs = declarations.inputs(root.blocks("inputs"))
        records = declarations.records(root.blocks("records"), root.blocks("children"))
        parameters = declarations.parameters(root.blocks("parameters"))
        scope = Scope(
            values=value_expressions(inputs, parameters),
            records={source.name: source for source in records},
            choices={spec.name: spec.field.values for spec in inputs if spec.field.values},
        )
        ranges = Ranges(declared_ranges(inputs, records, parameters))
        items = Items(scope, ranges, self.origins, self._value_labels())
        groups = tuple(items.group(block) for block in root.blocks("groups"))
        totals = Totals(_with_points(scope, groups), _with_ranges(ranges, groups), self.origins)
        # In writing order: each block may use the names of those before it.
        eligibility = totals.conditions(root.blocks("eligibility"))
        vetoes = totals.conditions(root.blocks("vetoes"))
        review = totals.review(root.blocks("reviews"))
        tiers = totals.tiers(root.blocks("tiers"), root.blocks("stages"))
        stages = totals.stages(root.blocks("stages"), tiers)
        totals.check_reach(tiers)
        limit = totals.limit(root.blocks("limit"))
        rate = totals.rate(root.blocks("rate"))
        certificate = totals.certificate(root.blocks("certificate"))
        areas = root.blocks("areas")
        policy = CompiledPolicy(
            id=root.get("policy", str) or "",
            title=root.get("title", Text) or Text("", ""),
            subject=root.get("subject", str) or "",
            document=self.origins.document,
            effective_from=self.origins.effective_from,
            effective_to=self.effective_to,
            calibration=root.get("calibration", str) or "uncalibrated",
            inputs=inputs,
            records=records,
            parameters=parameters,
            eligibility=eligibility,
            groups=groups,
            review=review,
            vetoes=vetoes,
            stages=stages,
            tiers=tiers,
            limit=limit,
            rate=rate,
            certificate=certificate,
            credit_household=totals.credit_household(areas),
            area_ratings=totals.area_ratings(areas),
            breakers=totals.breakers(root.blocks("breaker")),
            declined=totals.declined(root.blocks("declined")),
            majority_age=law.majority_age(self.as_of, self.jurisdiction),
            law_as_of=self.as_of,
            jurisdiction=self.jurisdiction,
            content_hash=content_hash(self.document),
            law_hash=law.hash,
            answers=totals.answers(root.blocks("answers"), self._only("issued").get("by", Text)),
        )
        self._check_ids()
        self._check_reasons()
        found = (*declarations.findings, *items.findings, *totals.findings, *self.origins.findings, *self.findings)
        return policy, found

    def _value_labels(self) -> Mapping[tuple[str, str], Text]:
        """Labels of registered enum values by ``kind.column`` and value."""
        return {
            (f"{kind.id}.{column.column}", value): label
            for kind in self.law.record_kinds.values()
            for name, value, label in kind.value_labels
            for column in kind.fields
            if column.name == name
        }

    # -- checks over the whole file -------------------------------------------------------------------------

    def _check_ids(self) -> None:
        """One name means one thing in a policy, in formulas and in explanations."""
        first: dict[str, Location] = {}
        for name, at in self._all_ids():
            if name in first or name in RESERVED:
                what = Text(f"名称重复或保留：{name}", f"The name {name} is taken")
                why = Text("解释和异议靠名称指到一行。", "Explanations and objections point to a line by its name.")
                mend = Text("换一个名称。", "Choose another name.")
                self.findings.append(Finding("duplicate_id", "block", at, what, why, mend))
            first.setdefault(name, at)

    def _all_ids(self) -> Iterator[tuple[str, Location]]:
        for key in ("inputs", "records", "children", "parameters", "groups", "reviews", "stages"):
            yield from ((block.name, block.at) for block in self.root.blocks(key))
        for limit in self.root.blocks("limit"):
            yield from ((block.name, block.at) for block in limit.blocks("parts"))
        for group in self.root.blocks("groups"):
            yield from ((block.get("id", str) or "", block.at) for block in group.blocks("items"))
        for key in ("eligibility", "vetoes", "declined"):
            yield from ((block.get("id", str) or "", block.at) for block in self.root.blocks(key))

    def _check_reasons(self) -> None:
        """A scorecard that no lender's history has calibrated says why each weight is what it is."""
        if self.root.get("calibration", str) != "uncalibrated":
            return
        for group in self.root.blocks("groups"):
            for block in group.blocks("items"):
                if "reason" not in block:
                    name = block.get("id", str) or ""
                    what = Text(f"{name} 没有说明分值的理由", f"{name} gives no reason for its weight")
                    why = Text(
                        "未校准的评分卡要说明每个分值的理由。",
                        "An uncalibrated scorecard gives a reason for each weight.",
                    )
                    mend = Text("加 reason: {zh: …, en: …}", "Add reason: {zh: …, en: …}")
                    self.findings.append(Finding("no_reason", "block", block.at, what, why, mend))


def _with_points(scope: Scope, groups: tuple[Group, ...]) -> Scope:
    points = x.Type("points")
    values: dict[str, x.Expr] = {group.id: x.PointsRef(points, "group", group.id) for group in groups}
    values |= {item.id: x.PointsRef(points, "item", item.id) for group in groups for item in group.items}
    greatest = {group.id: Fraction(group.maximum_centi, 100) for group in groups}
    return replace(scope.with_values(values), greatest=greatest)


def _with_ranges(ranges: Ranges, groups: tuple[Group, ...]) -> Ranges:
    centi = {group.id: (group.minimum_centi, group.maximum_centi) for group in groups}
    centi |= {item.id: (item.minimum_centi, item.maximum_centi) for group in groups for item in group.items}
    in_points = {name: (Fraction(low, 100), Fraction(high, 100)) for name, (low, high) in centi.items()}
    return Ranges({**ranges.of, **in_points})
