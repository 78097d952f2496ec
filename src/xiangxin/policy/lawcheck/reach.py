"""Following a formula to what it finally rests on: through items, groups, stages and parts down to facts.

A compiled policy has no cycles (names resolve to what stands before them), so the walk ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from xiangxin.policy import expressions as x
from xiangxin.policy.lawcheck.spans import ranges_of
from xiangxin.policy.model import CompiledPolicy, Group, Item, Stage
from xiangxin.policy.ranges import Ranges
from xiangxin.policy.reads import Formula, Part, Place, fact_of, formulas, nodes, reads_of

REVIEW = "review"
"""The panel, among the names of facts."""

REFERENCES = (x.PointsRef, x.StageRef, x.StarsRef, x.PartRef)
"""Nodes that stand for formulas elsewhere; each is followed once, or stages that build on stages would never end."""

_STARS = x.StarsRef(x.Type("number"))


@dataclass(frozen=True)
class Reach:
    """Name tables of one policy and the walk over them."""

    policy: CompiledPolicy

    @cached_property
    def formulas(self) -> tuple[Formula, ...]:
        return formulas(self.policy)

    @cached_property
    def ranges(self) -> Ranges:
        """What every name of the policy can come out as."""
        return ranges_of(self.policy)

    def decided(self, *places: Place) -> Iterator[Formula]:
        """The formulas that stand at one of ``places``."""
        return (formula for formula in self.formulas if formula.place in places)

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

    def of_stars(self) -> tuple[x.Expr, ...]:
        """The formulas that can give the stars: those of the stage they are read on, and its floor."""
        if self.policy.tiers is None or self.policy.tiers.on not in self.stages:
            return ()
        stage = self.stages[self.policy.tiers.on]
        return (*self.of_stage(stage), *([stage.tier_floor] if stage.tier_floor is not None else []))

    def behind(self, node: x.Expr) -> Iterator[Part]:
        """What a reference stands for; nothing for a fact or an operation."""
        match node:
            case x.PointsRef():
                yield from (reads_of(item) for item in self.points(node))
            case x.StageRef(name=name):
                yield from self.of_stage(self.stages[name])
            case x.StarsRef():
                yield from self.of_stars()
            case x.PartRef(name=name) if self.policy.limit is not None:
                yield from (part.value for part in self.policy.limit.parts if part.id == name)

    def nodes(self, part: Part, *, through_stars: bool = True) -> Iterator[Part]:
        """Every node of a formula and of everything it refers to, rows included; what two refer to is walked once."""
        return self._nodes(part, set() if through_stars else {_STARS})

    def _nodes(self, part: Part, met: set[x.Expr]) -> Iterator[Part]:
        for node in nodes(part):
            yield node
            if isinstance(node, REFERENCES) and node not in met:
                met.add(node)
                for below in self.behind(node):
                    yield from self._nodes(below, met)

    def facts(self, part: Part) -> frozenset[str]:
        """Names of the inputs and record sources a formula finally rests on, and ``REVIEW`` for the panel."""
        found = {REVIEW if isinstance(node, x.ReviewRef) else fact_of(node) for node in self.nodes(part)}
        return frozenset(name for name in found if name is not None)
