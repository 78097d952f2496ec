"""Nobody is judged by others, by where they live, by a score nobody can explain, or by the panel alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from xiangxin.kernel.errors import Finding
from xiangxin.law.model import Use
from xiangxin.law.pack import LawPack
from xiangxin.policy import expressions as x
from xiangxin.policy.lawcheck.lines import MESSAGES
from xiangxin.policy.lawcheck.reach import REVIEW, Reach, reads_of
from xiangxin.policy.model import CompiledPolicy, Condition, Item, Origin

_COSTS: frozenset[Use] = frozenset({"deduction", "veto"})
_AREA_CODE = re.compile(r"\d{6}(?!000(?:000)?$)\d{3}(?:\d{3})?")
"""A code of nine or twelve digits that names a township, a village or less."""


def check_others(policy: CompiledPolicy, reach: Reach, law: LawPack) -> Iterator[Finding]:
    """Members may add, never cost."""
    members = {source.name for source in policy.records if source.table == "members"}
    adverse = {
        source.name
        for source in policy.records
        if source.table == "members" and any(_is_adverse(field.name, law) for field in source.fields)
    }
    lines: list[tuple[Item | Condition, frozenset[str]]] = [(item, _read_by(item, reach)) for item in policy.items]
    lines += [(condition, reach.facts(condition.when)) for condition in (*policy.eligibility, *policy.vetoes)]
    for line, facts in lines:
        costs = line in policy.vetoes or (isinstance(line, Item) and line.use in _COSTS)
        if facts & adverse or (costs and facts & members):
            yield MESSAGES.tell("others_judged", line.origin.at, line=line.id)


def _is_adverse(field: str, law: LawPack) -> bool:
    return field in law.fields and law.matters[law.fields[field].matter].adverse


def _read_by(item: Item, reach: Reach) -> frozenset[str]:
    return reach.facts(reads_of(item))


def check_areas(policy: CompiledPolicy, reach: Reach) -> Iterator[Finding]:
    """No formula of a policy on persons names an area below the county."""
    for name, expr, origin in _formulas(policy):
        if any(_names_area(node) for node in reach.nodes(expr)):
            yield MESSAGES.tell("sub_county_area", origin.at, line=name)


def _names_area(node: x.Expr | x.Records) -> bool:
    if not isinstance(node, x.Constant | x.OneOf):
        return False
    values = node.values if isinstance(node, x.OneOf) else (node.value,)
    written = [str(value) for value in values if isinstance(value, str)]
    if node.type.kind not in ("money", "percent"):
        written += [str(value.numerator) for value in values if isinstance(value, Fraction) and value.denominator == 1]
    return any(_AREA_CODE.fullmatch(text) for text in written)


def _formulas(policy: CompiledPolicy) -> Iterator[tuple[str, x.Expr | x.Records, Origin]]:
    for item in policy.items:
        yield item.id, reads_of(item), item.origin
    for condition in (*policy.eligibility, *policy.vetoes):
        yield condition.id, condition.when, condition.origin
    for stage in policy.stages:
        yield stage.id, stage.value, stage.origin
    if policy.limit is not None:
        for name, value in policy.limit.candidates:
            yield name, value, policy.limit.origin
    if policy.rate is not None:
        yield "rate", policy.rate.propose, policy.rate.origin


def check_opaque(policy: CompiledPolicy, reach: Reach) -> Iterator[Finding]:
    """An opaque external score is never the sole ground of a refusal."""
    opaque = frozenset(spec.name for spec in policy.inputs if spec.field.opaque)
    if not opaque:
        return
    for conditions, against in ((policy.eligibility, False), (policy.vetoes, True)):
        for condition in conditions:
            if _alone(condition.when, against, opaque, reach):
                yield MESSAGES.tell("opaque_sole_ground", condition.origin.at, line=condition.id)
    if policy.tiers is not None:
        stage = x.StageRef(x.Type("points"), policy.tiers.on)
        if reach.facts(stage) and reach.facts(stage) <= opaque:
            yield MESSAGES.tell("opaque_stars", policy.tiers.origin.at, line="tiers")


def _alone(expr: x.Expr, wanted: bool, opaque: frozenset[str], reach: Reach) -> bool:
    """Whether opaque facts by themselves can make ``expr`` come out as ``wanted``."""
    match expr:
        case x.Not(operand=operand):
            return _alone(operand, not wanted, opaque, reach)
        case x.And(operands=operands):
            parts = (_alone(operand, wanted, opaque, reach) for operand in operands)
            return all(parts) if wanted else any(parts)
        case x.Or(operands=operands):
            parts = (_alone(operand, wanted, opaque, reach) for operand in operands)
            return any(parts) if wanted else all(parts)
    facts = reach.facts(expr)
    return bool(facts) and facts <= opaque


def check_sources(policy: CompiledPolicy) -> Iterator[Finding]:
    """What only the lender's own records may say must come from a table that names its source."""
    for spec in policy.inputs:
        if spec.gates.lender_only:
            yield MESSAGES.tell("source_not_held", spec.origin.at, line=spec.name)


def check_review(policy: CompiledPolicy, reach: Reach) -> Iterator[Finding]:
    """The panel may confirm and raise: where stars hang on it, the part without it holds the tier."""
    for stage in policy.stages:
        reads = any(isinstance(node, x.ReviewRef) for node in stage.value.walk())
        held = stage.tier_floor is not None and REVIEW not in reach.facts(stage.tier_floor)
        if reads and policy.tiers is not None and not held:
            yield MESSAGES.tell("review_lowers", stage.origin.at, line=stage.id)
