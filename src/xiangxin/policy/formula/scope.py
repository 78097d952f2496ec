"""What names mean at one place of a policy, and the closed set of functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from xiangxin.law.model import RecordField
from xiangxin.policy import expressions as x
from xiangxin.policy.model import RecordSource

IN_FORCE = RecordField(name="in_force", type="bool", column="in_force")
"""Every record kind has it: the row has not ended as of the as-of date."""

RECORD_FUNCTIONS = ("any", "all", "count", "sum", "min_of", "max_of", "first", "last")
FUNCTIONS = (
    "min",
    "max",
    "clamp",
    "scale",
    "known",
    "tier",
    "age",
    "years_since",
    "months_since",
    "days_since",
    "floor_to",
    "half_up",
    *RECORD_FUNCTIONS,
    "money",
    "percent",
    "date",
)


Barred = Literal["facts", "points", "parts", "review"]
"""What a name stands for that may not be used at a place."""


@dataclass(frozen=True)
class Scope:
    """What names mean at one place of a policy.

    ``values`` are plain names, ``records`` record kinds, ``reviews`` review parts, ``choices`` the permitted values of
    enum inputs, ``greatest`` bounds for ``scale``. ``row`` is set inside a record filter. ``barred`` are names that
    mean something elsewhere and may not be used here.
    """

    values: Mapping[str, x.Expr] = field(default_factory=dict)
    records: Mapping[str, RecordSource] = field(default_factory=dict)
    reviews: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    greatest: Mapping[str, Fraction] = field(default_factory=dict)
    tiers: bool = False
    row: RecordSource | None = None
    barred: Mapping[str, Barred] = field(default_factory=dict)

    def with_values(self, more: Mapping[str, x.Expr]) -> Scope:
        return replace(self, values={**self.values, **more})

    def without_facts(self) -> Scope:
        """Points, totals, parameters and the review: no input and no record."""
        named = [name for name, value in self.values.items() if isinstance(value, x.InputRef)]
        return replace(self._without([*named, *self.records], "facts"), records={})

    def without_parts(self) -> Scope:
        """No part of the limit: it may rest on facts."""
        return self._without([name for name, value in self.values.items() if isinstance(value, x.PartRef)], "parts")

    def without_points(self) -> Scope:
        """Facts and parameters: neither groups nor items."""
        named = [name for name, value in self.values.items() if isinstance(value, x.PointsRef)]
        return self._without(named, "points")

    def without_review(self) -> Scope:
        """No review part, neither its mean nor its count."""
        return replace(self._without(self.reviews, "review"), reviews={})

    def _without(self, names: Iterable[str], kind: Barred) -> Scope:
        barred = dict.fromkeys(names, kind)
        values = {name: value for name, value in self.values.items() if name not in barred}
        return replace(self, values=values, barred={**self.barred, **barred})
