"""Arrears and called guarantees veto only while they are unsettled and above a small amount.

Which matters this holds for is a parameter of a rule of the law pack, not written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xiangxin.kernel.errors import Finding
from xiangxin.law.pack import LawPack
from xiangxin.policy import expressions as x
from xiangxin.policy.lawcheck.lines import MESSAGES
from xiangxin.policy.model import CompiledPolicy

PARAMETER, UNSETTLED = "veto", "unsettled_above_amount"


def check_vetoes(policy: CompiledPolicy, law: LawPack) -> Iterator[Finding]:
    """Findings for vetoes that would outlive the debt or hang on a trifle."""
    bound = {source.name for source in policy.records if _is_bound(source.kind, policy, law)}
    for condition in policy.vetoes:
        read = [node for node in condition.when.walk() if isinstance(node, x.Aggregate) and node.rows.source in bound]
        if any(not _narrow(aggregate, policy) for aggregate in read):
            yield MESSAGES.tell("veto_too_wide", condition.origin.at, line=condition.id)


def _is_bound(kind: str, policy: CompiledPolicy, law: LawPack) -> bool:
    if kind not in law.record_kinds:
        return False
    verdict = law.verdict(law.record_kinds[kind].matter, "veto", policy.law_as_of, policy.jurisdiction)
    return any(rule.parameter(PARAMETER) == UNSETTLED for rule in verdict.rules)


def _narrow(aggregate: x.Aggregate, policy: CompiledPolicy) -> bool:
    asked = [part for part in (aggregate.rows.where, aggregate.value) if part is not None and part.type.kind == "bool"]
    conjuncts = [conjunct for part in asked for conjunct in _conjuncts(part)]
    unsettled = any(isinstance(part, x.Not) and isinstance(part.operand, x.HasEnded) for part in conjuncts)
    above = any(_above_something(part, policy) for part in conjuncts)
    adds_amounts = aggregate.op == "sum" and aggregate.type.kind == "money"
    return unsettled and (above or adds_amounts) and aggregate.op in ("any", "count", "sum", "max")


def _conjuncts(expr: x.Expr) -> Iterator[x.Expr]:
    if isinstance(expr, x.And):
        for operand in expr.operands:
            yield from _conjuncts(operand)
    else:
        yield expr


def _above_something(expr: x.Expr, policy: CompiledPolicy) -> bool:
    """``amount > small`` (either way round), where the small amount is more than nothing."""
    if not isinstance(expr, x.Compare):
        return False
    if expr.op in (">", ">="):
        amount, small = expr.left, expr.right
    elif expr.op in ("<", "<="):
        amount, small = expr.right, expr.left
    else:
        return False
    return isinstance(amount, x.FieldRef) and amount.type.kind == "money" and _positive(small, policy)


def _positive(expr: x.Expr, policy: CompiledPolicy) -> bool:
    if isinstance(expr, x.Constant):
        return isinstance(expr.value, Fraction) and expr.value > 0
    if isinstance(expr, x.ParameterRef):
        named = [parameter for parameter in policy.parameters if parameter.name == expr.name]
        return all(value > 0 for parameter in named for _, value in parameter.values)
    return False
