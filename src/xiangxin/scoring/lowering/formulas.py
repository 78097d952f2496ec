"""Typed expressions lowered to whole-number nodes; the counterpart of the interpreter's evaluators, node for node.

A numeric expression becomes a ``Ratio``, any other a ``Node``. What a name stands for is asked of ``Names``: the same
formula is lowered for a person (aggregates are columns) and for a row (fields are columns).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal, Protocol

from xiangxin.kernel.dates import days, whole_months, whole_years
from xiangxin.policy import expressions as x
from xiangxin.policy.model import Tiers
from xiangxin.scoring.lowering.arena import PARTS, Arena, Node, NodeKind
from xiangxin.scoring.lowering.ratios import Ratio, Ratios

Lowered = Ratio | Node


class Names(Protocol):
    """What the leaves of a formula stand for in one place."""

    def input(self, name: str) -> Lowered:
        """An input after its consent gate."""
        ...

    def points(self, name: str) -> Ratio:
        """Points of an item or group."""
        ...

    def stage(self, name: str) -> Ratio:
        """An earlier stage."""
        ...

    def part(self, name: str) -> Ratio:
        """A part of the limit."""
        ...

    def stars(self) -> Ratio:
        """Stars after the floor."""
        ...

    def review(self, what: str) -> Ratio:
        """Mean, sum or count of the review."""
        ...

    def row_field(self, field: x.FieldRef) -> Lowered:
        """A field of the row at hand, as it stood on the as-of date."""
        ...

    def ending(self, operand: x.Expr) -> Node:
        """The stored date of an open-ended field or input, whether or not it lies after the as-of date."""
        ...

    def aggregate(self, aggregate: x.Aggregate) -> Lowered:
        """A value taken from records; never counts as unknown."""
        ...


class Formulas:
    """Lowers expressions of one run: the as-of date and the parameters are constants in it."""

    def __init__(
        self, ratios: Ratios, as_of: date, parameters: Mapping[str, Fraction | None], tiers: Tiers | None, names: Names
    ) -> None:
        self.ratios = ratios
        self.arena: Arena = ratios.arena
        self.as_of = as_of
        self.parameters = parameters
        self.steps: Sequence[tuple[Fraction, int]] = tiers.steps if tiers is not None else ()
        self.names = names

    def number(self, expr: x.Expr) -> Ratio:
        """A numeric expression."""
        value = self.lower(expr)
        assert isinstance(value, Ratio)
        return value

    def node(self, expr: x.Expr) -> Node:
        """A condition, date or text."""
        value = self.lower(expr)
        assert isinstance(value, Node)
        return value

    def lower(self, expr: x.Expr) -> Lowered:
        """Any expression."""
        build: Callable[[x.Expr], Lowered] = getattr(self, f"_{type(expr).__name__.lower()}")
        return build(expr)

    def is_known(self, value: Lowered) -> Node:
        return self.ratios.is_known(value) if isinstance(value, Ratio) else self.arena.is_known(value)

    def tier(self, value: Ratio) -> Node:
        """Stars of a total: the highest step reached; unknown if the total is."""
        reached = [
            (self.ratios.compare(">=", value, self.ratios.of(start)), self.arena.whole(stars))
            for start, stars in reversed(self.steps)
        ]
        stars = self.arena.case(*reached, otherwise=self.arena.whole(0))
        return self.arena.case((self.ratios.is_known(value), stars), otherwise=self.arena.unknown("int"))

    # -- leaves ---------------------------------------------------------------------------------------------

    def _constant(self, expr: x.Constant) -> Lowered:
        return self.constant(expr.value, expr.type.kind)

    def constant(self, value: x.Value | None, kind: x.Kind) -> Lowered:
        """A constant of the language; ``None`` is unknown."""
        if kind in x.NUMERIC:
            assert value is None or isinstance(value, Fraction)
            return self.ratios.of(value)
        assert not isinstance(value, Fraction)
        return self.arena.const(value, node_kind(kind))

    def _parameterref(self, expr: x.ParameterRef) -> Lowered:
        return self.constant(self.parameters[expr.name], expr.type.kind)

    def _inputref(self, expr: x.InputRef) -> Lowered:
        return self.names.input(expr.name)

    def _pointsref(self, expr: x.PointsRef) -> Lowered:
        return self.names.points(expr.name)

    def _stageref(self, expr: x.StageRef) -> Lowered:
        return self.names.stage(expr.name)

    def _partref(self, expr: x.PartRef) -> Lowered:
        return self.names.part(expr.name)

    def _starsref(self, _: x.StarsRef) -> Lowered:
        return self.names.stars()

    def _reviewref(self, expr: x.ReviewRef) -> Lowered:
        return self.names.review(expr.what)

    def _fieldref(self, expr: x.FieldRef) -> Lowered:
        return self.names.row_field(expr)

    def _aggregate(self, expr: x.Aggregate) -> Lowered:
        return self.names.aggregate(expr)

    # -- operators ------------------------------------------------------------------------------------------

    def _negate(self, expr: x.Negate) -> Lowered:
        return self.ratios.negative(self.number(expr.operand))

    def _not(self, expr: x.Not) -> Lowered:
        return self.arena.negation(self.node(expr.operand))

    def _arithmetic(self, expr: x.Arithmetic) -> Lowered:
        operate = {"+": self.ratios.add, "-": self.ratios.sub, "*": self.ratios.mul, "/": self.ratios.div}[expr.op]
        return operate(self.number(expr.left), self.number(expr.right))

    def _compare(self, expr: x.Compare) -> Lowered:
        dated = self._compares_elapsed(expr)
        if dated is not None:
            return dated
        left, right = self.lower(expr.left), self.lower(expr.right)
        if isinstance(left, Ratio):
            assert isinstance(right, Ratio)
            return self.ratios.compare(expr.op, left, right)
        assert isinstance(right, Node)
        return self.arena.compare(expr.op, left, right)

    def _and(self, expr: x.And) -> Lowered:
        return self.arena.both(*map(self.node, expr.operands))

    def _or(self, expr: x.Or) -> Lowered:
        return self.arena.either(*map(self.node, expr.operands))

    def _choice(self, expr: x.Choice) -> Lowered:
        return self.choose(self.node(expr.condition), self.lower(expr.then), self.lower(expr.otherwise))

    def choose(self, condition: Node, then: Lowered, otherwise: Lowered) -> Lowered:
        """``then if condition else otherwise``, unknown where the condition is."""
        if isinstance(then, Ratio):
            assert isinstance(otherwise, Ratio)
            return self.ratios.choose(condition, then, otherwise)
        assert isinstance(otherwise, Node)
        return self.arena.choose(condition, then, otherwise)

    def _hasended(self, expr: x.HasEnded) -> Lowered:
        on = self.arena.const(self.as_of, "date")
        return self.arena.is_true(self.arena.compare("<=", self.names.ending(expr.operand), on))

    def _known(self, expr: x.Known) -> Lowered:
        return self.is_known(self.lower(expr.operand))

    def _oneof(self, expr: x.OneOf) -> Lowered:
        operand = self.lower(expr.operand)
        if isinstance(operand, Ratio):
            return self.ratios.equal_to_any(operand, tuple(v for v in expr.values if isinstance(v, Fraction)))
        return self.arena.one_of(operand, [v for v in expr.values if not isinstance(v, Fraction)])

    # -- functions ------------------------------------------------------------------------------------------

    def _call(self, expr: x.Call) -> Lowered:
        if expr.function in ("age", "years_since", "months_since", "days_since"):
            return Ratio(Fraction(1), self.elapsed(expr.function, self.node(expr.arguments[0])))
        arguments = [self.number(argument) for argument in expr.arguments]
        match expr.function:
            case "min":
                return self.ratios.least(arguments)
            case "max":
                return self.ratios.greatest(arguments)
            case "clamp":
                value, low, high = arguments
                return self.ratios.least([self.ratios.greatest([value, low]), high])
            case "tier":
                return Ratio(Fraction(1), self.tier(arguments[0]))
            case "floor_to":
                return self._floor_to(*arguments)
        return Ratio(Fraction(1), self.ratios.half_up(arguments[0], 1))

    def _floor_to(self, value: Ratio, step: Ratio) -> Ratio:
        """The language admits only a constant step above zero."""
        size = step.constant
        assert size is not None
        assert size > 0
        return Ratio(size, self.ratios.floor(value, 1 / size))

    def elapsed(self, function: str, since: Node) -> Node:
        """Whole units from ``since`` to the as-of date, negative when it lies later."""
        arena, on = self.arena, self.as_of
        if function == "days_since":
            return arena.days_between(since, arena.const(on, "date"))
        year, month, day = (arena.date_part(part, since) for part in PARTS)
        if function == "months_since":
            months = arena.sub(arena.whole(12 * on.year + on.month), arena.add(arena.mul(year, arena.whole(12)), month))
            return arena.sub(months, self._one_if(arena.compare(">", day, arena.whole(on.day))))
        later = arena.either(
            arena.compare(">", month, arena.whole(on.month)),
            arena.both(arena.compare("==", month, arena.whole(on.month)), arena.compare(">", day, arena.whole(on.day))),
        )
        return arena.sub(arena.sub(arena.whole(on.year), year), self._one_if(later))

    def _compares_elapsed(self, expr: x.Compare) -> Node | None:
        """``months_since(day) < 24`` and the like as one comparison of dates."""
        call, bound = expr.left, self._constant_of(expr.right)
        if bound is None or not isinstance(call, x.Call) or call.function not in _ELAPSED:
            return None
        whole = bound.numerator // bound.denominator
        # Elapsed units are whole, so "at most" and "above" are "below" and "at least" of the next whole number.
        turned: dict[str, tuple[Literal["<", ">="], Fraction]] = {
            "<": ("<", bound),
            ">=": (">=", bound),
            "<=": ("<", Fraction(whole + 1)),
            ">": (">=", Fraction(whole + 1)),
        }
        if expr.op not in turned:
            return None
        op, units = turned[expr.op]
        return self.elapsed_compares(call.function, self.node(call.arguments[0]), op, units)

    def _constant_of(self, expr: x.Expr) -> Fraction | None:
        if isinstance(expr, x.ParameterRef):
            return self.parameters[expr.name]
        return expr.value if isinstance(expr, x.Constant) and isinstance(expr.value, Fraction) else None

    def elapsed_compares(self, function: str, since: Node, op: Literal["<", ">="], units: Fraction) -> Node:
        """``elapsed(since) op units``, unknown where the date is."""
        last = last_day_with(function, self.as_of, units)
        first = self.arena.const(last or date.min, "date")
        if last is None:
            # No day of the calendar is long enough ago: true or false for every known date.
            return self.arena.compare(">=" if op == "<" else "<", since, first)
        return self.arena.compare("<=" if op == ">=" else ">", since, first)

    def _one_if(self, condition: Node) -> Node:
        return self.arena.choose(condition, self.arena.whole(1), self.arena.whole(0))


def node_kind(kind: x.Kind) -> NodeKind:
    """The kind of node that carries a value of the language."""
    match kind:
        case "bool" | "text" | "date":
            return kind
    return "int"


_ELAPSED: Mapping[str, Callable[[date, date], int]] = {
    "age": whole_years,
    "years_since": whole_years,
    "months_since": whole_months,
    "days_since": days,
}


def last_day_with(function: str, as_of: date, units: Fraction) -> date | None:
    """The latest day from which at least so many units have elapsed; there is none before the calendar begins."""
    elapsed = _ELAPSED[function]
    if elapsed(date.min, as_of) < units:
        return None
    low, high = date.min.toordinal(), date.max.toordinal()
    while low < high:
        middle = (low + high + 1) // 2
        if elapsed(date.fromordinal(middle), as_of) >= units:
            low = middle
        else:
            high = middle - 1
    return date.fromordinal(low)
