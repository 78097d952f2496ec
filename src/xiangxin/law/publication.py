"""The figures of small-cell suppression: when a total may be shown. None of them has a default."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from xiangxin.kernel.money import parse_money
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import Node
from xiangxin.law.shape import Block, Shape

_BASES = ("article", "principle", "product")
_PERCENT = re.compile(r"([1-9][0-9]?|100)%")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """``largest_share``: a ratio of the sum; ``money_step_fen``: sums are shown rounded half up to it."""

    minimum_count: int
    minimum_contributors: int
    largest_share: Fraction
    money_step_fen: int


def read_thresholds(node: Node, shape: Shape) -> Thresholds:
    """All four figures, each with its basis, reason and source."""
    names = "minimum_count minimum_contributors largest_share money_step"
    figures = shape.block(node, "publication", names)
    return Thresholds(
        minimum_count=_count(figures, "minimum_count"),
        minimum_contributors=_count(figures, "minimum_contributors"),
        largest_share=_share(figures, "largest_share"),
        money_step_fen=_amount(figures, "money_step"),
    )


def _figure(figures: Block, name: str) -> Block:
    block = figures.shape.block(figures.node(name), name, "value basis reason source")
    block.choice("basis", _BASES, "product")
    block.label("reason")
    block.text("source")
    return block


def _count(figures: Block, name: str) -> int:
    return _figure(figures, name).whole("value", least=2)


def _share(figures: Block, name: str) -> Fraction:
    block = _figure(figures, name)
    written = _PERCENT.fullmatch(block.text("value"))
    if written is None:
        figures.shape.wrong(block.place("value"), "value", Text("带引号的百分数", "a quoted percentage"))
        return Fraction(1)
    return Fraction(int(written.group(1)), 100)


def _amount(figures: Block, name: str) -> int:
    block = _figure(figures, name)
    try:
        return parse_money(block.text("value"))
    except ValueError:
        figures.shape.wrong(
            block.place("value"), "value", Text("金额 “1000.00 CNY”", "an amount such as “1000.00 CNY”")
        )
        return 1
