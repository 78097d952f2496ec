"""In which direction a formula moves when some facts or points grow; where that cannot be told, it says so.

*Grow* means: more rows, larger amounts, a yes instead of a no, more points. The direction is derived from signs and
ranges and is never guessed: ``either`` stands for every formula of which it cannot be proven.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from xiangxin.policy import expressions as x
from xiangxin.policy.lawcheck.reach import Reach
from xiangxin.policy.model import BandItem, BestItem, FlagItem, Item, SumItem, TableItem, ValueItem

Direction = Literal["none", "up", "down", "either"]

_TURNED: dict[Direction, Direction] = {"none": "none", "up": "down", "down": "up", "either": "either"}


@dataclass(frozen=True)
class Moves:
    """How formulas move when ``facts`` (inputs, record sources) and the points of ``items`` grow.

    ``known``: names of which being known at all is what grows, instead of their values.
    """

    reach: Reach
    facts: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    _met: dict[x.Expr, Direction] = field(default_factory=dict, init=False, repr=False, compare=False)

    def along(self, expr: x.Expr) -> Direction:
        """The direction of one formula, followed through items, stages, stars and parts of the limit."""
        match expr:
            case x.PointsRef() | x.StageRef() | x.StarsRef() | x.PartRef():
                return self._behind(expr)
            case x.InputRef() | x.FieldRef() | x.Aggregate() | x.Known() | x.HasEnded():
                return self._fact(expr)
            case x.Negate(operand=operand) | x.Not(operand=operand):
                return _TURNED[self.along(operand)]
            case x.Arithmetic():
                return self._arithmetic(expr)
            case x.Compare():
                return self._compare(expr)
            case x.Choice():
                return self._choice(expr)
            case x.OneOf(operand=operand):
                return "none" if self.along(operand) == "none" else "either"
            case x.Call(function="age" | "years_since" | "months_since" | "days_since", arguments=(day,)):
                return _TURNED[self.along(day)]
        return joined(self.along(child) for child in expr.children())

    def _behind(self, expr: x.Expr) -> Direction:
        if expr not in self._met:
            self._met[expr] = self._followed(expr)
        return self._met[expr]

    def _followed(self, expr: x.Expr) -> Direction:
        if isinstance(expr, x.PointsRef):
            return joined(self.of_item(item) for item in self.reach.points(expr))
        return joined(self.along(part) for part in self.reach.behind(expr) if isinstance(part, x.Expr))

    def _fact(self, expr: x.Expr) -> Direction:
        match expr:
            case x.Aggregate():
                return self._aggregate(expr)
            case x.Known(operand=operand):
                return "up" if self.known & self.reach.facts(operand) else "none"
            case x.InputRef(name=name) if name in self.facts:
                return "up" if _is_ordered(expr) else "either"
            case x.FieldRef():
                # Asked only inside the rows of a source that grows.
                return "up" if _is_ordered(expr) else "none"
        return "none"

    # -- points ---------------------------------------------------------------------------------------------

    def of_item(self, item: Item) -> Direction:
        """How the points of an item move."""
        if item.id in self.items:
            return "up"
        points = [outcome.points_centi or 0 for outcome in item.outcomes if outcome.kind != "unknown"]
        match item:
            case FlagItem(when=when):
                return _along_points(self.along(when), points)
            case BandItem(on=on):
                asked = self.along(on)
                bands, never = points[: len(item.starts)], points[len(item.starts) :]
                return joined((_along_points(asked, bands), _from_never(asked, bands, never)))
            case TableItem(on=on):
                return "none" if len(set(points)) == 1 else self.along(on)
            case ValueItem(value=value):
                return self.along(value)
            case BestItem(rows=rows):
                return self._rows(rows)
            case SumItem(rows=rows, each_centi=each):
                return _along_points(self._rows(rows), [0, sum(each)])
        raise TypeError(type(item).__name__)

    # -- rows -----------------------------------------------------------------------------------------------

    def _aggregate(self, expr: x.Aggregate) -> Direction:
        rows, value = self._rows(expr.rows), expr.value
        if expr.rows.source not in self.facts:
            asked = "none" if value is None or expr.op in ("sum", "min", "max", "first", "last") else self._where(value)
            return "none" if rows == asked == "none" else "either"
        match expr.op:
            case "count":
                return rows
            case "any":
                return joined((rows, self._grows(value)))
            case "sum" | "max" if value is not None and self._not_negative(expr):
                return joined((rows, self._grows(value)))
            case "last":
                return rows
            case "first" | "all" | "min" if value is not None and self._grows(value) == "none":
                return _TURNED[rows]
        return "either"

    def _rows(self, rows: x.Records) -> Direction:
        """How many rows there are."""
        if rows.source in self.facts:
            return joined(("up", self._grows(rows.where)))
        return "none" if rows.where is None or self._where(rows.where) == "none" else "either"

    def _grows(self, asked: x.Expr | None) -> Direction:
        """A condition or an amount of a row that grows: of members amounts grow, of records only their number."""
        if asked is None:
            return "none"
        members = any(isinstance(node, x.FieldRef) and self._of_members(node) for node in asked.walk())
        return self.along(asked) if members else self._where(asked)

    def _of_members(self, node: x.FieldRef) -> bool:
        sources = (source for source in self.reach.policy.records if source.table == "members")
        return any(
            field.name == node.name for source in sources if source.name in self.facts for field in source.fields
        )

    def _where(self, asked: x.Expr) -> Direction:
        """A condition of a row whose own fields stand still."""
        still = all(isinstance(node, x.FieldRef) or self._leaf(node) == "none" for node in asked.walk())
        return "none" if still else "either"

    def _leaf(self, node: x.Expr) -> Direction:
        return self.along(node) if isinstance(node, x.InputRef) else "none"

    # -- operations -----------------------------------------------------------------------------------------

    def _arithmetic(self, expr: x.Arithmetic) -> Direction:
        left, right = self.along(expr.left), self.along(expr.right)
        if expr.op == "+":
            return joined((left, right))
        if expr.op == "-":
            return joined((left, _TURNED[right]))
        if left == right == "none":
            return "none"
        if expr.op == "/" and left == "up" and self._is_headcount(expr.right):
            return "up"
        by_right, by_left = self._scaled(left, expr.right), self._scaled(right, expr.left)
        if expr.op == "*":
            return joined((by_right, by_left))
        # A divisor that moves must stay on one side of zero.
        return joined((by_right, _TURNED[by_left] if right == "none" or self._not_negative(expr.right) else "either"))

    def _scaled(self, direction: Direction, factor: x.Expr) -> Direction:
        """The direction of something multiplied by ``factor``, or divided by it."""
        if direction == "none":
            return "none"
        low, high = self.reach.ranges.range_of(factor)
        if low is not None and low >= 0:
            return direction
        return _TURNED[direction] if high is not None and high <= 0 else "either"

    def _is_headcount(self, expr: x.Expr) -> bool:
        """The number of members, the applicant perhaps among them: income per head is a permitted question."""
        if isinstance(expr, x.Arithmetic) and expr.op == "+" and isinstance(expr.right, x.Constant):
            return self._is_headcount(expr.left)
        return isinstance(expr, x.Aggregate) and expr.op == "count" and expr.rows.source in self.facts

    def _compare(self, expr: x.Compare) -> Direction:
        difference = joined((self.along(expr.left), _TURNED[self.along(expr.right)]))
        if difference == "none" or expr.op in (">", ">="):
            return difference
        if expr.op in ("<", "<="):
            return _TURNED[difference]
        return self._equals(expr)

    def _equals(self, expr: x.Compare) -> Direction:
        """Equal to the least that something can be is not more than it: ``count(…) == 0`` says that there is none."""
        value, other = self.reach.ranges.range_of(expr.left), self.reach.ranges.range_of(expr.right)
        if self.along(expr.right) != "none" or value[0] is None or value[0] != other[0] or other[0] != other[1]:
            return "either"
        moved = self.along(expr.left)
        return _TURNED[moved] if expr.op == "==" else moved

    def _choice(self, expr: x.Choice) -> Direction:
        asked = self.along(expr.condition)
        branches = (self.along(expr.then), self.along(expr.otherwise))
        if asked == "none":
            return joined(branches)
        then, otherwise = self.reach.ranges.range_of(expr.then), self.reach.ranges.range_of(expr.otherwise)
        if then[0] is not None and otherwise[1] is not None and then[0] >= otherwise[1]:
            return joined((*branches, asked))
        if then[1] is not None and otherwise[0] is not None and then[1] <= otherwise[0]:
            return joined((*branches, _TURNED[asked]))
        return "either"

    def _not_negative(self, expr: x.Expr) -> bool:
        low, _ = self.reach.ranges.range_of(expr)
        return low is not None and low >= 0


def _is_ordered(expr: x.Expr) -> bool:
    return expr.type.kind in x.NUMERIC or expr.type.kind == "bool"


def _along_points(asked: Direction, points: list[int]) -> Direction:
    """Points in the order of what is asked."""
    if asked == "none" or len(set(points)) == 1:
        return "none"
    if points == sorted(points):
        return asked
    return _TURNED[asked] if points == sorted(points, reverse=True) else "either"


def _from_never(asked: Direction, bands: list[int], never: list[int]) -> Direction:
    """The direction of the step from no record at all to some band."""
    if asked == "none" or not never or {*never} == {*bands}:
        return "none"
    if all(worth <= min(bands) for worth in never):
        return "up"
    return "down" if all(worth >= max(bands) for worth in never) else "either"


def joined(directions: Iterable[Direction]) -> Direction:
    """The direction of something that moves with all of these."""
    found = set(directions) - {"none"}
    if not found:
        return "none"
    return found.pop() if len(found) == 1 else "either"
