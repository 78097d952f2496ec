"""Exact ratios of whole numbers: ``scale * numerator / denominator``, the denominator positive where it is known.

Constants live in ``scale``, so that they never make the numbers at run time larger than the result needs.
A ratio is unknown where its numerator or its denominator is null.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from xiangxin.scoring.lowering.arena import Arena, Comparison, Node


@dataclass(frozen=True, slots=True)
class Ratio:
    """``denominator`` is ``None`` for 1. ``scale`` is not zero (zero is a numerator)."""

    scale: Fraction
    numerator: Node
    denominator: Node | None = None

    @property
    def constant(self) -> Fraction | None:
        """The value, when it is the same for everybody."""
        if self.denominator is None and self.numerator.is_constant and isinstance(self.numerator.value, int):
            return self.scale * self.numerator.value
        return None


class Ratios:
    """Arithmetic, comparison and rounding of ratios in one arena."""

    def __init__(self, arena: Arena) -> None:
        self.arena = arena

    def of(self, value: Fraction | int | None) -> Ratio:
        """A constant; ``None`` is unknown."""
        if value is None:
            return Ratio(Fraction(1), self.arena.unknown("int"))
        if value == 0:
            return Ratio(Fraction(1), self.arena.whole(0))
        return Ratio(Fraction(value), self.arena.whole(1))

    def stored(self, node: Node, units: int) -> Ratio:
        """A stored whole number of which ``units`` make one unit of the language."""
        return Ratio(Fraction(1, units), node)

    # -- arithmetic -----------------------------------------------------------------------------------------

    def negative(self, value: Ratio) -> Ratio:
        return Ratio(-value.scale, value.numerator, value.denominator)

    def add(self, left: Ratio, right: Ratio) -> Ratio:
        scale, one, other, denominator = self._common(left, right)
        return Ratio(scale, self.arena.add(one, other), denominator)

    def sub(self, left: Ratio, right: Ratio) -> Ratio:
        return self.add(left, self.negative(right))

    def mul(self, left: Ratio, right: Ratio) -> Ratio:
        denominator = self._product(left.denominator, right.denominator)
        return Ratio(left.scale * right.scale, self.arena.mul(left.numerator, right.numerator), denominator)

    def div(self, left: Ratio, right: Ratio) -> Ratio:
        """Division; by zero it is unknown."""
        constant = right.constant
        if constant is not None:
            return self.of(None) if constant == 0 else Ratio(left.scale / constant, left.numerator, left.denominator)
        arena, divisor = self.arena, right.numerator
        numerator = left.numerator
        if right.denominator is not None:
            numerator = arena.mul(numerator, right.denominator)
        if divisor.low < 0:
            below = arena.compare("<", divisor, arena.whole(0))
            numerator = arena.choose(below, arena.negative(numerator), numerator)
            divisor = arena.choose(below, arena.negative(divisor), divisor)
        if divisor.low <= 0:
            above = arena.compare(">", divisor, arena.whole(0))
            divisor = arena.case((above, divisor), otherwise=arena.unknown("int"))
        return Ratio(left.scale / right.scale, numerator, self._product(left.denominator, divisor))

    # -- order ----------------------------------------------------------------------------------------------

    def compare(self, op: Comparison, left: Ratio, right: Ratio) -> Node:
        """By cross multiplication; unknown if either side is."""
        scale, one, other, _ = self._common(left, right)
        assert scale > 0
        node = self.arena.compare(op, one, other)
        return self._known_with(node, left, right)

    def equal_to_any(self, operand: Ratio, values: tuple[Fraction, ...]) -> Node:
        return self.arena.either(*(self.compare("==", operand, self.of(value)) for value in values))

    def least(self, values: list[Ratio]) -> Ratio:
        return self._extreme("<=", values)

    def greatest(self, values: list[Ratio]) -> Ratio:
        return self._extreme(">=", values)

    def _extreme(self, op: Comparison, values: list[Ratio]) -> Ratio:
        result = values[0]
        for value in values[1:]:
            if result.denominator is None and value.denominator is None:
                scale, one, other, _ = self._common(result, value)
                pick = self.arena.least if op == "<=" else self.arena.greatest
                result = Ratio(scale, pick(one, other))
            else:
                result = self.choose(self.compare(op, result, value), result, value)
        return result

    def choose(self, condition: Node, then: Ratio, otherwise: Ratio) -> Ratio:
        """``then`` if the condition is true, ``otherwise`` if false, unknown if unknown."""
        arena = self.arena
        scale, one, other = self._common_scale(then, otherwise)
        numerator = arena.choose(condition, one, other)
        if then.denominator is None and otherwise.denominator is None:
            return Ratio(scale, numerator)
        unit = arena.whole(1)
        denominator = arena.choose(condition, then.denominator or unit, otherwise.denominator or unit)
        return Ratio(scale, numerator, denominator)

    # -- to whole numbers -----------------------------------------------------------------------------------

    def half_up(self, value: Ratio, units: int) -> Node:
        """How many ``units``-ths, rounded half away from zero."""
        return self.arena.half_up(*self._integers(value, units))

    def floor(self, value: Ratio, units: Fraction) -> Node:
        """How many whole steps of ``1/units`` fit below or at the value."""
        return self.arena.floor_quotient(*self._integers(value, units))

    def is_known(self, value: Ratio) -> Node:
        parts = [self.arena.is_known(value.numerator)]
        if value.denominator is not None:
            parts.append(self.arena.is_known(value.denominator))
        return self.arena.both(*parts)

    def _integers(self, value: Ratio, units: int | Fraction) -> tuple[Node, Node]:
        arena, factor = self.arena, value.scale * units
        numerator = arena.mul(value.numerator, arena.whole(factor.numerator))
        denominator = arena.whole(factor.denominator)
        if value.denominator is not None:
            denominator = arena.mul(value.denominator, denominator)
        return numerator, denominator

    # -- common denominators --------------------------------------------------------------------------------

    def _common_scale(self, left: Ratio, right: Ratio) -> tuple[Fraction, Node, Node]:
        """A positive scale and both numerators in it (their denominators untouched)."""
        scale = _greatest_common(left.scale, right.scale)
        one = self.arena.mul(left.numerator, self.arena.whole((left.scale / scale).numerator))
        other = self.arena.mul(right.numerator, self.arena.whole((right.scale / scale).numerator))
        return scale, one, other

    def _common(self, left: Ratio, right: Ratio) -> tuple[Fraction, Node, Node, Node | None]:
        """Both over one denominator: a positive scale, two numerators, the denominator."""
        scale, one, other = self._common_scale(left, right)
        if left.denominator is right.denominator:
            return scale, one, other, left.denominator
        if right.denominator is not None:
            one = self.arena.mul(one, right.denominator)
        if left.denominator is not None:
            other = self.arena.mul(other, left.denominator)
        return scale, one, other, self._product(left.denominator, right.denominator)

    def _product(self, left: Node | None, right: Node | None) -> Node | None:
        if left is None or right is None:
            return left or right
        return self.arena.mul(left, right)

    def _known_with(self, node: Node, left: Ratio, right: Ratio) -> Node:
        """A shared denominator cancels out of a comparison, but where it is unknown so is the answer."""
        shared = left.denominator if left.denominator is right.denominator else None
        if shared is None or not shared.nullable:
            return node
        return self.arena.case((self.arena.is_known(shared), node), otherwise=self.arena.unknown("bool"))


def _greatest_common(one: Fraction, other: Fraction) -> Fraction:
    """The largest positive fraction of which both are whole multiples."""
    crossed = gcd(one.numerator * other.denominator, other.numerator * one.denominator)
    return Fraction(crossed, one.denominator * other.denominator)
