"""Random items of every kind over a scope."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from xiangxin.policy import expressions as x
from xiangxin.policy.model import (
    BandItem,
    BestItem,
    FlagItem,
    Item,
    Outcome,
    RecordSource,
    SumItem,
    TableItem,
    ValueItem,
)
from xiangxin.scoring.tests.generated.formulas import TEXT, aggregates, conditions, numbers, rows
from xiangxin.scoring.tests.generated.registry import LEVELS, ORIGIN, TENURES, text
from xiangxin.scoring.tests.generated.scope import MONEY, SMALL, Scope

CENTI = st.integers(-20, 60).map(lambda points: points * 50)


def outcome(kind: Any, centi: int | None) -> Outcome:
    return Outcome(kind, centi, text(kind))


@st.composite
def items(draw: st.DrawFn, scope: Scope, number: int) -> Item:
    unknown = draw(CENTI) if draw(st.integers(0, 3)) else None
    common: dict[str, Any] = {
        "id": f"item{number}",
        "label": text(f"item{number}"),
        "group": "",
        "use": "base",
        "unknown_centi": unknown,
        "verdict": None,
        "origin": ORIGIN,
    }
    last = outcome("unknown", unknown)
    kinds = ["flag", "band", "table", "value"]
    if scope.sources:
        kinds += ["best", "best", "sum", "never", "never", "flag"]
    match draw(st.sampled_from(kinds)):
        case "band":
            on: x.Expr = draw(numbers(scope))
            return draw(_band(common, last, on, SMALL | MONEY))
        case "never":
            return draw(_never_band(scope, common, last))
        case "table":
            on = x.InputRef(TEXT, "tenure")
            fixed = [outcome("choice", draw(CENTI)) for _ in TENURES]
            return TableItem(**common, outcomes=(*fixed, last), **extremes([*fixed, last]), on=on, choices=TENURES)
        case "value":
            low = draw(CENTI)
            high = low + abs(draw(CENTI))
            bounds = [outcome("value", low), outcome("value", high), last]
            both = (outcome("value", None), last)
            value = draw(numbers(scope))
            return ValueItem(**common, outcomes=both, **extremes(bounds), value=value, low_centi=low, high_centi=high)
        case "best":
            return draw(_best(scope, common, last))
        case "sum":
            return draw(_sum(scope, common, last))
    fixed = [outcome("not_met", draw(CENTI)), outcome("met", draw(CENTI))]
    when = draw(conditions(scope))
    return FlagItem(**common, outcomes=(*fixed, last), **extremes([*fixed, last]), when=when)


def extremes(outcomes: list[Outcome]) -> dict[str, Any]:
    points = [o.points_centi for o in outcomes if o.points_centi is not None]
    return {"minimum_centi": min(points, default=0), "maximum_centi": max(points, default=0)}


@st.composite
def _band(
    draw: st.DrawFn, common: dict[str, Any], last: Outcome, on: x.Expr, starts: st.SearchStrategy[Fraction]
) -> Item:
    begins = sorted(draw(st.lists(starts, min_size=1, max_size=4, unique=True)))
    found = [outcome("band", draw(CENTI)) for _ in begins]
    if on.type.maybe_never:
        found.append(outcome("never", draw(CENTI)))
    found.append(last)
    return BandItem(**common, outcomes=tuple(found), **extremes(found), on=on, starts=tuple(begins))


@st.composite
def _never_band(draw: st.DrawFn, scope: Scope, common: dict[str, Any], last: Outcome) -> Item:
    dated = draw(st.booleans())
    taken = draw(aggregates(scope, ("first", "last") if dated else ("min", "max")))
    on: x.Expr = taken
    if dated:
        function: Any = draw(st.sampled_from(["years_since", "months_since", "days_since"]))
        on = x.Call(x.Type("number", maybe_never=True), function, (taken,))
    if draw(st.integers(0, 3)) == 0:
        on = x.Arithmetic(on.type, "+", on, draw(numbers(scope, 1)))
    starts = st.sampled_from([Fraction(n, d) for n in (0, 1, 3, 12, 24, 365, 100_000) for d in (1, 2)])
    return draw(_band(common, last, on, starts))


def _level_source(scope: Scope) -> st.SearchStrategy[RecordSource]:
    return st.sampled_from([source for source in scope.sources if source.table == "records"] or list(scope.sources))


@st.composite
def _best(draw: st.DrawFn, scope: Scope, common: dict[str, Any], last: Outcome) -> Item:
    source = draw(_level_source(scope))
    levels = LEVELS[draw(st.integers(0, 1)) :]
    rising = sorted(abs(draw(CENTI)) for _ in levels)
    found = [outcome("none", 0), *(outcome("level", points) for points in rising), last]
    chosen = draw(rows(scope, source))
    return BestItem(
        **common,
        outcomes=tuple(found),
        **extremes(found),
        rows=chosen,
        by="level",
        by_column="level" if source.table == "records" else "kin",
        levels=levels,
    )


@st.composite
def _sum(draw: st.DrawFn, scope: Scope, common: dict[str, Any], last: Outcome) -> Item:
    source = draw(_level_source(scope))
    by = draw(st.booleans())
    sign = draw(st.sampled_from([1, -1]))
    each = [sign * abs(draw(CENTI)) for _ in LEVELS] if by else [sign * abs(draw(CENTI))]
    cap = draw(st.none() | st.just(sign * 1000))
    both = (outcome("value", None), last)
    ends = [outcome("value", cap if cap is not None else sign * 100_000), outcome("value", 0), last]
    return SumItem(
        **common,
        outcomes=both,
        **extremes(ends),
        rows=draw(rows(scope, source)),
        by="level" if by else None,
        by_column=("level" if source.table == "records" else "kin") if by else None,
        levels=LEVELS if by else (),
        each_centi=tuple(each),
        cap_centi=cap,
    )
