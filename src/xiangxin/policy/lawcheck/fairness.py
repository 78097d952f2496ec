"""Nobody is judged by others, by where they live, by a score nobody can explain, or by the panel alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from xiangxin.kernel.errors import Finding
from xiangxin.law.pack import LawPack
from xiangxin.policy import expressions as x
from xiangxin.policy.lawcheck.figures import whole_figure
from xiangxin.policy.lawcheck.lines import MESSAGES
from xiangxin.policy.lawcheck.reach import REVIEW, Reach
from xiangxin.policy.model import CompiledPolicy, Stage, TableItem
from xiangxin.policy.reads import ON_FACTS, ON_POINTS, Part, names_read, nodes

_AREA_CODE = re.compile(r"\d{6}(?!000(?:000)?$)\d{3}(?:\d{3})?")
"""A code of nine or twelve digits that names a township, a village or less."""


def check_places(reach: Reach) -> Iterator[Finding]:
    """Facts stand only where law judges their use: in items, conditions and the limit."""
    for formula in reach.formulas:
        reads = set(names_read(formula.reads))
        points = any(isinstance(node, x.PointsRef) for node in nodes(formula.reads))
        if (reads and formula.place not in ON_FACTS) or (points and formula.place not in ON_POINTS):
            yield MESSAGES.tell("fact_out_of_place", formula.at, line=formula.name)


def check_areas(reach: Reach) -> Iterator[Finding]:
    """No formula of a policy on persons names an area below the county."""
    for formula in reach.formulas:
        if formula.place != "part" and any(_names_area(node) for node in reach.nodes(formula.reads)):
            yield MESSAGES.tell("sub_county_area", formula.at, line=formula.name)


def _names_area(node: x.Expr | x.Records) -> bool:
    if not isinstance(node, x.Constant | x.OneOf):
        return False
    values = node.values if isinstance(node, x.OneOf) else (node.value,)
    written = [str(value) for value in values if isinstance(value, str)]
    if node.type.kind not in ("money", "percent"):
        written += [str(value.numerator) for value in values if isinstance(value, Fraction) and value.denominator == 1]
    return any(_AREA_CODE.fullmatch(text) for text in written)


def check_opaque(policy: CompiledPolicy, reach: Reach) -> Iterator[Finding]:
    """An opaque external score is never the sole ground of a refusal, and no limit hangs on it alone."""
    opaque = frozenset(spec.name for spec in policy.inputs if spec.field.opaque)
    if not opaque:
        return
    for formula in reach.decided("eligibility", "veto"):
        if isinstance(formula.reads, x.Expr) and _alone(formula.reads, formula.place == "veto", opaque, reach):
            yield MESSAGES.tell("opaque_sole_ground", formula.at, line=formula.name)
    for formula in reach.decided("limit"):
        if _only(formula.reads, opaque, reach) or any(
            _only(node.condition, opaque, reach) for node in reach.nodes(formula.reads) if isinstance(node, x.Choice)
        ):
            yield MESSAGES.tell("opaque_sole_ground", formula.at, line=formula.name)
    if policy.tiers is not None and _only(x.StageRef(x.Type("points"), policy.tiers.on), opaque, reach):
        yield MESSAGES.tell("opaque_stars", policy.tiers.origin.at, line="tiers")


def _only(part: Part, opaque: frozenset[str], reach: Reach) -> bool:
    """Whether a formula rests on opaque facts and on nothing else."""
    facts = reach.facts(part)
    return bool(facts) and facts <= opaque


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
    return _only(expr, opaque, reach)


def check_sources(policy: CompiledPolicy) -> Iterator[Finding]:
    """What only the lender's own records may say must come from a table that names its source."""
    for spec in policy.inputs:
        if spec.gates.lender_only:
            yield MESSAGES.tell("source_not_held", spec.origin.at, line=spec.name)


def check_review(policy: CompiledPolicy, reach: Reach, law: LawPack) -> Iterator[Finding]:
    """The panel may confirm and raise: it counts in the stage of the stars alone, whose floor holds the tier."""
    if policy.review is not None and policy.review.at_least < whole_figure("ratings", policy, law):
        least = whole_figure("ratings", policy, law)
        yield MESSAGES.tell("review_too_few", policy.review.origin.at, line=policy.review.name, least=least)
    for stage in policy.stages:
        if any(isinstance(node, x.ReviewRef) for node in stage.value.walk()) and not _is_held(stage, policy, reach):
            yield MESSAGES.tell("review_lowers", stage.origin.at, line=stage.id)
    for formula in reach.decided("limit", "rate", "certificate"):
        if any(isinstance(node, x.ReviewRef) for node in reach.nodes(formula.reads, through_stars=False)):
            yield MESSAGES.tell("review_decides", formula.at, line=formula.name)


def _is_held(stage: Stage, policy: CompiledPolicy, reach: Reach) -> bool:
    """Whether the stars stay where the part without review puts them, and that part can reach all the total can."""
    if policy.tiers is None or policy.tiers.on != stage.id or stage.tier_floor is None or stage.without_review is None:
        return False
    if REVIEW in reach.facts(stage.tier_floor) or not _floors_at(stage.tier_floor, stage.without_review):
        return False
    (low, high), (least, most) = reach.ranges.range_of(stage.without_review), reach.ranges.range_of(stage.value)
    begins = least is not None and low is not None and low >= least
    return begins and most is not None and high is not None and high >= most


def _floors_at(floor: x.Expr, without: x.Expr) -> bool:
    """``tier(…)`` of exactly what counts without a review, rounded or not."""
    if not isinstance(floor, x.Call) or floor.function != "tier":
        return False
    (held,) = floor.arguments
    if isinstance(held, x.Call) and held.function == "half_up":
        (held,) = held.arguments
    return held == without


def check_equal_values(policy: CompiledPolicy, reach: Reach) -> Iterator[Finding]:
    """Fields whose values would single out protected people: that there is one may count, which one never."""
    equal = frozenset(spec.name for spec in policy.inputs if spec.field.equal_values)
    items = {item.id: item for item in policy.items}
    for formula in reach.formulas:
        item = items.get(formula.line)
        if isinstance(item, TableItem) and len({worth.points_centi for worth in item.outcomes[:-1]}) == 1:
            continue
        if equal & set(names_read(formula.reads)):
            yield MESSAGES.tell("values_differ", formula.at, line=formula.name)
