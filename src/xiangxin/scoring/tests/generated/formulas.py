"""Random numbers, conditions, dates and aggregates over a scope: every form an expression can have."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from xiangxin.policy import expressions as x
from xiangxin.policy.model import RecordSource
from xiangxin.scoring.tests.generated.registry import CATEGORIES, LEVELS, TENURES
from xiangxin.scoring.tests.generated.scope import DAYS, MONEY, SMALL, Scope, field_ref

BOOL, NUMBER, DATE, TEXT = x.Type("bool"), x.Type("number"), x.Type("date"), x.Type("text")

Build = Callable[[st.DrawFn, Scope, int], x.Expr]
"""Draws an expression over a scope whose operands are at most so deep."""


@st.composite
def numbers(draw: st.DrawFn, scope: Scope, depth: int = 2) -> x.Expr:
    """Numeric expressions; units play no part in arithmetic, so they mix."""
    options: list[Build] = [_constant, *([_number_leaf] * 2 if scope.leaves("number") else [])]
    if depth > 0:
        options += [_sum_of, _sum_of, _scaled, _quotient, _negated, _choice, _extreme, _clamped, _rounded, _elapsed]
        options += [_total] * 2 if scope.sources else []
        options += [_tier] if scope.tiers else []
    return draw(st.sampled_from(options))(draw, scope, depth - 1)


def _constant(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    return x.Constant(NUMBER, draw(SMALL | MONEY))


def _number_leaf(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    return draw(st.sampled_from(scope.leaves("number")))


def _pair(draw: st.DrawFn, scope: Scope, depth: int, ops: list[Any]) -> x.Expr:
    op = draw(st.sampled_from(ops))
    return x.Arithmetic(NUMBER, op, draw(numbers(scope, depth)), draw(numbers(scope, depth)))


def _sum_of(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    return _pair(draw, scope, depth, ["+", "-"])


def _quotient(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    return _pair(draw, scope, depth, ["/", "/", "*"])


def _scaled(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    return x.Arithmetic(NUMBER, "*", draw(numbers(scope, depth)), x.Constant(NUMBER, draw(SMALL)))


def _negated(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    return x.Negate(NUMBER, draw(numbers(scope, depth)))


def _choice(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    then, otherwise = draw(numbers(scope, depth)), draw(numbers(scope, depth))
    return x.Choice(NUMBER, draw(conditions(scope, depth)), then, otherwise)


def _call(draw: st.DrawFn, functions: list[Any], *arguments: x.Expr) -> x.Expr:
    return x.Call(NUMBER, draw(st.sampled_from(functions)), arguments)


def _extreme(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    return _call(draw, ["min", "max"], *draw(st.lists(numbers(scope, depth), min_size=2, max_size=3)))


def _clamped(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    return _call(draw, ["clamp"], *(draw(numbers(scope, depth)) for _ in range(3)))


def _tier(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    return _call(draw, ["tier"], draw(numbers(scope, depth)))


def _elapsed(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    return _call(draw, ["age", "years_since", "months_since", "days_since"], draw(dates(scope)))


def _rounded(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    inner = draw(numbers(scope, depth))
    step = draw(st.sampled_from([None, Fraction(1), Fraction(5, 2), Fraction(100_000)]))
    if step is None:
        return _call(draw, ["half_up"], inner)
    return _call(draw, ["floor_to"], inner, x.Constant(NUMBER, step))


def _total(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    return draw(aggregates(scope, ("count", "sum")))


@st.composite
def dates(draw: st.DrawFn, scope: Scope) -> x.Expr:
    leaves = scope.leaves("date")
    if leaves and draw(st.integers(0, 4)) > 0:
        return draw(st.sampled_from(leaves))
    return x.Constant(DATE, draw(DAYS))


COMPARISONS: list[Any] = ["==", "!=", "<", "<=", ">", ">="]


@st.composite
def conditions(draw: st.DrawFn, scope: Scope, depth: int = 2) -> x.Expr:
    """Conditions of every form."""
    options: list[Build] = [_compared, _dated, *([_bool_leaf] if scope.leaves("bool") else [])]
    options += [_worded] if scope.leaves("text") else []
    if depth > 0:
        options += [_both, _both, _either, _not, _equal, _chosen, _known, _member]
        options += [_ended] if any(leaf.type.open_ended for leaf in scope.leaves("date")) else []
        options += [_some_row] * 2 if scope.sources else []
    return draw(st.sampled_from(options))(draw, scope, max(depth - 1, 0))


def _compared(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    left, right = draw(numbers(scope, depth)), draw(numbers(scope, depth))
    return x.Compare(BOOL, draw(st.sampled_from(COMPARISONS)), left, right)


def _dated(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    return x.Compare(BOOL, draw(st.sampled_from(COMPARISONS)), draw(dates(scope)), draw(dates(scope)))


def _bool_leaf(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    return draw(st.sampled_from(scope.leaves("bool")))


def _worded(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    word = x.Constant(TEXT, draw(st.sampled_from([*TENURES, *CATEGORIES, *LEVELS])))
    return x.Compare(BOOL, draw(st.sampled_from(COMPARISONS[:2])), draw(st.sampled_from(scope.leaves("text"))), word)


def _several(draw: st.DrawFn, scope: Scope, depth: int) -> tuple[x.Expr, ...]:
    return tuple(draw(st.lists(conditions(scope, depth), min_size=2, max_size=3)))


def _both(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    return x.And(BOOL, _several(draw, scope, depth))


def _either(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    return x.Or(BOOL, _several(draw, scope, depth))


def _not(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    return x.Not(BOOL, draw(conditions(scope, depth)))


def _equal(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    left, right = draw(conditions(scope, depth)), draw(conditions(scope, depth))
    return x.Compare(BOOL, draw(st.sampled_from(COMPARISONS[:2])), left, right)


def _chosen(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    condition, then, otherwise = (draw(conditions(scope, depth)) for _ in range(3))
    return x.Choice(BOOL, condition, then, otherwise)


def _known(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    return x.Known(BOOL, draw(numbers(scope, depth) | conditions(scope, depth)))


def _member(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    return draw(memberships(scope))


def _ended(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    return x.HasEnded(BOOL, draw(st.sampled_from([leaf for leaf in scope.leaves("date") if leaf.type.open_ended])))


def _some_row(draw: st.DrawFn, scope: Scope, depth: int) -> x.Expr:
    return draw(aggregates(scope, ("any", "all")))


@st.composite
def memberships(draw: st.DrawFn, scope: Scope) -> x.Expr:
    leaves = scope.leaves("text")
    if draw(st.booleans()) and leaves:
        words = draw(st.lists(st.sampled_from([*TENURES, *CATEGORIES, *LEVELS]), min_size=1, max_size=3, unique=True))
        return x.OneOf(BOOL, draw(st.sampled_from(leaves)), tuple(words))
    values = draw(st.lists(SMALL, min_size=1, max_size=3, unique=True))
    return x.OneOf(BOOL, draw(numbers(scope, 1)), tuple(values))


@st.composite
def rows(draw: st.DrawFn, scope: Scope, source: RecordSource | None = None) -> x.Records:
    source = source or draw(st.sampled_from(scope.sources))
    where = draw(conditions(scope.inside(source), 2)) if draw(st.integers(0, 3)) > 0 else None
    return x.Records(source.name, where)


@st.composite
def aggregates(draw: st.DrawFn, scope: Scope, ops: tuple[str, ...]) -> x.Expr:
    op: Any = draw(st.sampled_from(ops))
    source = draw(st.sampled_from(scope.sources))
    chosen = draw(rows(scope, source))
    if op in ("any", "all"):
        return x.Aggregate(BOOL, op, chosen, draw(conditions(scope.inside(source), 1)))
    if op == "count":
        return x.Aggregate(NUMBER, op, chosen)
    kinds = ("date",) if op in ("first", "last") else tuple(x.NUMERIC)
    usable = [f for f in source.fields if f.type in kinds and not (op == "first" and f.open_ended)]
    value = field_ref(draw(st.sampled_from(usable)))
    never = op in ("min", "max", "first", "last")
    return x.Aggregate(x.Type(value.type.kind, maybe_never=never), op, chosen, value)
