"""Items of one person: which outcome each comes to, and its points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xiangxin.kernel.money import half_up
from xiangxin.policy import expressions as x
from xiangxin.policy.model import BandItem, BestItem, FlagItem, Item, SumItem, TableItem, ValueItem
from xiangxin.scoring.evaluate import Translator
from xiangxin.scoring.facts import NO_ROW, Facts, Never

ItemEvaluator = Callable[[Facts], tuple[int, int | None]]
"""Gives the code of the outcome and the points in hundredths (``None``: the person is reported)."""


class ItemTranslator:
    """Builds the evaluator of an item, one method per kind."""

    def __init__(self, translate: Translator) -> None:
        self._translate = translate

    def evaluator(self, item: Item) -> ItemEvaluator:
        """How ``item`` comes out for a person."""
        match item:
            case FlagItem():
                return self._flag(item)
            case BandItem():
                return self._band(item)
            case BestItem():
                return self._best(item)
            case SumItem():
                return self._sum(item)
            case TableItem():
                return self._table(item)
            case ValueItem():
                return self._value(item)
        raise TypeError(type(item).__name__)

    def _flag(self, item: FlagItem) -> ItemEvaluator:
        when, points = self._translate.evaluator(item.when), _fixed_points(item)

        def flag(facts: Facts) -> tuple[int, int | None]:
            met = when(facts, NO_ROW)
            code = item.unknown_code if met is None else int(bool(met))
            return code, points[code]

        return flag

    def _band(self, item: BandItem) -> ItemEvaluator:
        on, points = self._translate.evaluator(item.on), _fixed_points(item)
        starts = [(start.numerator, start.denominator) for start in item.starts[1:]]
        never_source = x.never_source(item.on)
        may_be_never = self._translate.aggregate(never_source) if never_source is not None else None
        never_code = len(item.starts)

        def band(facts: Facts) -> tuple[int, int | None]:
            if may_be_never is not None and isinstance(may_be_never(facts), Never):
                return never_code, points[never_code]
            value = on(facts, NO_ROW)
            if value is None:
                return item.unknown_code, item.unknown_centi
            code, numerator, denominator = 0, value.numerator, value.denominator
            for start, by in starts:
                if numerator * by < start * denominator:
                    break
                code += 1
            return code, points[code]

        return band

    def _best(self, item: BestItem) -> ItemEvaluator:
        select, points, column = self._translate.selected(item.rows), _fixed_points(item), item.by_column
        source, position = item.rows.source, {level: index + 1 for index, level in enumerate(item.levels)}

        def best(facts: Facts) -> tuple[int, int | None]:
            chosen, unknown = select(facts)
            levels: list[Any] = [row.get(column) for row in chosen]
            code = max((position.get(level, 0) for level in levels), default=0)
            if code == 0 and (unknown or None in levels or not facts.covered[source]):
                code = item.unknown_code
            return code, points[code]

        return best

    def _sum(self, item: SumItem) -> ItemEvaluator:
        select, source, column = self._translate.selected(item.rows), item.rows.source, item.by_column
        each = dict(zip(item.levels, item.each_centi, strict=False))
        single, cap = item.each_centi[0], item.cap_centi

        def added(facts: Facts) -> tuple[int, int | None]:
            chosen, unknown = select(facts)
            levels: list[Any] = [row.get(column) for row in chosen] if column is not None else []
            if unknown or None in levels or not facts.covered[source]:
                return 1, item.unknown_centi
            total = sum(each.get(level, 0) for level in levels) if column is not None else len(chosen) * single
            if cap is not None:
                total = min(total, cap) if cap >= 0 else max(total, cap)
            return 0, total

        return added

    def _table(self, item: TableItem) -> ItemEvaluator:
        on, points = self._translate.evaluator(item.on), _fixed_points(item)
        position = {choice: index for index, choice in enumerate(item.choices)}

        def table(facts: Facts) -> tuple[int, int | None]:
            code = position.get(on(facts, NO_ROW), item.unknown_code)
            return code, points[code]

        return table

    def _value(self, item: ValueItem) -> ItemEvaluator:
        value_of = self._translate.evaluator(item.value)
        low, high = item.low_centi, item.high_centi

        def value(facts: Facts) -> tuple[int, int | None]:
            exact = value_of(facts, NO_ROW)
            if exact is None:
                return 1, item.unknown_centi
            centi = half_up(exact.numerator * 100, exact.denominator)
            return 0, min(max(centi, low), high)

        return value


def _fixed_points(item: Item) -> list[int | None]:
    return [outcome.points_centi for outcome in item.outcomes]
