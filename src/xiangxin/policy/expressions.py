"""The typed expression tree: what a formula means once names, types and units are resolved.

Every node is immutable and carries its type. Values are exact: ``bool``; ``Fraction`` for numbers, points,
money (unit: fen) and percent (a ratio, so 8 % is 2/25); ``date``; ``str`` for texts and enum values.
``None`` is *unknown* at run time, never a value an author can write except to ask whether something open-ended
has ended. Logic is Kleene's: ``false and unknown`` is false, ``true and unknown`` is unknown; arithmetic and
comparison with unknown are unknown. ``Choice`` on an unknown condition is unknown.

``maybe_never`` marks a value taken from records of which there may be none although somebody was asked; only
an item that says what ``never`` means may consume it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from typing import Literal

Kind = Literal["bool", "number", "points", "money", "percent", "date", "text"]
NUMERIC: frozenset[Kind] = frozenset({"number", "points", "money", "percent"})

Value = bool | Fraction | date | str


@dataclass(frozen=True, slots=True)
class Type:
    """Kind of value and unit in one; ``open_ended``: null means "not ended", so it may be asked ``is None``."""

    kind: Kind
    maybe_never: bool = False
    open_ended: bool = False


_NAMES: dict[type[Expr], tuple[str, ...]] = {}


def _names_of(kind: type[Expr]) -> tuple[str, ...]:
    """Names of the fields of a kind of node, remembered: walks ask for them a million times."""
    if kind not in _NAMES:
        _NAMES[kind] = tuple(spec.name for spec in fields(kind))
    return _NAMES[kind]


@dataclass(frozen=True, slots=True)
class Expr:
    """Base of all nodes."""

    type: Type

    def children(self) -> Iterator[Expr]:
        """Direct sub-expressions, in writing order."""
        for name in _names_of(self.__class__):
            value = getattr(self, name)
            if isinstance(value, Expr):
                yield value
            elif isinstance(value, tuple):
                yield from (part for part in value if isinstance(part, Expr))
            elif isinstance(value, Records) and value.where is not None:
                yield value.where

    def walk(self) -> Iterator[Expr]:
        """This node and everything below it."""
        yield self
        for child in self.children():
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Constant(Expr):
    """A constant of the policy."""

    value: Value


@dataclass(frozen=True, slots=True)
class InputRef(Expr):
    """A declared input of the person; null or withheld for lack of consent is unknown."""

    name: str


@dataclass(frozen=True, slots=True)
class ParameterRef(Expr):
    """A dated parameter: its value on the as-of date."""

    name: str


@dataclass(frozen=True, slots=True)
class PointsRef(Expr):
    """Points of an item or of a group after its cap and floor."""

    of: Literal["item", "group"]
    name: str


@dataclass(frozen=True, slots=True)
class StageRef(Expr):
    """The (rounded, where its stage says so) value of an earlier stage."""

    name: str


@dataclass(frozen=True, slots=True)
class StarsRef(Expr):
    """Stars after the tier floor."""


@dataclass(frozen=True, slots=True)
class PartRef(Expr):
    """A named part of the limit (unit: fen)."""

    name: str


@dataclass(frozen=True, slots=True)
class ReviewRef(Expr):
    """``mean`` (points), ``sum`` (points) or ``count`` (number) of the valid ratings of the closed review."""

    name: str
    what: Literal["mean", "sum", "count"]


@dataclass(frozen=True, slots=True)
class FieldRef(Expr):
    """A field of the row at hand, inside the filter or the value of an aggregate.

    ``name`` is the policy's name, ``column`` the physical column; ``in_force`` (bool) is derived: not ended as of
    the as-of date.
    """

    name: str
    column: str


@dataclass(frozen=True, slots=True)
class Records:
    """The visible rows of one record kind (or child table), optionally filtered."""

    source: str
    where: Expr | None = None


@dataclass(frozen=True, slots=True)
class Aggregate(Expr):
    """``any all count sum min max first last`` over ``rows``; ``value`` is the condition or the field taken.

    A row takes part when its filter is true. ``any`` is true when a row's filter and condition both hold, ``all`` when
    no row's filter holds without its condition, both in three values over the rows there are.
    With no row: not covered → unknown; covered → false, true (all), 0 (count, sum) or *never* (min, max, first, last).
    For the others an unknown filter or an unknown value taken makes the aggregate unknown.
    ``last`` of an open-ended field takes the as-of date for rows that have not ended.
    """

    op: Literal["any", "all", "count", "sum", "min", "max", "first", "last"]
    rows: Records
    value: Expr | None = None


@dataclass(frozen=True, slots=True)
class Negate(Expr):
    operand: Expr


@dataclass(frozen=True, slots=True)
class Not(Expr):
    operand: Expr


@dataclass(frozen=True, slots=True)
class Arithmetic(Expr):
    """Exact rational arithmetic; division by zero is unknown."""

    op: Literal["+", "-", "*", "/"]
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Compare(Expr):
    op: Literal["==", "!=", "<", "<=", ">", ">="]
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class And(Expr):
    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Or(Expr):
    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Choice(Expr):
    """``then if condition else otherwise``."""

    condition: Expr
    then: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True)
class HasEnded(Expr):
    """``field is not None`` on an open-ended field, as of the as-of date: two-valued."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Known(Expr):
    """Whether the operand can be evaluated: two-valued."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class OneOf(Expr):
    """``operand in (a, b, …)`` over constants."""

    operand: Expr
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Call(Expr):
    """A function of the closed set.

    ``min max`` (two or more, same unit, unknown if any is), ``clamp(x, low, high)``, ``tier(points)`` → stars,
    ``age years_since months_since days_since`` (date) → whole units elapsed on the as-of date (negative when later),
    ``floor_to(x, step)`` → largest multiple of a positive step not above x, ``half_up(x)`` → whole number,
    halves away from zero.
    """

    function: Literal[
        "min",
        "max",
        "clamp",
        "tier",
        "age",
        "years_since",
        "months_since",
        "days_since",
        "floor_to",
        "half_up",
    ]
    arguments: tuple[Expr, ...]


def never_source(expr: Expr) -> Aggregate | None:
    """The aggregate below ``expr`` that may be *never*; there is at most one in a compiled policy."""
    for node in expr.walk():
        if isinstance(node, Aggregate) and node.type.maybe_never:
            return node
    return None
