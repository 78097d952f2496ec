"""The law's part of compiling: every line asked about at once, the answers kept as verdicts and gates.

A refused line is a finding that blocks; a condition becomes a gate that the engines hold at run time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from xiangxin.kernel.errors import Finding
from xiangxin.kernel.text import Text
from xiangxin.law.model import Field, Gates, Use, Verdict
from xiangxin.law.pack import LawPack
from xiangxin.policy.lawcheck import LawLine, LineKind, check_law, matters_read
from xiangxin.policy.model import (
    CompiledPolicy,
    Condition,
    Declined,
    Group,
    RecordSource,
)
from xiangxin.policy.read import Block
from xiangxin.policy.reads import Formula, Place, formulas, names_read
from xiangxin.policy.texts import texts_of
from xiangxin.policy.wordlint import lint

_KINDS: Mapping[Place, LineKind] = {
    "item": "item",
    "eligibility": "condition",
    "veto": "condition",
    "part": "part",
    "limit": "part",
    "rate": "rate",
    "stage": "value",
    "without_review": "value",
    "tier_floor": "value",
    "certificate": "value",
    "household": "value",
}


def judge(
    policy: CompiledPolicy, root: Block, law: LawPack
) -> tuple[CompiledPolicy, Mapping[str, Verdict], tuple[Finding, ...]]:
    """``policy`` with verdicts and gates, the verdict of each line id, and what law check and word lint found."""
    used = formulas(policy)
    asked = [*_named_lines(policy, root), *_lines_with_matters(policy, used, law)]
    verdicts, found = check_law(asked, law, policy.law_as_of, policy.jurisdiction)
    answers = {entry.get("line", str) or "" for entry in root.blocks("answers")}
    declined, strangers = _judged_declined(policy, law)
    gates = _Gates(policy, law, used)
    judged = replace(
        policy,
        inputs=tuple(replace(spec, gates=gates.of_input(spec.name)) for spec in policy.inputs),
        records=tuple(replace(source, gates=gates.of_records(source)) for source in policy.records),
        eligibility=_judged_conditions(policy.eligibility, verdicts),
        groups=tuple(_judged_group(group, verdicts) for group in policy.groups),
        vetoes=_judged_conditions(policy.vetoes, verdicts),
        declined=declined,
    )
    return judged, verdicts, (*found, *lint(asked, law, answers), *strangers)


def _lines_with_matters(policy: CompiledPolicy, used: Iterable[Formula], law: LawPack) -> Iterator[LawLine]:
    """A line once for each matter its formulas touch."""
    inputs = {spec.name: spec.field.matter for spec in policy.inputs}
    sources = {source.name: source.kind for source in policy.records}
    asked: dict[tuple[str, str], LawLine] = {}
    for formula in used:
        for matter in matters_read(formula.reads, inputs, sources, law):
            line = LawLine(formula.line, formula.use, matter, (), formula.at, _KINDS[formula.place], formula.of)
            asked.setdefault((formula.line, matter), line)
    yield from asked.values()


def _named_lines(policy: CompiledPolicy, root: Block) -> Iterator[LawLine]:
    """The words people will read, with the matter where the line declares one; then every text of the file."""
    for spec in policy.inputs:
        words = (spec.name, spec.field.label.zh, spec.field.label.en, *spec.field.values)
        yield LawLine(spec.name, None, spec.field.matter, words, spec.origin.at, "input")
    for source, block in zip(policy.records, [*root.blocks("records"), *root.blocks("children")], strict=True):
        words = (source.name, source.kind, *(field.name for field in source.fields))
        yield LawLine(source.name, None, block.get("matter", str) or "", words, source.origin.at, "record")
    for found in texts_of(root):
        yield LawLine(found.line, None, "", found.said, found.at, "prose" if found.prose else "value")


class _Gates:
    """The conditions of every use of an input or record kind, the strictest of each."""

    def __init__(self, policy: CompiledPolicy, law: LawPack, used: Iterable[Formula]) -> None:
        self._policy, self._law = policy, law
        self._inputs = {spec.name: spec for spec in policy.inputs}
        self._uses: dict[str, set[Use]] = {}
        for formula in used:
            for name in names_read(formula.reads):
                if formula.use is not None:
                    self._uses.setdefault(name, set()).add(formula.use)

    def of_input(self, name: str) -> Gates:
        field = self._inputs[name].field
        return self._strictest(_own_class(field), name, (field.matter,))

    def of_records(self, source: RecordSource) -> Gates:
        fields, kinds = self._law.fields, self._law.record_kinds
        if source.table == "members":
            known = [fields[field.name] for field in source.fields if field.name in fields]
            own = Gates()
            for field in known:
                own = stricter(own, _own_class(field))
            return self._strictest(own, source.name, tuple(field.matter for field in known))
        matters = (kinds[source.kind].matter,) if source.kind in kinds else ()
        return self._strictest(self._law.gates_of_kind(source.kind), source.name, matters)

    def _strictest(self, own: Gates, name: str, matters: Iterable[str]) -> Gates:
        for matter in matters:
            for use in sorted(self._uses.get(name, ())):
                verdict = self._law.verdict(matter, use, self._policy.law_as_of, self._policy.jurisdiction)
                own = stricter(own, verdict.gates)
        return own


def stricter(one: Gates, other: Gates) -> Gates:
    """The gates that ask for everything either asks."""
    years = [gate.retention_years for gate in (one, other) if gate.retention_years is not None]
    return Gates(
        document=one.document or other.document,
        ordinary_procedure=one.ordinary_procedure or other.ordinary_procedure,
        catalogue=one.catalogue or other.catalogue,
        catalogue_code=one.catalogue_code or other.catalogue_code,
        final=one.final or other.final,
        told=one.told or other.told,
        lender_only=one.lender_only or other.lender_only,
        adverse=one.adverse or other.adverse,
        not_minor=one.not_minor or other.not_minor,
        unremedied=one.unremedied or other.unremedied,
        adult_age=max((gate.adult_age for gate in (one, other) if gate.adult_age is not None), default=None),
        retention_years=min(years) if years else None,
        # An event never comes after its end.
        retention_from="happened_on" if "happened_on" in (one.retention_from, other.retention_from) else "ended_on",
        consent_classes=one.consent_classes | other.consent_classes,
    )


def _own_class(field: Field) -> Gates:
    """The consent that a registered field asks for itself."""
    return Gates(consent_classes=frozenset({field.consent_class} - {"file"}))


def _judged_group(group: Group, verdicts: Mapping[str, Verdict]) -> Group:
    return replace(group, items=tuple(replace(item, verdict=verdicts.get(item.id)) for item in group.items))


def _judged_conditions(conditions: tuple[Condition, ...], verdicts: Mapping[str, Verdict]) -> tuple[Condition, ...]:
    return tuple(replace(condition, verdict=verdicts.get(condition.id)) for condition in conditions)


def _judged_declined(policy: CompiledPolicy, law: LawPack) -> tuple[tuple[Declined, ...], tuple[Finding, ...]]:
    """What the law says of the items a county declined; a matter outside the closed list is a finding."""
    judged: list[Declined] = []
    findings: list[Finding] = []
    for entry in policy.declined:
        if entry.matter in law.matters:
            verdict = law.verdict(entry.matter, entry.use, policy.law_as_of, policy.jurisdiction)
            judged.append(replace(entry, verdict=verdict))
            continue
        what = Text(f"没有事项 {entry.matter}", f"There is no matter {entry.matter}")
        why = Text("事项是封闭清单。", "Matters are a closed list.")
        mend = Text("写 law/data/matters.yaml 里的事项。", "Name a matter of law/data/matters.yaml.")
        findings.append(Finding("unknown_matter", "block", entry.origin.at, what, why, mend))
    return tuple(judged), tuple(findings)
