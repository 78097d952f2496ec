"""A policy as people read it: every line with its points, its source and what law says of it, in both languages.

The same lines stand on the terminal, on a page and on paper. Nothing is left out of them, and nothing is added.
"""

from __future__ import annotations

from collections.abc import Iterator

from xiangxin.kernel.text import Text
from xiangxin.law.model import Verdict
from xiangxin.law.pack import LawPack
from xiangxin.policy.model import CompiledPolicy, Condition, Group, Item, Origin
from xiangxin.policy.read import Block
from xiangxin.scoring.wording import points, same, word, yuan

Line = tuple[int, Text]
"""Indentation and words."""


def cited(verdict: Verdict, law: LawPack) -> Text:
    """The decisive rule of a verdict as it is cited, saying so where nobody confirmed its wording; else empty."""
    if not verdict.rules:
        return same("")
    rule = verdict.rules[0]
    unconfirmed = same("") if rule.confirmed else word("law.unconfirmed")
    return Text(law.cite(rule, "zh") + unconfirmed.zh, f"{law.cite(rule, 'en')} {unconfirmed.en}".rstrip())


def print_lines(policy: CompiledPolicy, root: Block) -> Iterator[Line]:
    """The whole policy in reading order; a line without indentation opens a part."""
    yield 0, policy.title
    yield 0, word("show.head", document=policy.document, begins=str(policy.effective_from), hash=policy.content_hash)
    if policy.calibration != "not_applicable":
        yield 0, word(f"calibration.{policy.calibration}")
    for heading, conditions in (("show.eligibility", policy.eligibility), ("show.vetoes", policy.vetoes)):
        if conditions:
            yield 0, word(heading)
        for condition in conditions:
            yield from _condition(condition)
    for group in policy.groups:
        yield from _group(group)
    yield from _formulas(policy, root)
    yield from _areas(policy)
    if policy.answers:
        yield 0, word("show.answers")
    for given in policy.answers:
        by, on = given.by, given.on
        yield (
            1,
            Text(
                f"[{given.line}] {given.answer.zh}（{by.zh}，{on}）",
                f"[{given.line}] {given.answer.en} ({by.en}, {on})",
            ),
        )
    if policy.declined:
        yield 0, word("show.declined")
    for entry in policy.declined:
        yield (
            1,
            Text(
                f"[{entry.id}] {entry.label.zh}：{entry.reason.zh}", f"[{entry.id}] {entry.label.en}: {entry.reason.en}"
            ),
        )


def _condition(condition: Condition) -> Iterator[Line]:
    yield 1, Text(f"[{condition.id}] {condition.label.zh}", f"[{condition.id}] {condition.label.en}")
    yield 2, _source(condition.origin)


def _group(group: Group) -> Iterator[Line]:
    use = word(f"use.{group.use}")
    most = points(group.maximum_centi)
    yield 0, word("show.group", label=group.label, use=use, most=most)
    for item in group.items:
        yield 1, Text(f"[{item.id}] {item.label.zh}", f"[{item.id}] {item.label.en}")
        yield from ((2, line) for line in _outcomes(item))
        if item.origin.reason is not None:
            yield 2, item.origin.reason
        yield 2, _source(item.origin)
        if item.verdict is not None:
            yield 2, word(f"verdict.{item.verdict.kind}")


def _outcomes(item: Item) -> Iterator[Text]:
    for outcome in item.outcomes:
        if outcome.points_centi is not None:
            got = word("points.signed", points=points(outcome.points_centi))
        elif outcome.kind == "unknown":
            got = word("show.reported")
        else:
            got = word("show.range", low=points(item.minimum_centi), high=points(item.maximum_centi))
        yield Text(f"{outcome.label.zh}：{got.zh}", f"{outcome.label.en}: {got.en}")


def _formulas(policy: CompiledPolicy, root: Block) -> Iterator[Line]:
    """Totals, limit and rate in the formulas their author wrote."""
    yield 0, word("show.totals")
    labels = {stage.id: (stage.label, stage.origin) for stage in policy.stages}
    for block in root.blocks("stages"):
        label, origin = labels[block.name]
        yield 1, _formula(label, block, "value")
        yield 2, _source(origin)
    if policy.tiers is not None:
        steps = "，".join(f"{points(int(start * 100))} → {stars}★" for start, stars in policy.tiers.steps)
        yield 1, same(steps)
    for limit in root.blocks("limit"):
        for part in limit.blocks("parts"):
            yield 1, _formula(part.get("label", Text) or same(part.name), part, "value")
        yield 1, _formula(word("use.limit"), limit, "value")
    if policy.limit is not None and policy.limit.floor_to_fen > 1:
        yield 2, word("show.floored", step=yuan(policy.limit.floor_to_fen))
    for rate in root.blocks("rate"):
        yield 1, _formula(word("use.rate"), rate, "propose")


def _formula(label: Text, block: Block, key: str) -> Text:
    formula = block.get(key, str) or ""
    return Text(f"{label.zh} = {formula}", f"{label.en} = {formula}")


def _areas(policy: CompiledPolicy) -> Iterator[Line]:
    for rating in policy.area_ratings:
        share = str(rating.at_least * 100)
        level = word(f"level.{rating.level}")
        yield 1, word("show.area", level=level, share=share, base=rating.minimum_base)


def _source(origin: Origin) -> Text:
    if origin.assumption is not None:
        return word("source.assumption", why=origin.assumption)
    return word("source.clause", document=origin.document, clause=origin.clause)
