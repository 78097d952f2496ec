"""What a policy holds every decision to, whatever it proposes: the lowest rate, and the most of a first line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xiangxin.kernel.money import half_up
from xiangxin.kernel.units import BP_PER_UNIT
from xiangxin.policy import expressions as x
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.evaluate import FIXED, Translator
from xiangxin.scoring.facts import NO_ROW, Facts


@dataclass(frozen=True, slots=True)
class FirstLimits:
    """The most that somebody's first line at a lender may be, in fen; ``operator``: who runs a registered business."""

    household_fen: int
    operator_fen: int


def first_limits(policy: CompiledPolicy, as_of: date) -> FirstLimits | None:
    """As the policy's document has it on a day; None where it names none, or none yet."""
    first = None if policy.limit is None else policy.limit.first
    if first is None:
        return None
    figures = {parameter.name: parameter.at(as_of) for parameter in policy.parameters}
    household, operator = figures[first.household], figures[first.operator]
    return None if household is None or operator is None else FirstLimits(int(household), int(operator))


def lowest_rate_bp(policy: CompiledPolicy, as_of: date) -> int | None:
    """The lower end in basis points, by the figures that hold on a day, such as the LPR; rounded as a proposal is.

    None where the policy proposes no rate, or holds it by no ``clamp`` whose lower end is the same for everybody.
    """
    propose = None if policy.rate is None else policy.rate.propose
    if not isinstance(propose, x.Call) or propose.function != "clamp":
        return None
    _, low, _ = propose.arguments
    if not all(isinstance(node, FIXED) for node in low.walk()):
        return None
    figures = {parameter.name: parameter.at(as_of) for parameter in policy.parameters}
    value = Translator(as_of, figures, ()).evaluator(low)(Facts({}, {}, {}), NO_ROW)
    if value is None:
        return None
    return half_up(value.numerator * BP_PER_UNIT, value.denominator)
