"""Random compiled policies over a small registry: every kind of item, condition, total and gate, in any combination.

They mean nothing and need not be lawful; they are only what a compiler could hand to an engine.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from hypothesis import strategies as st

from xiangxin.law.model import Gates, RecordField
from xiangxin.policy import expressions as x
from xiangxin.policy.model import (
    AreaRating,
    CompiledPolicy,
    Condition,
    Group,
    Item,
    Limit,
    Parameter,
    Part,
    Rate,
    RecordSource,
    Review,
    Stage,
    Tiers,
)
from xiangxin.scoring.tests.generated.formulas import NUMBER, conditions, numbers
from xiangxin.scoring.tests.generated.items import items
from xiangxin.scoring.tests.generated.registry import (
    AS_OF,
    BIRTH,
    CLASSES,
    INPUTS,
    LEVELS,
    MEMBER_FIELDS,
    ORIGIN,
    RECORD_FIELDS,
    text,
)
from xiangxin.scoring.tests.generated.scope import SMALL, Scope


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
    return Limit(tuple(parts), how, candidates, draw(st.sampled_from([1, 100_000, 7])), None, ORIGIN)


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
