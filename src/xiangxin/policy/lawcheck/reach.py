"""Following a formula to what it finally rests on: through items, groups, stages and parts down to facts.

A compiled policy has no cycles (names resolve to what stands before them), so the walk ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from xiangxin.policy import expressions as x
from xiangxin.policy.model import (
    BandItem,
    BestItem,
    CompiledPolicy,
    FlagItem,
    Group,
    Item,
    Stage,
    SumItem,
    TableItem,
    ValueItem,
)


def reads_of(item: Item) -> x.Expr | x.Records:
    """The formula or the rows an item reads."""
    match item:
        case FlagItem(when=when):
            return when
        case BandItem(on=on) | TableItem(on=on):
            return on
        case ValueItem(value=value):
            return value
        case BestItem(rows=rows) | SumItem(rows=rows):
            return rows
    raise TypeError(type(item).__name__)


@dataclass(frozen=True)
class Reach:
    """Name tables of one policy and the walk over them."""

    policy: CompiledPolicy

    @cached_property
    def items(self) -> dict[str, Item]:
        return {item.id: item for item in self.policy.items}

    @cached_property
    def groups(self) -> dict[str, Group]:
        return {group.id: group for group in self.policy.groups}

    @cached_property
    def stages(self) -> dict[str, Stage]:
        return {stage.id: stage for stage in self.policy.stages}

    def points(self, ref: x.PointsRef) -> tuple[Item, ...]:
        """The items behind a reference to points."""
        return (self.items[ref.name],) if ref.of == "item" else self.groups[ref.name].items

    def of_stage(self, stage: Stage) -> tuple[x.Expr, ...]:
        """The formulas that can give a stage its value."""
        return tuple(expr for expr in (stage.value, stage.without_review) if expr is not None)

    def behind(self, node: x.Expr) -> Iterator[x.Expr | x.Records]:
        """What a reference stands for; nothing for a fact or an operation."""
        match node:
            case x.PointsRef():
                yield from (reads_of(item) for item in self.points(node))
            case x.StageRef(name=name):
                yield from self.of_stage(self.stages[name])
            case x.StarsRef() if self.policy.tiers is not None:
                yield from self.of_stage(self.stages[self.policy.tiers.on])
            case x.PartRef(name=name) if self.policy.limit is not None:
                yield from (part.value for part in self.policy.limit.parts if part.id == name)

    def nodes(self, expr: x.Expr | x.Records) -> Iterator[x.Expr | x.Records]:
        """Every node of ``expr`` and of everything it refers to, rows included."""
        if isinstance(expr, x.Records):
            yield expr
            if expr.where is not None:
                yield from self.nodes(expr.where)
            return
        for node in expr.walk():
            yield node
            if isinstance(node, x.Aggregate):
                yield node.rows
            for below in self.behind(node):
                yield from self.nodes(below)

    def facts(self, expr: x.Expr | x.Records) -> frozenset[str]:
        """Names of the inputs and record sources ``expr`` finally rests on, and ``"review"`` for the panel."""
        found: set[str] = set()
        for node in self.nodes(expr):
            match node:
                case x.InputRef(name=name):
                    found.add(name)
                case x.Records(source=source):
                    found.add(source)
                case x.ReviewRef():
                    found.add(REVIEW)
        return frozenset(found)


REVIEW = "review"
