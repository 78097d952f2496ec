"""Random compiled policies over a small registry: every kind of item, condition, total and gate, in any combination.

They mean nothing and need not be lawful; they are only what a compiler could hand to an engine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from hypothesis import strategies as st

from xiangxin.kernel.errors import NOWHERE
from xiangxin.kernel.text import Text
from xiangxin.law.model import ConsentClass, Field, Gates, RecordField, ValueType
from xiangxin.policy import expressions as x
from xiangxin.policy.model import (
    AreaRating,
    BandItem,
    BestItem,
    CompiledPolicy,
    Condition,
    FlagItem,
    Group,
    Input,
    Item,
    Limit,
    Origin,
    Outcome,
    Parameter,
    Part,
    Rate,
    RecordSource,
    Review,
    Stage,
    SumItem,
    TableItem,
    Tiers,
    ValueItem,
)

AS_OF = date(2026, 6, 30)
ORIGIN = Origin(NOWHERE)
CATEGORIES = ("moral_model", "veteran", "training")
LEVELS = ("village", "county", "nation")
TENURES = ("owned", "leased", "none")
CLASSES: tuple[frozenset[ConsentClass], ...] = (
    frozenset(),
    frozenset({"income_property"}),
    frozenset({"income_property", "bureau"}),
)

BOOL, NUMBER, DATE, TEXT = x.Type("bool"), x.Type("number"), x.Type("date"), x.Type("text")


def text(word: str) -> Text:
    return Text(word, word)


def declared(
    name: str,
    kind: ValueType,
    column: str,
    field_class: ConsentClass = "file",
    limits: tuple[int, int] | None = None,
    *,
    values: tuple[str, ...] = (),
    open_ended: bool = False,
) -> Input:
    registered = Field(
        name, text(name), "m", kind, column, "C1", field_class, "", open_ended=open_ended, values=values, range=limits
    )
    return Input(name, registered, Gates(consent_classes=frozenset({field_class} - {"file"})), ORIGIN)


INPUTS = (
    declared("shown", "bool", "shown"),
    declared("proven", "bool", "proven", "income_property"),
    declared("income", "money", "income_fen", "income_property", (0, 10**9)),
    declared("debt", "money", "debt_fen", "file", (-(10**6), 10**9)),
    declared("score", "points", "score_centi", "bureau", (0, 10_000)),
    declared("share", "percent", "share_ppm", "file", (0, 10**6)),
    declared("size", "number", "size", "file", (-3, 20)),
    declared("tenure", "enum", "tenure", "file", values=TENURES),
    declared("left_on", "date", "left_on", "file", open_ended=True),
    declared("moved_on", "date", "moved_on", "income_property"),
)
BIRTH = declared("birth_on", "date", "birth_on")

RECORD_FIELDS = (
    RecordField("category", "enum", "category", values=CATEGORIES),
    RecordField("level", "enum", "level", values=LEVELS),
    RecordField("amount", "money", "amount_fen", range=(-(10**6), 10**8)),
    RecordField("from_on", "date", "happened_on"),
    RecordField("told_on", "date", "told_on"),
    RecordField("settled_on", "date", "ended_on", open_ended=True),
    RecordField("disputed", "bool", "disputed"),
)
MEMBER_FIELDS = (
    RecordField("income", "money", "income_fen", range=(0, 10**9)),
    RecordField("proven", "bool", "proven"),
    RecordField("moved_on", "date", "moved_on"),
)


# -- leaves -----------------------------------------------------------------------------------------------------

SMALL = st.sampled_from([Fraction(n, d) for n in (-7, -1, 0, 1, 2, 3, 10, 75) for d in (1, 2, 10, 3)])
MONEY = st.sampled_from([Fraction(n) for n in (0, 1, 99_999, 100_000, 100_001, 3_000_000)])
DAYS = st.sampled_from([AS_OF, date(2026, 6, 29), date(2025, 12, 31), date(2024, 2, 29), date(2020, 6, 30)])


class Scope:
    """What an expression may read at one place; ``row`` makes it a record filter."""

    def __init__(
        self,
        inputs: tuple[Input, ...],
        sources: tuple[RecordSource, ...],
        parameters: tuple[Parameter, ...] = (),
        names: tuple[x.Expr, ...] = (),
        row: RecordSource | None = None,
        *,
        tiers: bool = False,
    ) -> None:
        self.inputs, self.sources, self.parameters = inputs, sources, parameters
        self.names, self.row, self.tiers = names, row, tiers
        self.filters: dict[str, Scope] = {}

    def with_names(self, *more: x.Expr) -> Scope:
        return Scope(self.inputs, self.sources, self.parameters, (*self.names, *more), tiers=self.tiers)

    def inside(self, row: RecordSource) -> Scope:
        if row.name not in self.filters:
            self.filters[row.name] = Scope(self.inputs, (), self.parameters, (), row, tiers=self.tiers)
        return self.filters[row.name]

    def leaves(self, kind: Literal["bool", "number", "date", "text"]) -> list[x.Expr]:
        kinds = x.NUMERIC if kind == "number" else {kind}
        found: list[x.Expr] = [expr for expr in self.names if expr.type.kind in kinds]
        for spec in self.inputs:
            of: x.Kind = "text" if spec.field.type == "enum" else spec.field.type
            if of in kinds:
                found.append(x.InputRef(x.Type(of, open_ended=spec.field.open_ended), spec.name))
        if kind == "number":
            found += [x.ParameterRef(x.Type(p.kind), p.name) for p in self.parameters]
        if self.row is not None:
            # A filter mostly looks at its row.
            own = [field_ref(field) for field in (*self.row.fields, IN_FORCE)]
            found += [expr for expr in own if expr.type.kind in kinds] * 4
        return found


IN_FORCE = RecordField("in_force", "bool", "in_force")


def field_ref(field: RecordField) -> x.FieldRef:
    kind: x.Kind = "text" if field.type == "enum" else field.type
    return x.FieldRef(x.Type(kind, open_ended=field.open_ended), field.name, field.column)


# -- expressions ------------------------------------------------------------------------------------------------


Build = Callable[[st.DrawFn, "Scope", int], x.Expr]
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


# -- items ------------------------------------------------------------------------------------------------------

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


# -- the policy -------------------------------------------------------------------------------------------------


@st.composite
def gates(draw: st.DrawFn) -> Gates:
    rarely = st.sampled_from([False, False, True])
    return Gates(
        document=draw(rarely),
        ordinary_procedure=draw(rarely),
        catalogue=draw(rarely),
        final=draw(rarely),
        told=draw(rarely),
        lender_only=draw(rarely),
        adverse=draw(rarely),
        retention_years=draw(st.sampled_from([None, None, 2, 5])),
        catalogue_code=draw(st.sampled_from(["A1", "A2", "A3", ""])),
        not_minor=draw(rarely),
        unremedied=draw(rarely),
        adult_age=draw(st.sampled_from([None, None, 18])),
        retention_from=draw(st.sampled_from(["ended_on", "happened_on"])),
        consent_classes=draw(st.sampled_from([frozenset(), frozenset(), frozenset({"bureau"}), *CLASSES])),
    )


@st.composite
def record_sources(draw: st.DrawFn) -> tuple[RecordSource, ...]:
    names = draw(st.lists(st.sampled_from(["honour", "arrears", "judgment"]), max_size=3, unique=True))
    found = [
        RecordSource(
            name, "records", name, RECORD_FIELDS, draw(gates()), draw(st.sampled_from([None, None, 3, 12])), ORIGIN
        )
        for name in names
    ]
    if draw(st.integers(0, 2)) == 0:
        members = Gates(consent_classes=draw(st.sampled_from(CLASSES)))
        fields = (*MEMBER_FIELDS, RecordField("kin", "enum", "kin", values=LEVELS))
        found.append(RecordSource("members", "members", "members", fields, members, None, ORIGIN))
    return tuple(found)


@st.composite
def groups(draw: st.DrawFn, scope: Scope) -> tuple[Group, ...]:
    found: list[Group] = []
    number = 0
    for position in range(draw(st.integers(1, 2))):
        members: list[Item] = []
        for _ in range(draw(st.integers(1, 3))):
            members.append(draw(items(scope, number)))
            number += 1
        name = f"group{position}"
        members = [replace(item, group=name) for item in members]
        cap = draw(st.none() | st.integers(0, 4).map(lambda c: c * 1000))
        floor = draw(st.sampled_from([None, None, 0, -500]))
        found.append(Group(name, text(name), "base", tuple(members), cap, floor, ORIGIN))
    return tuple(found)


@st.composite
def compiled_policies(draw: st.DrawFn) -> CompiledPolicy:
    inputs = (*INPUTS, *([BIRTH] if draw(st.booleans()) else []))
    parameters = (
        Parameter("base_rate", "percent", ((date(2020, 1, 1), Fraction(37, 1000)), (AS_OF, Fraction(3, 100))), ORIGIN),
        Parameter("step", "money", ((date(2027, 1, 1), Fraction(100_000)),), ORIGIN),
    )
    sources = draw(record_sources())
    people = Scope(inputs, sources, parameters)
    built = draw(groups(people))
    points: list[x.Expr] = [x.PointsRef(x.Type("points"), "group", group.id) for group in built]
    points += [x.PointsRef(x.Type("points"), "item", item.id) for group in built for item in group.items]
    review = draw(st.sampled_from([None, Review("panel", 0, 100, 3, ORIGIN), Review("panel", 1, 5, 2, ORIGIN)]))
    tiers = draw(_tiers())
    scope = Scope(inputs, sources, parameters, tuple(points), tiers=tiers is not None)
    stages = draw(_stages(scope, review, tiers))
    staged = scope.with_names(*(x.StageRef(x.Type("points"), stage.id) for stage in stages))
    final = staged.with_names(x.StarsRef(NUMBER)) if tiers is not None else staged
    colours = tuple((colour, draw(conditions(final, 1))) for colour in draw(st.sampled_from([(), ("red", "blue")])))
    limit = draw(st.none() | _limits(final))
    rate = draw(st.none() | _rates(final))
    stars = Scope((), (), (), (x.StarsRef(NUMBER),))
    return CompiledPolicy(
        id="generated",
        title=text("generated"),
        subject="applicant",
        document="",
        effective_from=date(2020, 1, 1),
        effective_to=None,
        calibration="uncalibrated",
        inputs=inputs,
        records=sources,
        parameters=parameters,
        eligibility=draw(_conditions(people, "eligible")),
        groups=built,
        review=review,
        vetoes=draw(_conditions(people, "veto")),
        stages=stages,
        tiers=tiers,
        limit=limit,
        rate=rate,
        certificate=colours,
        credit_household=draw(st.none() | conditions(stars, 1)),
        area_ratings=draw(_area_ratings()),
        breakers=(),
        declined=(),
        majority_age=18,
        law_as_of=AS_OF,
        jurisdiction="CN",
        content_hash="generated",
        law_hash="generated",
    )


@st.composite
def _conditions(draw: st.DrawFn, scope: Scope, name: str) -> tuple[Condition, ...]:
    return tuple(
        Condition(
            f"{name}{position}",
            text(name),
            draw(conditions(scope)),
            draw(st.sampled_from(["credit", "product"])) if name == "eligible" else "credit",
            draw(st.sampled_from(["report", "pass", "pass"])),
            None,
            ORIGIN,
        )
        for position in range(draw(st.sampled_from([0, 0, 1, 2])))
    )


@st.composite
def _tiers(draw: st.DrawFn) -> Tiers | None:
    starts = sorted(draw(st.lists(SMALL, max_size=4, unique=True)))
    return Tiers("final", tuple((start, stars) for stars, start in enumerate(starts, 1)), ORIGIN) if starts else None


@st.composite
def _stages(draw: st.DrawFn, scope: Scope, review: Review | None, tiers: Tiers | None) -> tuple[Stage, ...]:
    found: list[Stage] = []
    for name in draw(st.sampled_from([("final",), ("system", "final"), ("system", "final", "after")])):
        reviewed = review is not None and name == "final" and draw(st.booleans())
        decimals = draw(st.sampled_from([None, 0, 2]))
        value, alone = draw(numbers(scope)), None
        if reviewed:
            what: Any = draw(st.sampled_from(["mean", "mean", "sum", "count"]))
            part = x.ReviewRef(x.Type("points"), "panel", what)
            value = x.Arithmetic(
                NUMBER,
                "+",
                x.Arithmetic(NUMBER, "*", x.Constant(NUMBER, Fraction(7, 10)), value),
                x.Arithmetic(NUMBER, "*", x.Constant(NUMBER, Fraction(3, 10)), part),
            )
            alone = draw(numbers(scope, 1))
        floor = None
        if tiers is not None and name == "final" and draw(st.booleans()):
            floor = x.Call(NUMBER, "tier", (draw(numbers(scope, 1)),))
        found.append(Stage(name, text(name), value, decimals, alone, floor, ORIGIN))
        scope = scope.with_names(x.StageRef(x.Type("points"), name))
    return tuple(found)


@st.composite
def _limits(draw: st.DrawFn, scope: Scope) -> Limit:
    parts: list[Part] = []
    for position in range(draw(st.integers(0, 2))):
        name = f"part{position}"
        parts.append(Part(name, text(name), draw(numbers(scope)), ORIGIN))
        scope = scope.with_names(x.PartRef(x.Type("money"), name))
    how: Any = draw(st.sampled_from(["min", "max", "value"]))
    count = 1 if how == "value" else draw(st.integers(2, 3))
    candidates = tuple((f"candidate's {n}", draw(numbers(scope, 1))) for n in range(count))
    return Limit(tuple(parts), how, candidates, draw(st.sampled_from([1, 100_000, 7])), ORIGIN)


@st.composite
def _rates(draw: st.DrawFn, scope: Scope) -> Rate:
    return Rate(draw(numbers(scope)), "officer", ORIGIN)


@st.composite
def _area_ratings(draw: st.DrawFn) -> tuple[AreaRating, ...]:
    share = st.sampled_from([Fraction(7, 10), Fraction(65, 100), Fraction(1, 2), Fraction(1, 3)])
    levels: tuple[Literal["village", "township"], ...] = ("village", "township")
    return tuple(
        AreaRating(level, draw(share), draw(st.integers(1, 3)), ORIGIN) for level in levels if draw(st.booleans())
    )
