"""The registry of facts about operators: organisations with a code of their own, and nothing about any person.

Read with the pack from ``data/operators.yaml``; a fact that is not registered has no column anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import Node
from xiangxin.law.shape import Shape

OperatorType = Literal["money", "whole", "enum"]


@dataclass(frozen=True, slots=True)
class OperatorFact:
    """A registered fact. ``range`` in physical units; ``counterpart``: it may name another organisation.

    ``keep``: whether it may be kept, with the reason; ``source``: the document that asks for it.
    """

    id: str
    label: Text
    matter: str
    type: OperatorType
    range: tuple[int, int] | None
    values: tuple[tuple[str, Text], ...]
    counterpart: bool
    keep: bool
    reason: Text
    source: Text


def read_operator_fact(name: str, node: Node, shape: Shape) -> OperatorFact:
    """One registered fact."""
    block = shape.block(node, name, "label matter type verdict source", "range values counterpart")
    verdict = shape.block(block.node("verdict"), "verdict", "keep zh en")
    values: list[tuple[str, Text]] = []
    if "values" in block:
        for value, _, entry in shape.pairs(block.node("values"), "values"):
            words = shape.block(entry, value, "zh en")
            values.append((value, Text(words.text("zh"), words.text("en"))))
    return OperatorFact(
        id=name,
        label=block.label("label"),
        matter=block.name("matter", "matter"),
        type=block.choice("type", get_args(OperatorType), "whole"),
        range=block.whole_pair("range"),
        values=tuple(values),
        counterpart=block.flag("counterpart", False),
        keep=verdict.flag("keep", False),
        reason=Text(verdict.text("zh"), verdict.text("en")),
        source=block.label("source"),
    )
