"""What names mean at one place of a policy, and the closed set of functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

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


@dataclass(frozen=True)
class Scope:
    """What names mean at one place of a policy.

    ``values`` are plain names, ``records`` record kinds, ``reviews`` review parts, ``choices`` the permitted values of
    enum inputs, ``greatest`` bounds for ``scale``. ``row`` is set inside a record filter.
    """

    values: Mapping[str, x.Expr] = field(default_factory=dict)
    records: Mapping[str, RecordSource] = field(default_factory=dict)
    reviews: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    greatest: Mapping[str, Fraction] = field(default_factory=dict)
    tiers: bool = False
    row: RecordSource | None = None

    def with_values(self, more: Mapping[str, x.Expr]) -> Scope:
        return replace(self, values={**self.values, **more})
