"""The lower end of the band in which a policy proposes rates: whoever decides stays within it."""

from __future__ import annotations

from datetime import date

from xiangxin.kernel.money import half_up
from xiangxin.policy import expressions as x
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.assessment import BASIS_POINTS
from xiangxin.scoring.evaluate import FIXED, Translator
from xiangxin.scoring.facts import NO_ROW, Facts


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
    return half_up(value.numerator * BASIS_POINTS, value.denominator)
