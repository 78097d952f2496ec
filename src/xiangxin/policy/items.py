"""Groups and items: how facts become points, every way an item can come out written down with its points."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypedDict

from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.text import Text
from xiangxin.law.model import Use
from xiangxin.policy import expressions as x
from xiangxin.policy.bands import WrittenBand, band_starts
from xiangxin.policy.bandwords import band_label
from xiangxin.policy.formula import Scope, parse_formula, parse_records
from xiangxin.policy.model import (
    BandItem,
    BestItem,
    FlagItem,
    Group,
    Item,
    Origin,
    Outcome,
    SumItem,
    TableItem,
    ValueItem,
)
from xiangxin.policy.names import typed_value
from xiangxin.policy.origins import Origins
from xiangxin.policy.ranges import Ranges
from xiangxin.policy.read import Block
from xiangxin.policy.schema import ITEM_KINDS

_UNKNOWN = Text("不明", "unknown")
_COMMON = frozenset({"id", "label", "reason", "unknown", "source", "assumption"})


class _Common(TypedDict):
    """What every kind of item carries."""

    id: str
    label: Text
    group: str
    use: Use
    unknown_centi: int | None
    verdict: None
    origin: Origin


class Items:
    """Builds the groups of one policy; findings are collected in ``findings``."""

    def __init__(self, scope: Scope, ranges: Ranges, origins: Origins, labels: Mapping[tuple[str, str], Text]) -> None:
        self.scope = scope
        self.ranges = ranges
        self.origins = origins
        self.labels = labels
        self.findings: list[Finding] = []

    def group(self, block: Block) -> Group:
        use = _use(block.get("use", str))
        built = [self._item(item, block, use) for item in block.blocks("items")]
        items = tuple(item for item in built if item is not None)
        cap, floor = block.get("cap", int), block.get("floor", int)
        if cap is not None and floor is not None and cap < floor:
            self._wrong(
                block.at_of("cap"),
                Text("cap 小于 floor", "cap is below floor"),
                Text("对调或改数。", "Swap or change them."),
            )
        origin = self.origins.of(block, required=cap is not None or floor is not None)
        label = block.get("label", Text) or Text(block.name, block.name)
        return Group(block.name, label, use, items, cap, floor, origin)

    # -- one item -------------------------------------------------------------------------------------------

    def _item(self, block: Block, group: Block, use: Use) -> Item | None:
        kinds = [kind for kind in ITEM_KINDS if kind in block]
        if len(kinds) != 1:
            what = Text(
                "一项要恰好属于一种写法：" + "、".join(ITEM_KINDS), "An item is exactly one of " + ", ".join(ITEM_KINDS)
            )
            self._wrong(block.at, what, Text("保留一个键。", "Keep one of these keys."))
            return None
        kind = kinds[0]
        for key in block.entries:
            if key not in _COMMON and key != kind and key not in ITEM_KINDS[kind]:
                what = Text(f"{kind} 这种项没有 {key}", f"An item with {kind} has no {key}")
                self._wrong(block.at_of(key), what, Text(f"删去 {key}。", f"Remove {key}."))
        if "unknown" not in block:
            return None
        common = self._common(block, group, use)
        builder = {
            "when": self._flag,
            "band_on": self._band,
            "best_of": self._best,
            "sum_of": self._sum,
            "by_value": self._table,
            "value": self._value,
        }[kind]
        item = builder(block, common)
        if item is not None:
            self._check_sign(item, block)
        return item

    def _common(self, block: Block, group: Block, use: Use) -> _Common:
        identity = block.get("id", str) or ""
        unknown = block.entries["unknown"].value
        return {
            "id": identity,
            "label": block.get("label", Text) or Text(identity, identity),
            "group": group.name,
            "use": use,
            "unknown_centi": unknown if isinstance(unknown, int) else None,
            "verdict": None,
            "origin": self.origins.of(block, group),
        }

    def _flag(self, block: Block, common: _Common) -> Item | None:
        when = self._formula(block, "when", ("bool",))
        points, otherwise = block.get("points", int), block.get("else", int) or 0
        if points is None:
            self._wrong(
                block.at,
                Text("when 项需要一个分值 points", "An item with when needs points"),
                Text("补上 points。", "Add points."),
            )
        if when is None or points is None:
            return None
        outcomes = (
            Outcome("not_met", otherwise, Text("不符合", "not met")),
            Outcome("met", points, Text("符合", "met")),
            self._unknown(common),
        )
        return FlagItem(**common, outcomes=outcomes, **_extremes(outcomes), when=when)

    def _band(self, block: Block, common: _Common) -> Item | None:
        on = self._formula(block, "band_on", ("number", "points", "money", "percent"), may_be_never=True)
        bands: tuple[WrittenBand, ...] = block.get("bands", tuple) or ()
        if on is None or not bands:
            if not bands:
                self._wrong(
                    block.at,
                    Text("band_on 项需要 bands", "An item with band_on needs bands"),
                    Text("补上 bands。", "Add bands."),
                )
            return None
        never = block.get("never", int)
        if (never is not None) != on.type.maybe_never:
            self._never_mismatch(block, on.type.maybe_never)
            return None
        starts = self._bands(bands, on)
        if starts is None:
            return None
        outcomes = [
            Outcome("band", points, band_label(on, starts, position)) for position, (_, points, _) in enumerate(bands)
        ]
        if never is not None:
            outcomes.append(Outcome("never", never, Text("查过，从未有", "asked, never")))
        outcomes.append(self._unknown(common))
        return BandItem(**common, outcomes=tuple(outcomes), **_extremes(outcomes), on=on, starts=starts)

    def _bands(self, bands: tuple[WrittenBand, ...], on: x.Expr) -> tuple[Fraction, ...] | None:
        starts, findings = band_starts(bands, on.type.kind, self.ranges.range_of(on))
        self.findings += findings
        return starts

    def _best(self, block: Block, common: _Common) -> Item | None:
        rows = self._rows(block, "best_of")
        table: tuple[tuple[str, int], ...] = block.get("points", tuple) or ()
        by = block.get("by", str)
        if by is None or not table:
            self._wrong(
                block.at,
                Text("best_of 项需要 by 和分值表 points", "An item with best_of needs by and a table of points"),
                Text("补上。", "Add them."),
            )
            return None
        if rows is None:
            return None
        column = self._by_column(block, rows, by, table)
        if column is None:
            return None
        centi = [points for _, points in table]
        if any(later < earlier for earlier, later in zip([0, *centi], centi, strict=False)):
            what = Text(
                "best_of 的分值应从低到高，且不低于 0", "Points of best_of rise from low to high and are not below 0"
            )
            self._wrong(
                block.at_of("points"),
                what,
                Text("重新排列；扣分用 when 或 sum_of。", "Reorder; for deductions use when or sum_of."),
            )
            return None
        outcomes = (
            Outcome("none", 0, Text("没有", "none")),
            *(Outcome("level", points, self._value_label(rows, column, level)) for level, points in table),
            self._unknown(common),
        )
        levels = tuple(level for level, _ in table)
        return BestItem(
            **common, outcomes=outcomes, **_extremes(outcomes), rows=rows, by=by, by_column=column, levels=levels
        )

    def _sum(self, block: Block, common: _Common) -> Item | None:
        rows = self._rows(block, "sum_of")
        points = block.entries["points"].value if "points" in block else None
        by, cap = block.get("by", str), block.get("cap", int)
        if rows is None or points is None or isinstance(points, tuple) != (by is not None):
            if rows is not None:
                what = Text(
                    "sum_of 项：一个分值，或 by 加分值表", "sum_of takes one number of points, or by and a table"
                )
                self._wrong(block.at, what, Text("改写 points。", "Rewrite points."))
            return None
        table = points if isinstance(points, tuple) else ()
        column = self._by_column(block, rows, by, table) if by is not None else None
        if by is not None and column is None:
            return None
        each = tuple(centi for _, centi in table) if isinstance(points, tuple) else (int(str(points)),)
        if cap is None or any(centi < 0 for centi in each) != (cap < 0) or min(each) * max(each) < 0:
            what = Text("sum_of 需要与分值同号的 cap", "sum_of needs a cap of the same sign as its points")
            self._wrong(
                block.at, what, Text("写 cap；加分与扣分分开。", "Write cap; keep additions and deductions apart.")
            )
            return None
        outcomes = (Outcome("value", None, Text("逐条相加", "added up")), self._unknown(common))
        unknown = common["unknown_centi"] or 0
        return SumItem(
            **common,
            outcomes=outcomes,
            minimum_centi=min(0, cap, unknown),
            maximum_centi=max(0, cap, unknown),
            rows=rows,
            by=by,
            by_column=column,
            levels=tuple(level for level, _ in table),
            each_centi=each,
            cap_centi=cap,
        )

    def _table(self, block: Block, common: _Common) -> Item | None:
        name = block.get("by_value", str) or ""
        on = self._formula(block, "by_value", ("text",))
        table: tuple[tuple[str, int], ...] = block.get("points", tuple) or ()
        if on is None or not table:
            return None
        choices, written = self.scope.choices.get(name, ()), tuple(choice for choice, _ in table)
        if set(choices) != set(written):
            missing = "、".join(sorted(set(choices) ^ set(written)))
            what = Text(
                f"分值表与登记的取值不一致：{missing}", f"The table does not match the registered values: {missing}"
            )
            self._wrong(block.at_of("points"), what, Text("每个取值一行。", "One line for each value."))
            return None
        outcomes = (
            *(Outcome("choice", points, Text(choice, choice)) for choice, points in table),
            self._unknown(common),
        )
        return TableItem(**common, outcomes=outcomes, **_extremes(outcomes), on=on, choices=written)

    def _value(self, block: Block, common: _Common) -> Item | None:
        value = self._formula(block, "value", ("points",))
        written = block.get("range", tuple)
        bounds = tuple(typed_value(part, "points") for part in written) if written is not None else ()
        if len(bounds) != 2 or bounds[0] is None or bounds[1] is None or bounds[0] > bounds[1]:
            self._wrong(
                block.at_of("range"),
                Text("value 项需要 range: [最小, 最大]", "An item with value needs range: [least, greatest]"),
                Text("补上 range。", "Add range."),
            )
            return None
        if value is None:
            return None
        outcomes = (Outcome("value", None, Text("按公式", "by formula")), self._unknown(common))
        unknown = common["unknown_centi"]
        low, high = int(bounds[0] * 100), int(bounds[1] * 100)
        unknown_or_low = low if unknown is None else unknown
        return ValueItem(
            **common,
            outcomes=outcomes,
            minimum_centi=min(low, unknown_or_low),
            maximum_centi=max(high, unknown_or_low),
            value=value,
            low_centi=low,
            high_centi=high,
        )

    # -- parts of items -------------------------------------------------------------------------------------

    def _formula(
        self, block: Block, key: str, expects: tuple[x.Kind, ...], *, may_be_never: bool = False
    ) -> x.Expr | None:
        text = block.get(key, str) or ""
        expr, findings = parse_formula(text, self.scope, block.at_of(key), expects=expects, may_be_never=may_be_never)
        self.findings += findings
        return expr

    def _rows(self, block: Block, key: str) -> x.Records | None:
        rows, findings = parse_records(block.get(key, str) or "", self.scope, block.at_of(key))
        self.findings += findings
        return rows

    def _by_column(self, block: Block, rows: x.Records, by: str, table: tuple[tuple[str, int], ...]) -> str | None:
        field = next((field for field in self.scope.records[rows.source].fields if field.name == by), None)
        if field is None or field.type != "enum":
            mend = Text("先在 fields 里声明。", "Declare it under fields first.")
            self._wrong(
                block.at_of("by"),
                Text(f"{by} 不是这类记录的枚举字段", f"{by} is no enum field of this record kind"),
                mend,
            )
            return None
        strangers = [level for level, _ in table if level not in field.values]
        if strangers:
            what = Text(
                "未登记的取值：" + "、".join(strangers), "Values that are not registered: " + ", ".join(strangers)
            )
            mend = Text("可用：" + "、".join(field.values), "Registered: " + ", ".join(field.values))
            self._wrong(block.at_of("points"), what, mend)
            return None
        return field.column

    def _value_label(self, rows: x.Records, column: str, value: str) -> Text:
        return self.labels.get((self.scope.records[rows.source].kind + "." + column, value), Text(value, value))

    def _unknown(self, common: _Common) -> Outcome:
        return Outcome("unknown", common["unknown_centi"], _UNKNOWN)

    # -- findings -------------------------------------------------------------------------------------------

    def _check_sign(self, item: Item, block: Block) -> None:
        if item.maximum_centi == 0 and item.minimum_centi == 0:
            self._wrong(
                block.at,
                Text(f"{item.id} 永远是 0 分", f"{item.id} is always 0 points"),
                Text("删去或改分值。", "Remove it or change its points."),
            )
        if item.use == "deduction" and item.maximum_centi > 0:
            self._wrong(
                block.at,
                Text("减分组里不能加分", "A deduction group cannot add points"),
                Text("移到别的组。", "Move it to another group."),
            )
        if item.use in ("bonus", "incentive") and item.minimum_centi < 0:
            self._wrong(
                block.at,
                Text("加分组里不能扣分", "A bonus or incentive group cannot take points"),
                Text("移到减分组。", "Move it to a deduction group."),
            )

    def _never_mismatch(self, block: Block, needed: bool) -> None:
        what = (
            Text("这一项可能“从未”，需要 never", "This value may be never, so the item needs never")
            if needed
            else Text("这一项不可能“从未”，不需要 never", "This value cannot be never, so never has no meaning")
        )
        mend = Text("加 never: 分值", "Add never: points") if needed else Text("删去 never。", "Remove never.")
        self._wrong(block.at_of("never"), what, mend, code="never_unsaid")

    def _wrong(self, at: Location, what: Text, mend: Text, code: str = "wrong_item") -> None:
        why = Text("每一项在任何输入下都要有确定的分值。", "Every item has definite points for any input.")
        self.findings.append(Finding(code, "block", at, what, why, mend))


def _use(written: str | None) -> Use:
    match written:
        case "bonus" | "incentive" | "deduction":
            return written
    return "base"


def _extremes(outcomes: tuple[Outcome, ...] | list[Outcome]) -> dict[str, int]:
    points = [outcome.points_centi for outcome in outcomes if outcome.points_centi is not None]
    return {"minimum_centi": min(points), "maximum_centi": max(points)}
