"""The range an expression can take, from the declared ranges of what it reads.

Bounds are inclusive; ``None`` means not bounded on that side. Used to prove bands gap-free, items reachable and
magnitudes safe. Sound, not tight: the true range is never wider than what is returned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from xiangxin.policy import expressions as x

Range = tuple[Fraction | None, Fraction | None]
ANY: Range = (None, None)
ZERO = Fraction(0)


@dataclass(frozen=True)
class Ranges:
    """Ranges of names: inputs, parameters, items, groups, stages, parts, reviews (``name.what``) and record fields."""

    of: Mapping[str, Range]

    def range_of(self, expr: x.Expr) -> Range:
        """The range of a numeric expression; dates, texts and conditions have none."""
        match expr:
            case x.Constant(value=Fraction() as value):
                return value, value
            case x.Negate(operand=operand):
                low, high = self.range_of(operand)
                return _negated(high), _negated(low)
            case x.Arithmetic(op=op, left=left, right=right):
                return _arithmetic(op, self.range_of(left), self.range_of(right))
            case x.Choice(then=then, otherwise=otherwise):
                return hull(self.range_of(then), self.range_of(otherwise))
            case x.Aggregate():
                return self._aggregate(expr)
            case x.Call():
                return self._call(expr)
        return self.of.get(_name_of(expr), ANY)

    def _aggregate(self, aggregate: x.Aggregate) -> Range:
        if aggregate.op == "count":
            return ZERO, None
        if not isinstance(aggregate.value, x.FieldRef):
            return ANY
        low, high = self.of.get(f"{aggregate.rows.source}.{aggregate.value.column}", ANY)
        if aggregate.op == "sum":
            return (ZERO if low is not None and low >= 0 else None), None
        return low, high

    def _call(self, call: x.Call) -> Range:
        if call.function in ("age", "years_since", "months_since", "days_since"):
            # Facts dated after the as-of date do not exist, so time elapsed is never negative.
            return ZERO, None
        if call.function == "tier":
            return self.of.get("stars", ANY)
        ranges = [self.range_of(argument) for argument in call.arguments]
        lows, highs = [low for low, _ in ranges], [high for _, high in ranges]
        if call.function == "min":
            return _least(lows, unbounded_wins=True), _least(highs, unbounded_wins=False)
        if call.function == "max":
            return _greatest(lows, unbounded_wins=False), _greatest(highs, unbounded_wins=True)
        if call.function == "clamp":
            return lows[1], highs[2]
        if call.function == "floor_to":
            low, step = lows[0], highs[1]
            return (None if low is None or step is None else low - step), highs[0]
        low, high = ranges[0]
        half = Fraction(1, 2)
        return (None if low is None else low - half), (None if high is None else high + half)


def _name_of(expr: x.Expr) -> str:
    match expr:
        case x.ReviewRef(name=name, what=what):
            return f"{name}.{what}"
        case x.StarsRef():
            return "stars"
        case x.InputRef(name=name) | x.ParameterRef(name=name) | x.PointsRef(name=name):
            return name
        case x.StageRef(name=name) | x.PartRef(name=name):
            return name
    return ""


def _negated(bound: Fraction | None) -> Fraction | None:
    return None if bound is None else -bound


def hull(one: Range, other: Range) -> Range:
    """The least range that holds both."""
    return (
        _least([one[0], other[0]], unbounded_wins=True),
        _greatest([one[1], other[1]], unbounded_wins=True),
    )


def _least(bounds: list[Fraction | None], *, unbounded_wins: bool) -> Fraction | None:
    known = [bound for bound in bounds if bound is not None]
    if not known or (unbounded_wins and len(known) < len(bounds)):
        return None
    return min(known)


def _greatest(bounds: list[Fraction | None], *, unbounded_wins: bool) -> Fraction | None:
    known = [bound for bound in bounds if bound is not None]
    if not known or (unbounded_wins and len(known) < len(bounds)):
        return None
    return max(known)


def _arithmetic(op: str, left: Range, right: Range) -> Range:
    if op == "+":
        return _added(left[0], right[0]), _added(left[1], right[1])
    if op == "-":
        return _added(left[0], _negated(right[1])), _added(left[1], _negated(right[0]))
    (a, b), (c, d) = left, right
    if a is None or b is None or c is None or d is None:
        return (ZERO, None) if op == "*" and _not_negative(left) and _not_negative(right) else ANY
    if op == "/":
        if c <= 0 <= d:
            return ANY
        c, d = 1 / d, 1 / c
    products = (a * c, a * d, b * c, b * d)
    return min(products), max(products)


def _not_negative(bounds: Range) -> bool:
    return bounds[0] is not None and bounds[0] >= 0


def _added(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one + other
