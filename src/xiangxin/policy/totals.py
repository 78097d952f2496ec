"""From points to a decision's proposal: conditions, review, stages, tiers, limit, rate, certificate, area ratings."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Literal

from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.text import Text
from xiangxin.policy import expressions as x
from xiangxin.policy.formula import Scope, parse_formula
from xiangxin.policy.model import (
    Answer,
    AreaRating,
    Breaker,
    Condition,
    Declined,
    FirstLimit,
    Limit,
    Part,
    Rate,
    Review,
    Stage,
    Tiers,
)
from xiangxin.policy.origins import Origins
from xiangxin.policy.ranges import Range, Ranges
from xiangxin.policy.read import Block, Source
from xiangxin.policy.wholes import is_whole

MOST_STAGES = 50
"""Stages of one policy: stages build on stages, and nobody follows a longer chain, neither reader nor walk."""

_STARS = x.StarsRef(x.Type("number"))
_DECIMALS: Mapping[str | None, int | None] = {None: None, "half_up": 0, "half_up_2": 2}


class Totals:
    """Builds the deciding blocks of one policy in writing order; ``scope`` and ``ranges`` grow along the way."""

    def __init__(self, scope: Scope, ranges: Ranges, origins: Origins) -> None:
        self.scope = scope
        self.ranges = ranges
        self.origins = origins
        self.findings: list[Finding] = []

    # -- conditions -----------------------------------------------------------------------------------------

    def conditions(self, blocks: Iterable[Block]) -> tuple[Condition, ...]:
        """Conditions look at facts themselves: points would lend them a use that law did not judge."""
        facts = self.scope.without_points()
        found = (self._condition(block, facts) for block in blocks)
        return tuple(condition for condition in found if condition is not None)

    def _condition(self, block: Block, scope: Scope) -> Condition | None:
        when = self._formula(block, "when", ("bool",), scope)
        identity = block.get("id", str)
        if when is None or identity is None:
            return None
        label = block.get("label", Text) or Text(identity, identity)
        of: Literal["credit", "product"] = "product" if block.get("of", str) == "product" else "credit"
        unknown: Literal["report", "pass"] = "pass" if block.get("unknown", str) == "pass" else "report"
        return Condition(identity, label, when, of, unknown, None, self.origins.of(block))

    # -- review, stages, tiers ------------------------------------------------------------------------------

    def review(self, blocks: tuple[Block, ...]) -> Review | None:
        if not blocks:
            return None
        for extra in blocks[1:]:
            self._wrong(
                extra.at,
                Text("只支持一个评议", "One review part is what the language has"),
                Text("合并。", "Merge them."),
            )
        block = blocks[0]
        low, high = block.get("range", tuple) or (None, None)
        at_least = block.get("at_least", int)
        if not (isinstance(low, int) and isinstance(high, int) and 0 <= low < high):
            self._wrong(
                block.at_of("range"),
                Text("评分范围应为两个递增整数", "The range of ratings is two rising whole numbers"),
                Text("例如 [0, 100]。", "As in [0, 100]."),
            )
            return None
        if at_least is None or at_least < 1:
            self._wrong(
                block.at_of("at_least"),
                Text("at_least 至少为 1", "at_least is 1 or more"),
                Text("写有效评分的最少个数。", "Write the least number of valid ratings."),
            )
            return None
        name = block.name
        self.scope = replace(self.scope, reviews={name: ("mean", "sum", "count")})
        self._know(
            {
                f"{name}.mean": (Fraction(low), Fraction(high)),
                f"{name}.sum": (Fraction(0), None),
                f"{name}.count": (Fraction(at_least), None),
            }
        )
        return Review(name, low, high, at_least, self.origins.of(block))

    def tiers(self, blocks: tuple[Block, ...], stages: tuple[Block, ...]) -> Tiers | None:
        if not blocks:
            return None
        block = blocks[0]
        on = block.get("on", str) or ""
        if on not in {stage.name for stage in stages}:
            self._wrong(
                block.at_of("on"),
                Text(f"没有阶段 {on}", f"There is no stage {on}"),
                Text("写 stages 里的名称。", "Name one of the stages."),
            )
        steps: list[tuple[Fraction, int]] = []
        for step in block.blocks("stars"):
            start, stars = step.get("from", Fraction), step.get("stars", int)
            if start is None or stars is None:
                continue
            if stars < 1 or (steps and (start <= steps[-1][0] or stars <= steps[-1][1])):
                self._wrong(
                    step.at,
                    Text("星级应随分数递增，且至少为 1", "Stars rise with the score and are at least 1"),
                    Text("按从低到高排列。", "Order from low to high."),
                )
            steps.append((start, stars))
        self.scope = replace(self.scope, tiers=True)
        self._know({"stars": (Fraction(0), Fraction(steps[-1][1] if steps else 0))})
        return Tiers(on, tuple(steps), self.origins.of(block))

    def stages(self, blocks: Iterable[Block], tiers: Tiers | None) -> tuple[Stage, ...]:
        written = tuple(blocks)
        for block in written[MOST_STAGES : MOST_STAGES + 1]:
            what = Text(f"阶段多于 {MOST_STAGES} 个", f"There are more than {MOST_STAGES} stages")
            self._wrong(block.at, what, Text("合并阶段，一步写完一个合计。", "Merge stages; a total takes one step."))
        return tuple(stage for block in written[:MOST_STAGES] if (stage := self._stage(block, tiers)) is not None)

    def check_reach(self, tiers: Tiers | None) -> None:
        """A step above the greatest total of its stage is a promise nobody can reach."""
        if tiers is None:
            return
        _, high = self.ranges.of.get(tiers.on, (None, None))
        for start, stars in tiers.steps:
            if high is not None and start > high:
                what = Text(f"{stars} 星永远达不到", f"{stars} stars can never be reached")
                self._wrong(tiers.origin.at, what, Text("改起点或分值。", "Change the start or the points."))

    def _stage(self, block: Block, tiers: Tiers | None) -> Stage | None:
        scope = self.scope.without_facts()
        value = self._formula(block, "value", ("points",), scope)
        without = self._formula(block, "without_review", ("points",), scope) if "without_review" in block else None
        floor = self._formula(block, "tier_floor", ("number",), scope) if "tier_floor" in block else None
        if value is None:
            return None
        self._check_review_use(block, value, without)
        if floor is not None and (tiers is None or tiers.on != block.name):
            self._wrong(
                block.at_of("tier_floor"),
                Text("tier_floor 只能写在 tiers 所用的阶段", "tier_floor belongs to the stage the tiers are read on"),
                Text("移过去。", "Move it there."),
            )
        if floor is not None and not is_whole(floor, self.ranges):
            what = Text("tier_floor 可能不是整数", "tier_floor may come out as a fraction of a star")
            mend = Text("写 tier(…)，或用 half_up(…) 取整。", "Write tier(…), or round with half_up(…).")
            self._wrong(block.at_of("tier_floor"), what, mend)
        low, high = self.ranges.range_of(value)
        if without is not None:
            other = self.ranges.range_of(without)
            low = None if low is None or other[0] is None else min(low, other[0])
            high = None if high is None or other[1] is None else max(high, other[1])
        self._know({block.name: (low, high)})
        self.scope = self.scope.with_values({block.name: x.StageRef(x.Type("points"), block.name)})
        label = block.get("label", Text) or Text(block.name, block.name)
        decimals = _DECIMALS[block.get("round", str)]
        return Stage(block.name, label, value, decimals, without, floor, self.origins.of(block))

    def _check_review_use(self, block: Block, value: x.Expr, without: x.Expr | None) -> None:
        uses = _reads_review(value)
        if uses and without is None:
            what = Text("用到评议的阶段要写 without_review", "A stage that uses the review needs without_review")
            self._wrong(block.at, what, Text("写明没有评议时怎么算。", "Say what holds when there is no review part."))
        if without is not None and (not uses or _reads_review(without)):
            what = Text("without_review 不能再用评议", "without_review stands where there is no review part")
            self._wrong(block.at_of("without_review"), what, Text("只用系统部分。", "Use the system part alone."))

    # -- limit, rate, certificate ---------------------------------------------------------------------------

    def limit(self, blocks: tuple[Block, ...]) -> Limit | None:
        if not blocks:
            return None
        block = blocks[0]
        self.scope = self.scope.with_values({"stars": _STARS}).without_review()
        parts = tuple(part for entry in block.blocks("parts") if (part := self._part(entry, block)) is not None)
        how, candidates = self._candidates(block)
        round_down = block.get("round_down_to", int) or 1
        if round_down < 1:
            self._wrong(
                block.at_of("round_down_to"),
                Text("取整单位应大于 0", "The rounding unit is above 0"),
                Text('例如 "1000.00 CNY"。', 'As in "1000.00 CNY".'),
            )
        first = next((self._first(entry, block) for entry in block.blocks("first")), None)
        return Limit(parts, how, candidates, round_down, first, self.origins.of(block)) if candidates else None

    def _first(self, block: Block, limit: Block) -> FirstLimit:
        named = {key: block.get(key, str) or "" for key in ("household", "operator")}
        for key, name in named.items():
            value = self.scope.values.get(name)
            if name and not (isinstance(value, x.ParameterRef) and value.type.kind == "money"):
                self._wrong(
                    block.at_of(key),
                    Text(f"没有金额参数 {name}", f"There is no parameter of money {name}"),
                    Text("写 parameters 里一个金额的名称。", "Name a money of the parameters."),
                )
        return FirstLimit(named["household"], named["operator"], self.origins.of(block, limit))

    def _part(self, block: Block, limit: Block) -> Part | None:
        value = self._formula(block, "value", ("money",))
        if value is None:
            return None
        self._know({block.name: self.ranges.range_of(value)})
        self.scope = self.scope.with_values({block.name: x.PartRef(x.Type("money"), block.name)})
        label = block.get("label", Text) or Text(block.name, block.name)
        return Part(block.name, label, value, self.origins.of(block, limit))

    def _candidates(self, block: Block) -> tuple[Literal["min", "max", "value"], tuple[tuple[str, x.Expr], ...]]:
        """The arguments of the outermost min or max, each with its words, so that the binding one can be named."""
        value = self._formula(block, "value", ("money",))
        if value is None:
            return "value", ()
        text = (block.get("value", str) or "").strip()
        if isinstance(value, x.Call) and value.function in ("min", "max"):
            call = ast.parse(text, mode="eval").body
            assert isinstance(call, ast.Call)
            names = [ast.get_source_segment(text, argument) or "" for argument in call.args]
            how: Literal["min", "max"] = "min" if value.function == "min" else "max"
            return how, tuple(zip(names, value.arguments, strict=True))
        return "value", ((text, value),)

    def rate(self, blocks: tuple[Block, ...]) -> Rate | None:
        if not blocks:
            return None
        block = blocks[0]
        propose = self._formula(block, "propose", ("percent",), self._decided())
        if propose is None:
            return None
        return Rate(propose, block.get("decides", str) or "", self.origins.of(block))

    def certificate(self, blocks: tuple[Block, ...]) -> tuple[tuple[str, x.Expr], ...]:
        if not blocks:
            return ()
        block = blocks[0]
        self.origins.of(block)
        scope = self._decided()
        colours = [
            (colour, self._formula(block, colour, ("bool",), scope)) for colour in ("red", "blue") if colour in block
        ]
        return tuple((colour, when) for colour, when in colours if when is not None)

    def _decided(self) -> Scope:
        """What a proposal sees that rests on no fact of its own: points, totals, stars, parameters."""
        return self.scope.with_values({"stars": _STARS}).without_facts().without_parts().without_review()

    # -- areas ----------------------------------------------------------------------------------------------

    def credit_household(self, blocks: tuple[Block, ...]) -> x.Expr | None:
        if not blocks:
            return None
        stars_only = replace(self._decided(), values={"stars": _STARS})
        text = blocks[0].get("credit_household", str) or ""
        expr, findings = parse_formula(text, stars_only, blocks[0].at_of("credit_household"), expects=("bool",))
        self.findings += findings
        return expr

    def area_ratings(self, blocks: tuple[Block, ...]) -> tuple[AreaRating, ...]:
        ratings: list[AreaRating] = []
        levels: tuple[Literal["village", "township"], ...] = ("village", "township")
        for block in blocks:
            for level in levels:
                for entry in block.blocks(level):
                    share, base = entry.get("at_least", Fraction), entry.get("minimum_base", int)
                    if share is None or base is None or not 0 < share <= 1 or base < 1:
                        self._wrong(
                            entry.at,
                            Text(
                                "比例在 0 与 100% 之间，基数至少 1",
                                "A share lies between 0 and 100 %, a base is at least 1",
                            ),
                            Text("改数。", "Change the figures."),
                        )
                        continue
                    ratings.append(AreaRating(level, share, base, self.origins.of(entry, block)))
        return tuple(ratings)

    def breakers(self, blocks: tuple[Block, ...]) -> tuple[Breaker, ...]:
        breakers: list[Breaker] = []
        levels: tuple[Literal["village", "township"], ...] = ("village", "township")
        for block in blocks:
            for level in levels:
                for entry in block.blocks(level):
                    ratio = entry.get("ratio", Fraction)
                    loans, late = entry.get("minimum_loans", int), entry.get("minimum_late_borrowers", int)
                    if ratio is None or loans is None or late is None or not 0 < ratio < 1 or loans < 1 or late < 1:
                        self._wrong(
                            entry.at,
                            Text(
                                "熔断比例在 0 与 100% 之间，基数至少 1",
                                "A breaker's ratio lies between 0 and 100 %, its bases are at least 1",
                            ),
                            Text("改数。", "Change the figures."),
                        )
                        continue
                    breakers.append(Breaker(level, ratio, loans, late, self.origins.of(entry, block)))
        return tuple(breakers)

    def declined(self, blocks: Iterable[Block]) -> tuple[Declined, ...]:
        found: list[Declined] = []
        for block in blocks:
            identity, label, reason = block.get("id", str), block.get("label", Text), block.get("reason", Text)
            use, matter = block.get("use", str), block.get("matter", str)
            if identity and label and reason and use and matter and block.get("source", Source):
                found.append(Declined(identity, label, reason, matter, use, None, self.origins.of(block)))  # type: ignore[arg-type]
        return tuple(found)

    def answers(self, blocks: Iterable[Block], issued_by: Text | None) -> tuple[Answer, ...]:
        """Recorded answers; whoever issued the policy cannot be the second office that answers for it."""
        found: list[Answer] = []
        for block in blocks:
            line, answer = block.get("line", str), block.get("answer", Text)
            by, on = block.get("by", Text), block.get("on", date)
            if not (line and answer and by and on):
                continue
            if issued_by is not None and {_plain(by.zh), _plain(by.en)} & {_plain(issued_by.zh), _plain(issued_by.en)}:
                self._wrong(
                    block.at_of("by"),
                    Text(
                        f"{line} 的答复与制定机关是同一机关",
                        f"The answer for {line} is by the office that issued the policy",
                    ),
                    Text("由另一机关或另一岗位的人答复。", "Have another office or role answer."),
                )
            found.append(Answer(line, answer, by, on))
        return tuple(found)

    # -- helpers --------------------------------------------------------------------------------------------

    def _formula(
        self, block: Block, key: str, expects: tuple[x.Kind, ...], scope: Scope | None = None
    ) -> x.Expr | None:
        text = block.get(key, str)
        if text is None:
            return None
        expr, findings = parse_formula(text, scope or self.scope, block.at_of(key), expects=expects)
        self.findings += findings
        return expr

    def _know(self, more: Mapping[str, Range]) -> None:
        self.ranges = Ranges({**self.ranges.of, **more})

    def _wrong(self, at: Location, what: Text, mend: Text) -> None:
        why = Text("规则必须对每个人都给出确定的结果。", "A rule gives a definite result for everybody.")
        self.findings.append(Finding("wrong_rule", "block", at, what, why, mend))


def _plain(office: str) -> str:
    """An office's name however it is spaced or cased."""
    return "".join(unicodedata.normalize("NFKC", office).casefold().split())


def _reads_review(expr: x.Expr) -> bool:
    return any(isinstance(node, x.ReviewRef) for node in expr.walk())
