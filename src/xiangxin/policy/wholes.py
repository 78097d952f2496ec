"""Which expressions are whole numbers whatever they read.

Stars are whole: the interpreter would keep a fraction of one where the SQL engine rounds it, and nobody can have it.
"""

from __future__ import annotations

from fractions import Fraction

from xiangxin.policy import expressions as x
from xiangxin.policy.ranges import Ranges


def is_whole(expr: x.Expr, ranges: Ranges) -> bool:
    """Whether ``expr`` can be proven to be a whole number."""
    match expr:
        case x.Constant(value=Fraction() as value):
            return value.denominator == 1
        case x.StarsRef() | x.Aggregate(op="count"):
            return True
        case x.ParameterRef():
            low, high = ranges.range_of(expr)
            return low is not None and low == high and low.denominator == 1
        case x.Negate(operand=operand):
            return is_whole(operand, ranges)
        case x.Arithmetic(op="+" | "-" | "*", left=left, right=right):
            return is_whole(left, ranges) and is_whole(right, ranges)
        case x.Choice(then=then, otherwise=otherwise):
            return is_whole(then, ranges) and is_whole(otherwise, ranges)
        case x.Call(function="min" | "max" | "clamp", arguments=arguments):
            return all(is_whole(argument, ranges) for argument in arguments)
        case x.Call(function=function):
            return function in ("tier", "half_up")
    return False
