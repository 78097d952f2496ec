"""Values of a policy file: from a node to what its shape promises, or what was wanted instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from xiangxin.kernel.dates import parse_date
from xiangxin.kernel.errors import Location
from xiangxin.kernel.money import parse_money
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import Mapping as MappingNode
from xiangxin.kernel.yamlfile import Node, Scalar
from xiangxin.kernel.yamlfile import Sequence as SequenceNode


class ShapeError(Exception):
    """A value does not have its shape."""

    def __init__(self, wanted: Text) -> None:
        super().__init__(wanted.en)
        self.wanted = wanted


ID = re.compile(r"[a-z][a-z0-9_-]*")
WANTED_ID = Text("小写字母开头的标识（a–z、0–9、_、-）", "an id of a–z, 0–9, _ and -, beginning with a letter")
_WANTED_LABEL = Text(
    "{zh: …, en: …}，文字里有逗号或冒号时加引号", "{zh: …, en: …}, in quotes where the words hold a comma or colon"
)
_MONTHS = re.compile(r"(\d{1,4}) months?")
_PERCENT = re.compile(r"(-?[0-9]{1,18}(?:\.[0-9]{1,18})?)%")


def _scalar(node: Node) -> object:
    if isinstance(node, Scalar) and node.value is not None:
        return node.value
    raise ShapeError(Text("一个值", "a single value"))


def text_value(node: Node) -> str:
    """A text that is not blank."""
    value = _scalar(node)
    if isinstance(value, str) and value.strip():
        return value
    raise ShapeError(Text("文字（公式要加引号）", "a text (formulas in quotes)"))


def _id(node: Node) -> str:
    value = text_value(node)
    if not ID.fullmatch(value):
        raise ShapeError(WANTED_ID)
    return value


def _label(node: Node) -> Text:
    if isinstance(node, MappingNode):
        words = {str(key.value): value for key, value in node.entries}
        if set(words) == {"zh", "en"}:
            return Text(text_value(words["zh"]), text_value(words["en"]))
    raise ShapeError(_WANTED_LABEL)


def _text_or_label(node: Node) -> Text:
    if isinstance(node, Scalar):
        text = text_value(node)
        return Text(text, text)
    return _label(node)


def _date(node: Node) -> date:
    value = _scalar(node)
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return parse_date(value)
        except ValueError:
            pass
    raise ShapeError(Text("日期 2026-01-15", "a date such as 2026-01-15"))


def _boolean(node: Node) -> bool:
    value = _scalar(node)
    if isinstance(value, bool):
        return value
    raise ShapeError(Text("true 或 false", "true or false"))


def _integer(node: Node) -> int:
    value = _scalar(node)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ShapeError(Text("整数", "a whole number"))


def _number(node: Node) -> Fraction:
    value = _scalar(node)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Fraction(value)
    raise ShapeError(Text("数", "a number"))


def _points(node: Node) -> int:
    """Points as hundredths."""
    hundredths = _number(node) * 100
    if hundredths.denominator != 1 or abs(hundredths) > 10**9:
        raise ShapeError(Text("分值，最多两位小数", "points, with at most two decimals"))
    return hundredths.numerator


def percent_ratio(written: object) -> Fraction | None:
    """The ratio of a percentage such as ``"70%"``; ``None`` if it is not one."""
    match = _PERCENT.fullmatch(written) if isinstance(written, str) else None
    return None if match is None else Fraction(match.group(1)) / 100


def _percent(node: Node) -> Fraction:
    ratio = percent_ratio(_scalar(node))
    if ratio is None:
        raise ShapeError(Text('带引号的百分数 "70%"', 'a quoted percentage such as "70%"'))
    return ratio


def _money(node: Node) -> int:
    value = _scalar(node)
    try:
        if isinstance(value, str):
            return parse_money(value)
    except ValueError:
        pass
    raise ShapeError(Text('金额 "50000.00 CNY"', 'an amount such as "50000.00 CNY"'))


def _months(node: Node) -> int:
    value = _scalar(node)
    match = _MONTHS.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ShapeError(Text('"24 months"', '"24 months"'))
    return int(match.group(1))


def _unknown(node: Node) -> object:
    if isinstance(node, Scalar) and node.value == "report":
        return "report"
    try:
        return _points(node)
    except ShapeError:
        raise ShapeError(Text("report 或一个分值", "report or a number of points")) from None


def _pair(node: Node) -> tuple[object, object]:
    if isinstance(node, SequenceNode) and len(node.items) == 2:
        return _scalar(node.items[0]), _scalar(node.items[1])
    raise ShapeError(Text("[最小, 最大]", "[least, greatest]"))


def _dated_values(node: Node) -> tuple[tuple[date, object], ...]:
    if not isinstance(node, MappingNode) or not node.entries:
        raise ShapeError(Text("{日期: 值}", "{date: value}"))
    return tuple(sorted(((_date(key), _scalar(value)) for key, value in node.entries), key=lambda pair: pair[0]))


def _points_table(node: Node) -> tuple[tuple[str, int], ...]:
    if not isinstance(node, MappingNode) or not node.entries:
        raise ShapeError(Text("{取值: 分值}", "{value: points}"))
    return tuple((str(key.value), _points(value)) for key, value in node.entries)


def _points_or_table(node: Node) -> object:
    return _points_table(node) if isinstance(node, MappingNode) else _points(node)


def _bands(node: Node) -> tuple[tuple[object, int, Location], ...]:
    if not isinstance(node, SequenceNode) or not node.items:
        raise ShapeError(Text("[{from: …, points: …}, …]", "[{from: …, points: …}, …]"))
    return tuple(_band(item) for item in node.items)


def _band(node: Node) -> tuple[object, int, Location]:
    if isinstance(node, MappingNode):
        parts = {str(key.value): value for key, value in node.entries}
        if set(parts) == {"from", "points"}:
            return _scalar(parts["from"]), _points(parts["points"]), node.at
    raise ShapeError(Text("{from: …, points: …}", "{from: …, points: …}"))


def _fields(node: Node) -> tuple[tuple[str, str, Location], ...]:
    if not isinstance(node, MappingNode) or not node.entries:
        raise ShapeError(Text("{字段: 类型}", "{field: type}"))
    return tuple((str(key.value), text_value(value), key.at) for key, value in node.entries)


CONVERTERS: Mapping[str, Callable[[Node], object]] = {
    "id": _id,
    "label": _label,
    "text_or_label": _text_or_label,
    "text": text_value,
    "formula": text_value,
    "date": _date,
    "boolean": _boolean,
    "integer": _integer,
    "number": _number,
    "points": _points,
    "percent": _percent,
    "money": _money,
    "months": _months,
    "scalar": _scalar,
    "unknown": _unknown,
    "range": _pair,
    "dated_values": _dated_values,
    "points_table": _points_table,
    "points_or_table": _points_or_table,
    "bands": _bands,
    "fields": _fields,
}
