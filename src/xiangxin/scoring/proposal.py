"""Totals and the proposed limit of one person."""

from __future__ import annotations

from xiangxin.policy.model import Limit, Stage
from xiangxin.scoring.evaluate import Translator
from xiangxin.scoring.facts import NO_ROW, Exact, Facts, rounded


class StageEvaluators:
    """A stage with its evaluators."""

    def __init__(self, stage: Stage, translate: Translator) -> None:
        self.id = stage.id
        self.reviewed = stage.without_review is not None
        self._decimals = stage.decimals
        self._with = translate.evaluator(stage.value)
        self._without = translate.evaluator(stage.without_review) if stage.without_review is not None else self._with
        self._floor = translate.evaluator(stage.tier_floor) if stage.tier_floor is not None else None

    def value(self, facts: Facts, reviewed: bool) -> Exact | None:
        exact: Exact | None = (self._with if reviewed else self._without)(facts, NO_ROW)
        if exact is None or self._decimals is None:
            return exact
        return rounded(exact, self._decimals)

    def floor(self, facts: Facts) -> int | None:
        return self._floor(facts, NO_ROW) if self._floor is not None else None


class LimitEvaluators:
    """The limit's parts and candidates with their evaluators."""

    def __init__(self, limit: Limit, translate: Translator) -> None:
        self._parts = [(part.id, translate.evaluator(part.value)) for part in limit.parts]
        self._candidates = [(name, translate.evaluator(value)) for name, value in limit.candidates]
        self._how = limit.how
        self._step = limit.floor_to_fen

    def propose(self, facts: Facts) -> tuple[int | None, str | None]:
        """The proposed fen and the name of the binding candidate; both ``None`` when a candidate is unknown."""
        for name, evaluate in self._parts:
            facts.parts[name] = evaluate(facts, NO_ROW)
        values: list[Exact] = []
        for _, evaluate in self._candidates:
            value = evaluate(facts, NO_ROW)
            if value is None:
                return None, None
            values.append(value)
        chosen = max(values) if self._how == "max" else min(values)
        fen = max(chosen, 0)
        return int(fen // self._step * self._step), self._candidates[values.index(chosen)][0]
