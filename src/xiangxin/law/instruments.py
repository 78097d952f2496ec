"""From an instrument's YAML to its rules: one file, one legal text (or our own line).

Defaults come from the instrument: jurisdiction, first day, confirmed. Nothing here judges; it only reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import get_args

from xiangxin.kernel.errors import Location
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import Node
from xiangxin.law.model import Basis, Effect, Rule, Use
from xiangxin.law.shape import Block, Shape

FIRST_DAY = date(1949, 10, 1)


@dataclass(frozen=True, slots=True)
class Instrument:
    """A legal text (or our own line): what a rule's ``instrument`` names."""

    id: str
    title: Text
    number: str
    in_force: date
    jurisdiction: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ReadInstrument:
    """An instrument with its rules and the place of each, for findings that need the whole pack."""

    instrument: Instrument
    at: Location
    rules: tuple[tuple[Rule, Location], ...]


def read_instrument(node: Node, shape: Shape) -> ReadInstrument:
    """One file."""
    block = shape.block(node, "instrument", "instrument title number in_force jurisdiction confirmed rules")
    instrument = Instrument(
        id=block.text("instrument"),
        title=block.label("title"),
        number=block.text("number"),
        in_force=block.day("in_force", FIRST_DAY),
        jurisdiction=block.text("jurisdiction"),
        confirmed=block.flag("confirmed", False),
    )
    rules = block.each("rules", lambda rule: _read_rule(rule, instrument, shape))
    return ReadInstrument(instrument, block.at, rules)


def _read_rule(node: Node, instrument: Instrument, shape: Shape) -> tuple[Rule, Location]:
    optional = "uses jurisdiction from to confirmed parameters article_en"
    block = shape.block(node, "rule", "id article matters effect basis reason", optional)
    from_on = block.day("from", instrument.in_force)
    to_on = block.day("to", FIRST_DAY) if "to" in block else None
    rule = Rule(
        id=block.text("id"),
        instrument=instrument.id,
        article=block.text("article"),
        matters=block.names("matters", "matter"),
        uses=_uses(block),
        effect=block.choice("effect", get_args(Effect), "forbid_score"),
        jurisdiction=block.text("jurisdiction", instrument.jurisdiction),
        from_on=from_on,
        to_on=to_on,
        basis=block.choice("basis", get_args(Basis), "product"),
        confirmed=block.flag("confirmed", instrument.confirmed),
        reason=block.label("reason"),
        parameters=block.parameters("parameters"),
        article_en=block.text("article_en"),
    )
    if to_on is not None and to_on < from_on:
        shape.report("law_dates", block.at, name=rule.id)
    return rule, block.at


def _uses(block: Block) -> tuple[Use, ...]:
    known: tuple[Use, ...] = get_args(Use)
    written = block.texts("uses")
    for use in written:
        if use not in known:
            listed = ", ".join(known)
            block.shape.wrong(block.place("uses"), "uses", Text(f"其中之一：{listed}", f"one of {listed}"))
    return tuple(use for use in known if use in written)
