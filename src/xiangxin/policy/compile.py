"""The pipeline from a policy folder to a compiled policy: read → declare → items → totals → law → assemble.

Every step returns what it could build and all it found; the policy is there only when nothing blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Literal

from xiangxin.kernel.canonical import digest
from xiangxin.kernel.errors import Finding, Location, blocks
from xiangxin.kernel.text import Text
from xiangxin.law.model import Gates, Use, Verdict
from xiangxin.law.pack import LawPack
from xiangxin.policy import expressions as x
from xiangxin.policy.formula import FUNCTIONS, Scope
from xiangxin.policy.items import Items
from xiangxin.policy.lawcheck import LawLine, check_law, check_structure, matters_read
from xiangxin.policy.model import (
    BandItem,
    BestItem,
    CompiledPolicy,
    Condition,
    Declined,
    FlagItem,
    Group,
    Input,
    Item,
    Limit,
    Rate,
    RecordSource,
    SumItem,
    TableItem,
    ValueItem,
)
from xiangxin.policy.names import Declarations, declared_ranges, value_expressions
from xiangxin.policy.origins import Origins
from xiangxin.policy.ranges import Ranges
from xiangxin.policy.read import PolicyDocument, load_policy
from xiangxin.policy.totals import Totals
from xiangxin.policy.wordlint import lint

RESERVED = frozenset({"stars", "majority", "limit", "rate", "in_force", *FUNCTIONS})
"""Names the language itself uses."""


@dataclass(frozen=True, slots=True)
class UsedLine:
    """A line that uses facts: for the law, and to know the gates of what it reads."""

    id: str
    use: Use
    kind: Literal["item", "condition", "part", "rate"]
    reads: tuple[x.Expr | x.Records, ...]
    at: Location
    of: Literal["credit", "product"] = "credit"


def compile_policy(
    source: Path | PolicyDocument, law: LawPack, as_of: date, jurisdiction: str
) -> tuple[CompiledPolicy | None, tuple[Finding, ...]]:
    """Compile a folder or a document that was read; ``None`` when a finding blocks.

    Law is judged as of ``as_of`` in ``jurisdiction`` (which comes from the deployment, never from the policy).
    """
    if isinstance(source, Path):
        document, findings = load_policy(source)
        if document is None:
            return None, findings
    else:
        document, findings = source, ()
    draft = _Draft(document, law, as_of, jurisdiction)
    policy = draft.assemble()
    found = (*findings, *draft.findings)
    if policy is None or blocks(found):
        return None, found
    structural = check_structure(policy, law)
    found = (*found, *structural)
    return (None if blocks(structural) else policy), found


class _Draft:
    """One policy on its way through the pipeline."""

    def __init__(self, document: PolicyDocument, law: LawPack, as_of: date, jurisdiction: str) -> None:
        self.document = document
        self.root = document.root
        self.law = law
        self.as_of = as_of
        self.jurisdiction = jurisdiction
        issued = self.root.blocks("issued")[0]
        effective = self.root.blocks("effective")[0]
        name = issued.get("document", Text) or Text("", "")
        self.effective_from = effective.get("from", date) or as_of
        self.effective_to = effective.get("to", date)
        self.origins = Origins(name.zh, self.effective_from)
        self.findings: list[Finding] = []

    def assemble(self) -> CompiledPolicy | None:
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
        eligibility = totals.conditions(root.blocks("eligibility"))
        vetoes = totals.conditions(root.blocks("vetoes"))
        review = totals.review(root.blocks("reviews"))
        tiers = totals.tiers(root.blocks("tiers"), root.blocks("stages"))
        stages = totals.stages(root.blocks("stages"), tiers)
        limit = totals.limit(root.blocks("limit"))
        rate = totals.rate(root.blocks("rate"))
        certificate = totals.certificate(root.blocks("certificate"))
        areas = root.blocks("areas")
        credit_household, area_ratings = totals.credit_household(areas), totals.area_ratings(areas)
        breakers = totals.breakers(root.blocks("breaker"))
        declined = totals.declined(root.blocks("declined"))
        self.findings += [*declarations.findings, *items.findings, *totals.findings, *self.origins.findings]
        self._check_ids()
        self._check_reasons()

        used = [
            *_used_items(groups),
            *_used_conditions(eligibility, "eligibility"),
            *_used_conditions(vetoes, "veto"),
            *_used_in_decision(limit, rate),
        ]
        lines: list[Item | Condition] = [*(item for group in groups for item in group.items), *eligibility, *vetoes]
        verdicts = self._judge(inputs, records, used, lines)
        gates = self._gates(inputs, records, used)
        return CompiledPolicy(
            id=root.get("policy", str) or "",
            title=root.get("title", Text) or Text("", ""),
            subject=root.get("subject", str) or "",
            document=self.origins.document,
            effective_from=self.effective_from,
            effective_to=self.effective_to,
            calibration=root.get("calibration", str) or "uncalibrated",  # type: ignore[arg-type]
            inputs=tuple(replace(spec, gates=gates[spec.name]) for spec in inputs),
            records=tuple(replace(source, gates=gates[source.name]) for source in records),
            parameters=parameters,
            eligibility=_judged_conditions(eligibility, verdicts),
            groups=tuple(_judged_group(group, verdicts) for group in groups),
            review=review,
            vetoes=_judged_conditions(vetoes, verdicts),
            stages=stages,
            tiers=tiers,
            limit=limit,
            rate=rate,
            certificate=certificate,
            credit_household=credit_household,
            area_ratings=area_ratings,
            breakers=breakers,
            declined=tuple(self._judged_declined(entry) for entry in declined),
            majority_age=law.majority_age(self.as_of, self.jurisdiction),
            law_as_of=self.as_of,
            jurisdiction=self.jurisdiction,
            content_hash=digest(_exact(self.document.content)),
            law_hash=law.hash,
        )

    # -- law ------------------------------------------------------------------------------------------------

    def _judge(
        self,
        inputs: tuple[Input, ...],
        records: tuple[RecordSource, ...],
        used: Iterable[UsedLine],
        lines: Iterable[Item | Condition],
    ) -> Mapping[str, Verdict]:
        """Ask the law about every line at once; word lint and law check report into ``findings``."""
        matters = {spec.name: spec.field.matter for spec in inputs}
        kinds = {source.name: source.kind for source in records}
        asked = [*self._declared_lines(inputs, records), *self._named_lines(lines)]
        for line in used:
            touched = [matter for part in line.reads for matter in matters_read(part, matters, kinds, self.law)]
            for matter in dict.fromkeys(touched):
                asked.append(LawLine(line.id, line.use, matter, (), line.at, line.kind, line.of))
        verdicts, found = check_law(asked, self.law, self.as_of, self.jurisdiction)
        answers = {entry.get("line", str) or "" for entry in self.root.blocks("answers")}
        self.findings += [*found, *lint(asked, self.law, answers)]
        return verdicts

    def _declared_lines(self, inputs: tuple[Input, ...], records: tuple[RecordSource, ...]) -> Iterator[LawLine]:
        for spec in inputs:
            words = (spec.name, spec.field.label.zh, spec.field.label.en, *spec.field.values)
            yield LawLine(spec.name, None, spec.field.matter, words, spec.origin.at, "input")
        for source, block in zip(records, [*self.root.blocks("records"), *self.root.blocks("children")], strict=True):
            matter = block.get("matter", str) or ""
            words = (source.name, source.kind, *(field.name for field in source.fields))
            yield LawLine(source.name, None, matter, words, source.origin.at, "record")
        for block in self.root.blocks("parameters"):
            yield LawLine(block.name, None, "", (block.name, *_words(block.get("label", Text))), block.at, "value")

    def _named_lines(self, lines: Iterable[Item | Condition]) -> Iterator[LawLine]:
        """The words people will read beside points: ids, labels, reasons, clauses and option names."""
        for line in lines:
            options = tuple(line.levels) if isinstance(line, BestItem | SumItem) else ()
            options += tuple(line.choices) if isinstance(line, TableItem) else ()
            words = (line.id, line.label.zh, line.label.en, line.origin.clause, *options)
            kind: Literal["item", "condition"] = "item" if isinstance(line, Item) else "condition"
            yield LawLine(line.id, None, "", words, line.origin.at, kind)
        for block in [*self.root.blocks("groups"), *self.root.blocks("stages")]:
            yield LawLine(block.name, None, "", (block.name, *_words(block.get("label", Text))), block.at, "value")

    def _gates(
        self, inputs: tuple[Input, ...], records: tuple[RecordSource, ...], used: Iterable[UsedLine]
    ) -> Mapping[str, Gates]:
        """The conditions of every use of an input or record kind, the strictest of each."""
        uses: dict[str, set[Use]] = {}
        for line in used:
            for part in line.reads:
                for name in _names_read(part):
                    uses.setdefault(name, set()).add(line.use)
        gates: dict[str, Gates] = {}
        for spec in inputs:
            own = Gates(consent_class=spec.field.consent_class)
            gates[spec.name] = self._strictest(own, spec.field.matter, uses.get(spec.name, set()))
        for source in records:
            matters = self._matters_of(source)
            own = Gates()
            for matter in matters:
                own = self._strictest(own, matter, uses.get(source.name, set()))
            gates[source.name] = own
        return gates

    def _matters_of(self, source: RecordSource) -> tuple[str, ...]:
        if source.table == "members":
            return tuple(self.law.fields[field.name].matter for field in source.fields if field.name in self.law.fields)
        kind = self.law.record_kinds.get(source.kind)
        return (kind.matter,) if kind is not None else ()

    def _strictest(self, own: Gates, matter: str, uses: Iterable[Use]) -> Gates:
        for use in sorted(uses):
            own = stricter(own, self.law.verdict(matter, use, self.as_of, self.jurisdiction).gates)
        return own

    def _judged_declined(self, entry: Declined) -> Declined:
        if entry.matter not in self.law.matters:
            what = Text(f"没有事项 {entry.matter}", f"There is no matter {entry.matter}")
            why = Text("事项是封闭清单。", "Matters are a closed list.")
            mend = Text("写 law/data/matters.yaml 里的事项。", "Name a matter of law/data/matters.yaml.")
            self.findings.append(Finding("unknown_matter", "block", entry.origin.at, what, why, mend))
            return entry
        return replace(entry, verdict=self.law.verdict(entry.matter, entry.use, self.as_of, self.jurisdiction))

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


def stricter(one: Gates, other: Gates) -> Gates:
    """The gates that ask for everything either asks."""
    years = [gate.retention_years for gate in (one, other) if gate.retention_years is not None]
    return Gates(
        document=one.document or other.document,
        ordinary_procedure=one.ordinary_procedure or other.ordinary_procedure,
        catalogue=one.catalogue or other.catalogue,
        final=one.final or other.final,
        told=one.told or other.told,
        lender_only=one.lender_only or other.lender_only,
        adverse=one.adverse or other.adverse,
        retention_years=min(years) if years else None,
        consent_class=one.consent_class if one.consent_class != "file" else other.consent_class,
    )


def _used_items(groups: Iterable[Group]) -> Iterator[UsedLine]:
    for group in groups:
        for item in group.items:
            yield UsedLine(item.id, item.use, "item", item_reads(item), item.origin.at)


def _used_conditions(conditions: Iterable[Condition], use: Use) -> Iterator[UsedLine]:
    for condition in conditions:
        yield UsedLine(condition.id, use, "condition", (condition.when,), condition.origin.at, condition.of)


def _used_in_decision(limit: Limit | None, rate: Rate | None) -> Iterator[UsedLine]:
    if limit is not None:
        for part in limit.parts:
            yield UsedLine(part.id, "limit", "part", (part.value,), part.origin.at)
        yield UsedLine("limit", "limit", "part", tuple(value for _, value in limit.candidates), limit.origin.at)
    if rate is not None:
        yield UsedLine("rate", "rate", "rate", (rate.propose,), rate.origin.at)


def item_reads(item: Item) -> tuple[x.Expr | x.Records, ...]:
    """The formulas an item reads from."""
    match item:
        case FlagItem(when=when):
            return (when,)
        case BandItem(on=on) | TableItem(on=on):
            return (on,)
        case ValueItem(value=value):
            return (value,)
        case BestItem(rows=rows) | SumItem(rows=rows):
            return (rows,)
    raise TypeError(type(item).__name__)


def _names_read(part: x.Expr | x.Records) -> Iterator[str]:
    """Inputs and record sources a formula reads directly."""
    if isinstance(part, x.Records):
        yield part.source
        if part.where is not None:
            yield from _names_read(part.where)
        return
    for node in part.walk():
        if isinstance(node, x.InputRef):
            yield node.name
        elif isinstance(node, x.Aggregate):
            yield node.rows.source


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


def _judged_group(group: Group, verdicts: Mapping[str, Verdict]) -> Group:
    return replace(group, items=tuple(replace(item, verdict=verdicts.get(item.id)) for item in group.items))


def _judged_conditions(conditions: tuple[Condition, ...], verdicts: Mapping[str, Verdict]) -> tuple[Condition, ...]:
    return tuple(replace(condition, verdict=verdicts.get(condition.id)) for condition in conditions)


def _words(label: Text | None) -> tuple[str, ...]:
    return (label.zh, label.en) if label is not None else ()


def _exact(content: object) -> object:
    """Plain content with written decimals as exact ratios, so that 0.70 and 0.7 are the same policy."""
    if isinstance(content, Decimal):
        return Fraction(content)
    if isinstance(content, dict):
        return {str(key): _exact(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_exact(value) for value in content]
    return content
