"""Status of a person from the answers of all lines, as the interpreter orders them, and the texts that name lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiangxin.policy.model import CompiledPolicy, Condition, Item
from xiangxin.scoring import packing
from xiangxin.scoring.assessment import NO, UNKNOWN, YES
from xiangxin.scoring.lowering import names
from xiangxin.scoring.lowering.arena import Arena, Node


@dataclass(frozen=True, slots=True)
class ItemColumns:
    """Code and hundredths of one item."""

    item: Item
    code: Node
    centi: Node


class Lines:
    """What the lines together say, the status that follows, and the texts that name them."""

    def __init__(
        self,
        arena: Arena,
        awaiting: Node,
        policy: CompiledPolicy,
        majority: Node,
        conditions: Sequence[tuple[Condition, Node]],
        items: Sequence[ItemColumns],
    ) -> None:
        self.arena = arena
        split = len(policy.eligibility)
        self.ineligible = [(packing.MAJORITY, self._is(majority, NO))]
        self.missing = [(packing.MAJORITY, self._is(majority, UNKNOWN))]
        self.vetoes: list[tuple[str, Node]] = []
        shut: list[Node] = []
        for position, (condition, code) in enumerate(conditions):
            if condition.unknown == "report":
                self.missing.append((condition.id, self._is(code, UNKNOWN)))
            if position >= split:
                self.vetoes.append((condition.id, self._is(code, YES)))
            elif condition.of == "credit":
                self.ineligible.append((condition.id, self._is(code, NO)))
            else:
                shut.append(self._is(code, NO))
        self.missing += [(columns.item.id, arena.is_unknown(columns.centi)) for columns in items]
        self.product = arena.negation(arena.either(*shut))
        self.grounded = arena.column(names.granted("file"), "bool", nullable=False)
        self.any_ineligible = arena.either(*(node for _, node in self.ineligible))
        any_veto = arena.either(*(node for _, node in self.vetoes))
        any_missing = arena.either(*(node for _, node in self.missing))
        self.status = arena.case(
            (arena.negation(self.grounded), arena.const("no_consent", "text")),
            (self.any_ineligible, arena.const("not_eligible", "text")),
            (any_veto, arena.const("vetoed", "text")),
            (any_missing, arena.const("not_evaluable", "text")),
            (awaiting, arena.const("awaiting_review", "text")),
            otherwise=arena.const("scored", "text"),
        )
        self.scored = arena.both(
            self.grounded, *(arena.negation(n) for n in (self.any_ineligible, any_veto, any_missing, awaiting))
        )
        self._open = arena.both(self.grounded, arena.negation(self.any_ineligible))
        self._not_vetoed = arena.both(self._open, arena.negation(any_veto))

    def texts(self) -> dict[str, Node]:
        """The first columns of the results, up to the vetoes."""
        arena = self.arena
        return {
            "person_id": arena.column(names.PERSON_ID, "text", nullable=False),
            "household_id": arena.column(names.HOUSEHOLD_ID, "text", nullable=False),
            "village_code": arena.column(names.VILLAGE_CODE, "text", nullable=False),
            "status": self.status,
            "missing": self._joined_where(self._not_vetoed, self.missing),
            "ineligible": self._joined_where(self.grounded, self.ineligible),
            "vetoes": self._joined_where(self._open, self.vetoes),
        }

    def _is(self, code: Node, value: int) -> Node:
        return self.arena.compare("==", code, self.arena.whole(value))

    def _joined_where(self, condition: Node, lines: Sequence[tuple[str, Node]]) -> Node:
        arena = self.arena
        hit = arena.both(condition, arena.either(*(node for _, node in lines)))
        parts = (arena.case((node, arena.const(name, "text")), otherwise=arena.unknown("text")) for name, node in lines)
        return arena.case((hit, arena.joined(parts)), otherwise=arena.const("", "text"))
