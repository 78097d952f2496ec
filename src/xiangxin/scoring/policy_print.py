"""A policy as people read it: every line with its points, its source and what law says of it, in both languages.

The same lines stand on the terminal, on a page and on paper. Nothing is left out of them, and nothing is added.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xiangxin.kernel.text import Text
from xiangxin.law.model import Verdict
from xiangxin.law.pack import LawPack
from xiangxin.policy.model import CompiledPolicy, Condition, Group, Item, Origin
from xiangxin.policy.read import Block
from xiangxin.scoring.wording import exact, percent, points, same, word, yuan

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
    yield from _panel(policy)
    yield from _formulas(policy, root)
    yield from _after(policy, root)
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


def _named(name: str, label: Text) -> Text:
    """The words of a line after the name by which formulas call it."""
    return Text(f"[{name}] {label.zh}", f"[{name}] {label.en}")


def _condition(condition: Condition) -> Iterator[Line]:
    yield 1, _named(condition.id, condition.label)
    yield 2, _source(condition.origin)


def _group(group: Group) -> Iterator[Line]:
    use = word(f"use.{group.use}")
    most = points(group.maximum_centi)
    yield 0, word("show.group", label=_named(group.id, group.label), use=use, most=most)
    for item in group.items:
        yield 1, _named(item.id, item.label)
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


def _panel(policy: CompiledPolicy) -> Iterator[Line]:
    """The panel's part: within which points it rates, and from how many ratings on it counts."""
    review = policy.review
    if review is None:
        return
    yield 0, word("show.panel")
    yield 1, word("show.panel_rates", low=review.low, high=review.high, least=review.at_least)
    yield from _rests_on(review.origin)


def _formulas(policy: CompiledPolicy, root: Block) -> Iterator[Line]:
    """Totals, limit and rate in the formulas their author wrote, and every figure that is named in them."""
    yield 0, word("show.totals")
    for block, stage in zip(root.blocks("stages"), policy.stages, strict=True):
        yield 1, _formula(_named(stage.id, stage.label), block, "value")
        if stage.decimals is not None:
            yield 2, word("show.rounded", decimals=stage.decimals) if stage.decimals else word("show.rounded_whole")
        if "without_review" in block:
            yield 2, _rule(word("show.without_review"), block, "without_review")
        if "tier_floor" in block:
            yield 2, _rule(word("show.tier_floor"), block, "tier_floor")
        yield from _rests_on(stage.origin)
    if policy.tiers is not None:
        steps = "，".join(f"{points(int(start * 100))} → {stars}★" for start, stars in policy.tiers.steps)
        yield 1, same(steps)
        yield from _rests_on(policy.tiers.origin)
    yield from _limit(policy, root)
    for block in root.blocks("rate"):
        yield 1, _formula(word("use.rate"), block, "propose")
        yield 2, word("show.proposal")
        yield from _rests_on(policy.rate.origin if policy.rate is not None else None)
    yield from _figures(policy, root)


def _limit(policy: CompiledPolicy, root: Block) -> Iterator[Line]:
    limit = policy.limit
    if limit is None:
        return
    for block in root.blocks("limit"):
        for part, written in zip(limit.parts, block.blocks("parts"), strict=True):
            yield 1, _formula(_named(part.id, part.label), written, "value")
            if _said(part.origin) != _said(limit.origin):
                yield from _rests_on(part.origin)
        yield 1, _formula(word("use.limit"), block, "value")
        if limit.floor_to_fen > 1:
            yield 2, word("show.floored", step=yuan(limit.floor_to_fen))
        yield from _rests_on(limit.origin)
    if limit.first is not None:
        yield 1, word("show.first_limit", household=limit.first.household, operator=limit.first.operator)
        yield from _rests_on(limit.first.origin)


def _figures(policy: CompiledPolicy, root: Block) -> Iterator[Line]:
    """The figures that formulas name, with what each rests on."""
    if policy.parameters:
        yield 0, word("show.figures")
    tables = {block.name: block.get("table", str) for block in root.blocks("parameters")}
    for parameter in policy.parameters:
        table = tables.get(parameter.name)
        if table is not None:
            yield 1, word("show.table", name=parameter.name, table=table)
        else:
            for begins, value in parameter.values:
                yield 1, word("show.figure", name=parameter.name, value=_amount(value, parameter.kind))
                if len(parameter.values) > 1:
                    yield 2, word("show.begins", day=str(begins))
        yield from _rests_on(parameter.origin)


def _amount(value: Fraction, kind: str) -> Text:
    if kind == "money":
        return yuan(value)
    return same(percent(value) if kind == "percent" else exact(value))


def _formula(label: Text, block: Block, key: str) -> Text:
    formula = block.get(key, str) or ""
    return Text(f"{label.zh} = {formula}", f"{label.en} = {formula}")


def _rule(label: Text, block: Block, key: str) -> Text:
    formula = block.get(key, str) or ""
    return Text(f"{label.zh}：{formula}", f"{label.en}: {formula}")


def _after(policy: CompiledPolicy, root: Block) -> Iterator[Line]:
    """What follows from the result: certificates, credit households and areas, and when a pause is proposed."""
    ends = (*root.blocks("certificate"), *root.blocks("areas"), *root.blocks("breaker"))
    if ends:
        yield 0, word("show.after")
    for block in root.blocks("certificate"):
        for colour in ("red", "blue"):
            if colour in block:
                yield 1, _rule(word(f"show.{colour}"), block, colour)
    for block in root.blocks("areas"):
        yield 1, _rule(word("show.credit_household"), block, "credit_household")
    for rating in policy.area_ratings:
        level = word(f"level.{rating.level}")
        yield 1, word("show.area", level=level, share=exact(rating.at_least * 100), base=rating.minimum_base)
        yield from _rests_on(rating.origin)
    for breaker in policy.breakers:
        level, ratio = word(f"level.{breaker.level}"), percent(breaker.ratio)
        least, late = breaker.minimum_loans, breaker.minimum_late_borrowers
        yield 1, word("show.breaker", level=level, ratio=ratio, loans=least, late=late)
        yield from _rests_on(breaker.origin)


def _said(origin: Origin) -> tuple[str, Text | None]:
    return origin.clause, origin.assumption


def _rests_on(origin: Origin | None) -> Iterator[Line]:
    """The clause or the assumption below a line, where it has one of its own."""
    if origin is not None and (origin.assumption is not None or origin.clause):
        yield 2, _source(origin)


def _source(origin: Origin) -> Text:
    if origin.assumption is not None:
        return word("source.assumption", why=origin.assumption)
    return word("source.clause", document=origin.document, clause=origin.clause)
