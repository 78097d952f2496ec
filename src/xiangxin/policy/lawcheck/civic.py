"""Civic facts only add: they are never needed, they never lower a limit or raise a rate, and their step is capped.

The direction in which a formula moves with incentive points is derived; where it cannot be, the formula is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from xiangxin.kernel.errors import Finding
from xiangxin.policy import expressions as x
from xiangxin.policy.lawcheck.lines import MESSAGES
from xiangxin.policy.lawcheck.reach import Reach
from xiangxin.policy.model import CompiledPolicy

Direction = Literal["none", "up", "down", "either"]

_TURNED: dict[Direction, Direction] = {"none": "none", "up": "down", "down": "up", "either": "either"}


def check_civic(policy: CompiledPolicy, reach: Reach) -> Iterator[Finding]:
    """Findings for every place where a civic fact does more than add."""
    moves = _Moves(policy, reach)
    for group in policy.groups:
        if group.use == "incentive" and group.cap_centi is None:
            yield MESSAGES.tell("civic_uncapped", group.origin.at, line=group.id)
    for condition in (*policy.eligibility, *policy.vetoes):
        if moves.along(condition.when) != "none":
            yield MESSAGES.tell("civic_necessary", condition.origin.at, line=condition.id)
    yield from _stars(policy, moves)
    yield from _decision(policy, moves)


def _stars(policy: CompiledPolicy, moves: _Moves) -> Iterator[Finding]:
    if policy.tiers is None:
        return
    if moves.along(x.StageRef(x.Type("points"), policy.tiers.on)) != "none":
        yield MESSAGES.tell("civic_necessary", policy.tiers.origin.at, line="tiers")
        return
    said = list(policy.certificate)
    if policy.credit_household is not None:
        said.append(("credit_household", policy.credit_household))
    for name, expr in said:
        if moves.along(expr) != "none":
            yield MESSAGES.tell("civic_necessary", policy.tiers.origin.at, line=name)


def _decision(policy: CompiledPolicy, moves: _Moves) -> Iterator[Finding]:
    if policy.limit is not None:
        for name, value in policy.limit.candidates:
            if moves.along(value) not in ("none", "up"):
                yield MESSAGES.tell("civic_lowers", policy.limit.origin.at, line=name)
    if policy.rate is not None and moves.along(policy.rate.propose) not in ("none", "down"):
        yield MESSAGES.tell("civic_lowers", policy.rate.origin.at, line="rate")


@dataclass(frozen=True)
class _Moves:
    """How formulas move when incentive points rise."""

    policy: CompiledPolicy
    reach: Reach

    def along(self, expr: x.Expr) -> Direction:
        match expr:
            case x.PointsRef():
                return self._points(expr)
            case x.StageRef() | x.StarsRef() | x.PartRef():
                return _joined(self.along(part) for part in self.reach.behind(expr) if isinstance(part, x.Expr))
            case x.Known() | x.Aggregate() | x.HasEnded():
                return "none"
            case x.Negate(operand=operand) | x.Not(operand=operand):
                return _TURNED[self.along(operand)]
            case x.Arithmetic():
                return self._arithmetic(expr)
            case x.Compare():
                return self._compare(expr)
            case x.Choice():
                asked = self.along(expr.condition)
                return _joined(
                    (self.along(expr.then), self.along(expr.otherwise), "none" if asked == "none" else "either")
                )
            case x.OneOf(operand=operand):
                return "none" if self.along(operand) == "none" else "either"
            case x.Call(function="age" | "years_since" | "months_since" | "days_since"):
                return "none"
        return _joined(self.along(child) for child in expr.children())

    def _points(self, ref: x.PointsRef) -> Direction:
        incentive = [item.use == "incentive" for item in self.reach.points(ref)]
        return "up" if any(incentive) else "none"

    def _arithmetic(self, expr: x.Arithmetic) -> Direction:
        left, right = self.along(expr.left), self.along(expr.right)
        if expr.op == "+":
            return _joined((left, right))
        if expr.op == "-":
            return _joined((left, _TURNED[right]))
        if left == right == "none":
            return "none"
        if right == "none" and self._never_negative(expr.right):
            return left
        if left == "none" and expr.op == "*" and self._never_negative(expr.left):
            return right
        return "either"

    def _compare(self, expr: x.Compare) -> Direction:
        difference = _joined((self.along(expr.left), _TURNED[self.along(expr.right)]))
        if difference == "none" or expr.op in (">", ">="):
            return difference
        return _TURNED[difference] if expr.op in ("<", "<=") else "either"

    def _never_negative(self, expr: x.Expr) -> bool:
        """Whether a factor of constants and parameters is nowhere below zero."""
        span = self._span(expr)
        return span is not None and span[0] >= 0

    def _span(self, expr: x.Expr) -> tuple[Fraction, Fraction] | None:
        """Least and greatest value of a formula of constants and parameters on any day; ``None``: cannot be told."""
        match expr:
            case x.Constant(value=Fraction() as value):
                return value, value
            case x.ParameterRef(name=name):
                values = [value for spec in self.policy.parameters if spec.name == name for _, value in spec.values]
                return (min(values), max(values)) if values else None
            case x.Arithmetic(op="+" | "-" as op, left=left, right=right):
                one, other = self._span(left), self._span(right)
                if one is None or other is None:
                    return None
                low, high = other if op == "+" else (-other[1], -other[0])
                return one[0] + low, one[1] + high
        return None


def _joined(directions: Iterable[Direction]) -> Direction:
    found = set(directions) - {"none"}
    if not found:
        return "none"
    return found.pop() if len(found) == 1 else "either"
