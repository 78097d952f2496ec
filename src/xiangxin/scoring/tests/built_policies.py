"""One small policy by hand for tests that need a shape rather than a meaning."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from xiangxin.kernel.errors import Location
from xiangxin.kernel.text import Text
from xiangxin.law.model import Field, Gates
from xiangxin.policy import expressions as x
from xiangxin.policy.model import (
    AreaRating,
    CompiledPolicy,
    FlagItem,
    Group,
    Input,
    Item,
    Origin,
    Outcome,
    Stage,
    Tiers,
    ValueItem,
)

AS_OF = date(2026, 6, 30)
POINTS = x.Type("points")


def at(line: int) -> Origin:
    return Origin(Location("policy.yaml", line, 1))


def money(name: str, limits: tuple[int, int] | None = (0, 10**9)) -> Input:
    label = Text(name, name)
    return Input(name, Field(name, label, "m", "money", f"{name}_fen", "C1", "file", "", range=limits), Gates(), at(1))


def flag(identity: str, outcomes: int = 3, *, when: x.Expr | None = None) -> FlagItem:
    """An item worth a point; ``outcomes`` more than three only to fill bits."""
    label = Text(identity, identity)
    found = [Outcome("not_met", 0, label), Outcome("met", 100, label)]
    found += [Outcome("level", 0, label)] * (outcomes - 3)
    return FlagItem(
        id=identity,
        label=label,
        group="g",
        use="base",
        outcomes=(*found, Outcome("unknown", 0, label)),
        unknown_centi=0,
        minimum_centi=0,
        maximum_centi=100,
        verdict=None,
        origin=at(2),
        when=when or x.Constant(x.Type("bool"), True),
    )


def value(identity: str, expr: x.Expr) -> ValueItem:
    label = Text(identity, identity)
    return ValueItem(
        id=identity,
        label=label,
        group="g",
        use="base",
        outcomes=(Outcome("value", None, label), Outcome("unknown", None, label)),
        unknown_centi=None,
        minimum_centi=0,
        maximum_centi=10_000,
        verdict=None,
        origin=at(3),
        value=expr,
        low_centi=0,
        high_centi=10_000,
    )


def policy(*items: Item, **changes: Any) -> CompiledPolicy:
    """One group of items, one stage, a star from one point on, villages by 70 % of ten, townships by 65 % of three."""
    total = x.PointsRef(POINTS, "group", "g")
    stage = Stage("total", Text("总分", "Total"), total, None, None, None, at(4))
    stars = x.StarsRef(x.Type("number"))
    one = x.Constant(x.Type("number"), Fraction(1))
    made: dict[str, Any] = {
        "id": "built",
        "title": Text("手写", "By hand"),
        "subject": "applicant",
        "document": "",
        "effective_from": AS_OF,
        "effective_to": None,
        "calibration": "uncalibrated",
        "inputs": (),
        "records": (),
        "parameters": (),
        "eligibility": (),
        "groups": (Group("g", Text("组", "Group"), "base", tuple(items), None, None, at(5)),),
        "review": None,
        "vetoes": (),
        "stages": (stage,),
        "tiers": Tiers("total", ((Fraction(1), 1),), at(6)),
        "limit": None,
        "rate": None,
        "certificate": (),
        "credit_household": x.Compare(x.Type("bool"), ">=", stars, one),
        "area_ratings": (
            AreaRating("village", Fraction(7, 10), 10, at(7)),
            AreaRating("township", Fraction(65, 100), 3, at(8)),
        ),
        "breakers": (),
        "declined": (),
        "majority_age": 18,
        "law_as_of": AS_OF,
        "jurisdiction": "CN",
        "content_hash": "built",
        "law_hash": "built",
    }
    return CompiledPolicy(**(made | changes))
