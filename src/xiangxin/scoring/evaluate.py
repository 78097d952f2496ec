"""Typed expressions as Python functions: exact, total, three-valued.

Numbers are ``int`` or ``Fraction``; ``None`` is unknown; ``NEVER`` comes only from an aggregate over records of which
there are none although somebody was asked. Each expression is translated once per run and then called per person.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from xiangxin.kernel.dates import days, whole_months, whole_years
from xiangxin.policy import expressions as x
from xiangxin.policy.names import stored_scale
from xiangxin.scoring.assessment import Row
from xiangxin.scoring.facts import (
    NEVER,
    NO_ROW,
    Evaluated,
    Exact,
    Facts,
    Never,
    divided,
    in_language,
    multiplied,
    ratio,
    rounded,
    simplest,
)

Evaluator = Callable[[Facts, Row], Evaluated]


class Translator:
    """Builds evaluators for one run: parameters and the as-of date are fixed in it."""

    def __init__(
        self, as_of: date, parameters: Mapping[str, Fraction | None], tiers: Sequence[tuple[Fraction, int]]
    ) -> None:
        self.as_of = as_of
        self.parameters = parameters
        self.tiers = [(start.numerator, start.denominator, stars) for start, stars in tiers]
        self._builders: Mapping[type[x.Expr], Callable[[Any], Evaluator]] = {
            x.Constant: self._constant,
            x.InputRef: self._input_ref,
            x.ParameterRef: self._parameter_ref,
            x.PointsRef: self._points_ref,
            x.StageRef: self._stage_ref,
            x.PartRef: self._part_ref,
            x.StarsRef: self._stars_ref,
            x.ReviewRef: self._review_ref,
            x.FieldRef: self._field_ref,
            x.Negate: self._negate,
            x.Not: self._not,
            x.Arithmetic: self._arithmetic,
            x.Compare: self._compare,
            x.And: self._and,
            x.Or: self._or,
            x.Choice: self._choice,
            x.HasEnded: self._has_ended,
            x.Known: self._known,
            x.OneOf: self._one_of,
            x.Call: self._call,
            x.Aggregate: self._aggregate,
        }

    def evaluator(self, expr: x.Expr) -> Evaluator:
        """The function that evaluates ``expr``."""
        evaluate = self._builders[type(expr)](expr)
        if not all(isinstance(node, FIXED) for node in expr.walk()):
            return evaluate
        # Constants and parameters only: the same for everybody, so worked out once.
        value = evaluate(Facts({}, {}, {}), NO_ROW)
        return lambda facts, row: value

    def tier(self, value: Exact) -> int:
        """Stars of a total: the highest step reached."""
        reached, numerator, denominator = 0, value.numerator, value.denominator
        for start, by, stars in self.tiers:
            if numerator * by < start * denominator:
                break
            reached = stars
        return reached

    # -- leaves ---------------------------------------------------------------------------------------------

    def _constant(self, expr: x.Constant) -> Evaluator:
        value = simplest(expr.value) if isinstance(expr.value, Fraction) else expr.value
        return lambda facts, row: value

    def _input_ref(self, expr: x.InputRef) -> Evaluator:
        name = expr.name
        return lambda facts, row: facts.inputs[name]

    def _parameter_ref(self, expr: x.ParameterRef) -> Evaluator:
        value = self.parameters[expr.name]
        exact = None if value is None else simplest(value)
        return lambda facts, row: exact

    def _points_ref(self, expr: x.PointsRef) -> Evaluator:
        name = expr.name

        def points(facts: Facts, row: Row) -> Evaluated:
            centi = facts.points[name]
            if centi is None:
                return None
            return ratio(centi, 100)

        return points

    def _stage_ref(self, expr: x.StageRef) -> Evaluator:
        name = expr.name
        return lambda facts, row: facts.stages[name]

    def _part_ref(self, expr: x.PartRef) -> Evaluator:
        name = expr.name
        return lambda facts, row: facts.parts[name]

    def _stars_ref(self, _expr: x.StarsRef) -> Evaluator:
        return lambda facts, row: facts.stars

    def _review_ref(self, expr: x.ReviewRef) -> Evaluator:
        what = expr.what

        def review(facts: Facts, row: Row) -> Evaluated:
            if facts.review_sum is None or facts.review_count is None:
                return None
            if what == "count":
                return facts.review_count
            return facts.review_sum if what == "sum" else ratio(facts.review_sum, facts.review_count)

        return review

    def _field_ref(self, expr: x.FieldRef) -> Evaluator:
        column, kind = expr.column, expr.type.kind
        if stored_scale(kind) == 1:
            return lambda facts, row: row.get(column)
        return lambda facts, row: in_language(row.get(column), kind)

    # -- operators ------------------------------------------------------------------------------------------

    def _negate(self, expr: x.Negate) -> Evaluator:
        operand = self.evaluator(expr.operand)

        def negate(facts: Facts, row: Row) -> Evaluated:
            value = operand(facts, row)
            return None if value is None else -value

        return negate

    def _not(self, expr: x.Not) -> Evaluator:
        operand = self.evaluator(expr.operand)

        def negation(facts: Facts, row: Row) -> Evaluated:
            value = operand(facts, row)
            return None if value is None else not value

        return negation

    def _arithmetic(self, expr: x.Arithmetic) -> Evaluator:
        left, right, operate = self.evaluator(expr.left), self.evaluator(expr.right), _OPERATIONS[expr.op]

        def arithmetic(facts: Facts, row: Row) -> Evaluated:
            one = left(facts, row)
            if one is None:
                return None
            other = right(facts, row)
            return None if other is None else operate(one, other)

        return arithmetic

    def _compare(self, expr: x.Compare) -> Evaluator:
        left, right, compare = self.evaluator(expr.left), self.evaluator(expr.right), _COMPARISONS[expr.op]

        def comparison(facts: Facts, row: Row) -> Evaluated:
            one = left(facts, row)
            if one is None:
                return None
            other = right(facts, row)
            return None if other is None else compare(one, other)

        return comparison

    def _and(self, expr: x.And) -> Evaluator:
        return self._junction(expr.operands, decisive=False)

    def _or(self, expr: x.Or) -> Evaluator:
        return self._junction(expr.operands, decisive=True)

    def _junction(self, operands: tuple[x.Expr, ...], *, decisive: bool) -> Evaluator:
        evaluators = [self.evaluator(operand) for operand in operands]

        def junction(facts: Facts, row: Row) -> Evaluated:
            unknown = False
            for evaluate in evaluators:
                value = evaluate(facts, row)
                if value is None:
                    unknown = True
                elif value is decisive:
                    return decisive
            return None if unknown else not decisive

        return junction

    def _choice(self, expr: x.Choice) -> Evaluator:
        condition, then = self.evaluator(expr.condition), self.evaluator(expr.then)
        otherwise = self.evaluator(expr.otherwise)

        def choice(facts: Facts, row: Row) -> Evaluated:
            answer = condition(facts, row)
            if answer is None:
                return None
            return then(facts, row) if answer else otherwise(facts, row)

        return choice

    def _has_ended(self, expr: x.HasEnded) -> Evaluator:
        operand, as_of = self.evaluator(expr.operand), self.as_of

        def ended(facts: Facts, row: Row) -> Evaluated:
            value = operand(facts, row)
            return isinstance(value, date) and value <= as_of

        return ended

    def _known(self, expr: x.Known) -> Evaluator:
        operand = self.evaluator(expr.operand)
        return lambda facts, row: operand(facts, row) is not None

    def _one_of(self, expr: x.OneOf) -> Evaluator:
        operand, values = self.evaluator(expr.operand), frozenset(expr.values)

        def one_of(facts: Facts, row: Row) -> Evaluated:
            value = operand(facts, row)
            return None if value is None else value in values

        return one_of

    # -- functions ------------------------------------------------------------------------------------------

    def _call(self, expr: x.Call) -> Evaluator:
        evaluators = [self.evaluator(argument) for argument in expr.arguments]
        function = self._function(expr.function)

        def call(facts: Facts, row: Row) -> Evaluated:
            values = [evaluate(facts, row) for evaluate in evaluators]
            return None if None in values else function(*values)

        return call

    def _function(self, name: str) -> Callable[..., Evaluated]:
        as_of = self.as_of
        functions: Mapping[str, Callable[..., Evaluated]] = {
            "min": min,
            "max": max,
            "clamp": lambda value, low, high: min(max(value, low), high),
            "tier": self.tier,
            "age": lambda day: whole_years(day, as_of),
            "years_since": lambda day: whole_years(day, as_of),
            "months_since": lambda day: whole_months(day, as_of),
            "days_since": lambda day: days(day, as_of),
            "floor_to": lambda value, step: value // step * step,
            "half_up": lambda value: rounded(value, 0),
        }
        return functions[name]

    # -- records --------------------------------------------------------------------------------------------

    def _aggregate(self, expr: x.Aggregate) -> Evaluator:
        if expr.op in ("any", "all"):
            return self._any_or_all(expr)
        aggregate = self.aggregate(expr)

        def known_or_unknown(facts: Facts, row: Row) -> Evaluated:
            value = aggregate(facts)
            # The one consumer that may meet NEVER, a band item, asks before it evaluates.
            return None if isinstance(value, Never) else value

        return known_or_unknown

    def aggregate(self, expr: x.Aggregate) -> Callable[[Facts], Evaluated | Never]:
        """The aggregate itself, which may be ``NEVER``."""
        if expr.op in ("any", "all"):
            return self._any_or_all(expr)
        return self._taken(expr)

    def selected(self, rows: x.Records) -> Callable[[Facts], tuple[list[Row], bool]]:
        """The rows whose filter is true, and whether some row's filter is unknown."""
        source = rows.source
        if rows.where is None:
            return lambda facts: (facts.rows[source], False)
        where = self.evaluator(rows.where)

        def select(facts: Facts) -> tuple[list[Row], bool]:
            chosen, unknown = [], False
            for row in facts.rows[source]:
                passes = where(facts, row)
                if passes is None:
                    unknown = True
                elif passes:
                    chosen.append(row)
            return chosen, unknown

        return select

    def _any_or_all(self, expr: x.Aggregate) -> Callable[..., Evaluated]:
        decisive = expr.op == "any"
        assert expr.value is not None
        source, condition = expr.rows.source, self.evaluator(expr.value)
        where = self.evaluator(expr.rows.where) if expr.rows.where is not None else None

        def quantified(facts: Facts, outer: Row = NO_ROW) -> Evaluated:
            # Most people have no row of most kinds.
            unknown = not facts.covered[source]
            for row in facts.rows[source]:
                passes = True if where is None else where(facts, row)
                if passes is False:
                    continue
                answer = condition(facts, row)
                if answer is decisive and passes:
                    return decisive
                # A row of unknown filter cannot decide, and matters only if its condition would.
                if answer is None or (passes is None and answer is decisive):
                    unknown = True
            return None if unknown else not decisive

        return quantified

    def _taken(self, expr: x.Aggregate) -> Callable[[Facts], Evaluated | Never]:
        select, source, op = self.selected(expr.rows), expr.rows.source, expr.op
        value_of = self.evaluator(expr.value) if expr.value is not None else None
        stand_in = self.as_of if expr.value is not None and expr.value.type.open_ended else None

        def taken(facts: Facts) -> Evaluated | Never:
            chosen, unknown = select(facts)
            if unknown or not facts.covered[source]:
                return None
            if value_of is None:
                return len(chosen)
            values = [value_of(facts, row) for row in chosen]
            if stand_in is not None:
                values = [stand_in if value is None else value for value in values]
            if None in values:
                return None
            if op == "sum":
                return sum(values)
            if not values:
                return NEVER
            return max(values) if op in ("max", "last") else min(values)

        return taken


FIXED = (x.Constant, x.ParameterRef, x.Arithmetic, x.Negate)
"""Nodes that depend on the run alone, as long as everything below them does."""

_OPERATIONS: Mapping[str, Callable[[Exact, Exact], Exact | None]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": multiplied,
    "/": divided,
}

_COMPARISONS: Mapping[str, Callable[..., bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
