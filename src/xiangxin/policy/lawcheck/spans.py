"""The range of every name of an assembled policy, from what its facts are declared to be."""

from __future__ import annotations

from fractions import Fraction

from xiangxin.policy.model import CompiledPolicy
from xiangxin.policy.names import declared_ranges
from xiangxin.policy.ranges import Range, Ranges, hull


def ranges_of(policy: CompiledPolicy) -> Ranges:
    """Ranges of inputs, records, parameters, points, ratings, stars, stages and parts of the limit."""
    known: dict[str, Range] = declared_ranges(policy.inputs, policy.records, policy.parameters)
    known |= {group.id: _points(group.minimum_centi, group.maximum_centi) for group in policy.groups}
    known |= {item.id: _points(item.minimum_centi, item.maximum_centi) for item in policy.items}
    if policy.review is not None:
        known[f"{policy.review.name}.mean"] = Fraction(policy.review.low), Fraction(policy.review.high)
    if policy.tiers is not None:
        known["stars"] = Fraction(0), Fraction(max((stars for _, stars in policy.tiers.steps), default=0))
    for stage in policy.stages:
        known[stage.id] = Ranges(known).range_of(stage.value)
        if stage.without_review is not None:
            known[stage.id] = hull(known[stage.id], Ranges(known).range_of(stage.without_review))
    for part in policy.limit.parts if policy.limit is not None else ():
        known[part.id] = Ranges(known).range_of(part.value)
    return Ranges(known)


def _points(low_centi: int, high_centi: int) -> Range:
    return Fraction(low_centi, 100), Fraction(high_centi, 100)
