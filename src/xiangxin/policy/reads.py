"""What a policy reads, and where: the one list of its formulas, and the one walk over a formula.

Law check, gates and explanations all start here, so that no formula is judged by one and missed by another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from xiangxin.kernel.errors import Location
from xiangxin.law.model import Use
from xiangxin.policy import expressions as x
from xiangxin.policy.model import (
    BandItem,
    BestItem,
    CompiledPolicy,
    Condition,
    FlagItem,
    Item,
    Limit,
    Stage,
    SumItem,
    TableItem,
    ValueItem,
)

Place = Literal[
    "item",
    "eligibility",
    "veto",
    "stage",
    "without_review",
    "tier_floor",
    "part",
    "limit",
    "rate",
    "certificate",
    "household",
]

ON_FACTS: frozenset[Place] = frozenset({"item", "eligibility", "veto", "part", "limit"})
"""Places that may read facts of the person, each in a use that law judges; all others see points and totals only."""

ON_POINTS: frozenset[Place] = frozenset(
    {"stage", "without_review", "tier_floor", "part", "limit", "rate", "certificate"}
)
"""Places that may read points; a condition may not, or a fact could refuse in a use nobody judged."""

Part = x.Expr | x.Records


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula of a policy: the id of its line, the words it is told by, where it stands and what it is used for.

    ``use`` is ``None`` where no fact may be read.
    """

    line: str
    name: str
    place: Place
    use: Use | None
    reads: Part
    at: Location
    of: Literal["credit", "product"] = "credit"


def formulas(policy: CompiledPolicy) -> tuple[Formula, ...]:
    """Every formula of the policy, once, in writing order."""
    return tuple(_formulas(policy))


def _formulas(policy: CompiledPolicy) -> Iterator[Formula]:
    for condition in policy.eligibility:
        yield _of_condition(condition, "eligibility")
    for item in policy.items:
        yield Formula(item.id, item.id, "item", item.use, reads_of(item), item.origin.at)
    for condition in policy.vetoes:
        yield _of_condition(condition, "veto")
    for stage in policy.stages:
        yield from _of_stage(stage)
    if policy.limit is not None:
        yield from _of_limit(policy.limit)
    if policy.rate is not None:
        yield Formula("rate", "rate", "rate", None, policy.rate.propose, policy.rate.origin.at)
    decided_at = _decided_at(policy)
    for colour, when in policy.certificate:
        yield Formula("certificate", colour, "certificate", None, when, decided_at)
    if policy.credit_household is not None:
        yield Formula("areas", "credit_household", "household", None, policy.credit_household, decided_at)


def _of_condition(condition: Condition, use: Literal["eligibility", "veto"]) -> Formula:
    return Formula(condition.id, condition.id, use, use, condition.when, condition.origin.at, condition.of)


def _of_stage(stage: Stage) -> Iterator[Formula]:
    at = stage.origin.at
    yield Formula(stage.id, stage.id, "stage", None, stage.value, at)
    if stage.without_review is not None:
        yield Formula(stage.id, f"{stage.id}.without_review", "without_review", None, stage.without_review, at)
    if stage.tier_floor is not None:
        yield Formula(stage.id, f"{stage.id}.tier_floor", "tier_floor", None, stage.tier_floor, at)


def _of_limit(limit: Limit) -> Iterator[Formula]:
    for part in limit.parts:
        yield Formula(part.id, part.id, "part", "limit", part.value, part.origin.at)
    for name, value in limit.candidates:
        yield Formula("limit", name, "limit", "limit", value, limit.origin.at)


def _decided_at(policy: CompiledPolicy) -> Location:
    """Where the stars are read: certificates and ratings of households hang on them."""
    if policy.tiers is not None:
        return policy.tiers.origin.at
    return policy.stages[-1].origin.at if policy.stages else Location(policy.id)


def reads_of(item: Item) -> Part:
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


def nodes(part: Part) -> Iterator[Part]:
    """Every node of a formula, the rows of its aggregates included."""
    if isinstance(part, x.Records):
        yield part
        if part.where is not None:
            yield from nodes(part.where)
        return
    for node in part.walk():
        yield node
        if isinstance(node, x.Aggregate):
            yield node.rows


def fact_of(node: Part) -> str | None:
    """The input or record source a node reads."""
    match node:
        case x.InputRef(name=name):
            return name
        case x.Records(source=source):
            return source
    return None


def names_read(part: Part) -> Iterator[str]:
    """Inputs and record sources a formula reads directly."""
    yield from (name for node in nodes(part) if (name := fact_of(node)) is not None)
