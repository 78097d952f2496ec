"""From YAML to typed blocks: shape only, with the place of every value.

All findings of a file are collected; a value that has the wrong shape is left out and reported. Names, units and
law are settled by later steps. The plain content, without comments and layout, is what the policy's hash covers.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from xiangxin.kernel.dates import parse_date
from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.money import parse_money
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import Mapping as MappingNode
from xiangxin.kernel.yamlfile import Node, Scalar, plain, read_yaml
from xiangxin.kernel.yamlfile import Sequence as SequenceNode
from xiangxin.policy.schema import BLOCKS, Key

POLICY_FILE = "policy.yaml"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """The clause a line rests on."""

    document: Text | None
    clause: Text


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a block and where it stands."""

    value: object
    at: Location


@dataclass(frozen=True, slots=True)
class Block:
    """A block whose keys are known and whose values have their shape; ``name`` is its key in an enclosing map."""

    kind: str
    at: Location
    entries: Mapping[str, Entry]
    name: str = ""

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def at_of(self, key: str) -> Location:
        """Where the value of ``key`` stands, or the block when it is absent."""
        entry = self.entries.get(key)
        return entry.at if entry is not None else self.at

    def get(self, key: str, expected: type[T]) -> T | None:
        """The value of ``key`` if present and of the type its shape promises."""
        entry = self.entries.get(key)
        return entry.value if entry is not None and isinstance(entry.value, expected) else None

    def blocks(self, key: str) -> tuple[Block, ...]:
        """The blocks of a list or map, or the one block; empty when absent."""
        entry = self.entries.get(key)
        if entry is None:
            return ()
        if isinstance(entry.value, Block):
            return (entry.value,)
        return entry.value if isinstance(entry.value, tuple) else ()


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A policy file that has its shape: the blocks, the plain content and the folder it came from."""

    root: Block
    content: object
    folder: Path


def load_policy(folder: Path) -> tuple[PolicyDocument | None, tuple[Finding, ...]]:
    """Read ``folder/policy.yaml``; the document is ``None`` when a finding blocks."""
    path = folder / POLICY_FILE
    node, findings = read_yaml(path, f"{folder.name}/{POLICY_FILE}")
    if node is None:
        return None, findings
    reader = _Reader()
    root = reader.block(node, "policy")
    found = (*findings, *reader.findings)
    if root is None or any(finding.severity == "block" for finding in found):
        return None, found
    return PolicyDocument(root, plain(node), folder), found


def _finding(code: str, at: Location, what: Text, why: Text, mend: Text) -> Finding:
    return Finding(code, "block", at, what, why, mend)


_WHY_CLOSED = Text(
    "键名是封闭的，拼错的键不会被悄悄忽略。", "Keys are a closed list; a misspelt key is never ignored in silence."
)
_WHY_SHAPE = Text(
    "每个键只接受一种写法，这样人和机器读到的是同一件事。",
    "Each key takes one form, so that people and machines read the same thing.",
)


class _ShapeError(Exception):
    """Inside this module only: a value does not have its shape."""

    def __init__(self, wanted: Text) -> None:
        super().__init__(wanted.en)
        self.wanted = wanted


class _Reader:
    """Walks the node tree along the schema and collects findings."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def block(self, node: Node, kind: str, name: str = "") -> Block | None:
        if not isinstance(node, MappingNode):
            self._wrong_shape(node.at, kind, Text("一组“键: 值”", "a mapping of keys to values"))
            return None
        keys = BLOCKS[kind]
        entries: dict[str, Entry] = {}
        for key_node, value_node in node.entries:
            key = str(key_node.value)
            if key not in keys:
                self._unknown_key(key_node, kind)
                continue
            entry = self._entry(value_node, keys[key], key)
            if entry is not None:
                entries[key] = entry
        written = {str(key_node.value) for key_node, _ in node.entries}
        for key, spec in keys.items():
            if spec.required and key not in written:
                self._missing_key(node.at, kind, key)
        return Block(kind, node.at, entries, name)

    def _entry(self, node: Node, key: Key, name: str) -> Entry | None:
        if key.shape == "block":
            block = self.block(node, key.block)
            return None if block is None else Entry(block, node.at)
        if key.shape == "list":
            return self._list(node, key, name)
        if key.shape == "map":
            return self._map(node, key, name)
        try:
            return Entry(self._value(node, key), node.at)
        except _ShapeError as error:
            self._wrong_shape(node.at, name, error.wanted)
            return None

    def _list(self, node: Node, key: Key, name: str) -> Entry | None:
        if not isinstance(node, SequenceNode):
            self._wrong_shape(node.at, name, Text("一个列表", "a list"))
            return None
        blocks = [self.block(item, key.block) for item in node.items]
        return Entry(tuple(block for block in blocks if block is not None), node.at)

    def _map(self, node: Node, key: Key, name: str) -> Entry | None:
        if not isinstance(node, MappingNode):
            self._wrong_shape(node.at, name, Text("一组“名称: 内容”", "a mapping of names"))
            return None
        blocks: list[Block] = []
        for key_node, value_node in node.entries:
            label = str(key_node.value)
            if not _ID.fullmatch(label):
                self._wrong_shape(key_node.at, label, _WANTED_ID)
                continue
            if key.block == "part" and isinstance(value_node, Scalar):
                # A part may be written as its formula alone.
                blocks.append(Block("part", value_node.at, {"value": Entry(value_node.value, value_node.at)}, label))
                continue
            block = self.block(value_node, key.block, label)
            if block is not None:
                blocks.append(block)
        return Entry(tuple(blocks), node.at)

    def _value(self, node: Node, key: Key) -> object:
        if key.shape == "choice":
            text = _text(node)
            if text not in key.choices:
                raise _ShapeError(Text("其中之一：" + "、".join(key.choices), "one of " + ", ".join(key.choices)))
            return text
        if key.shape == "source":
            return self._source(node)
        return _CONVERTERS[key.shape](node)

    def _source(self, node: Node) -> Source:
        block = self.block(node, "source")
        clause = block.get("clause", Text) if block is not None else None
        if block is None or clause is None:
            raise _ShapeError(Text("{clause: …}", "{clause: …}"))
        return Source(block.get("document", Text), clause)

    # -- findings -------------------------------------------------------------------------------------------

    def _unknown_key(self, key_node: Scalar, kind: str) -> None:
        name = str(key_node.value)
        close = difflib.get_close_matches(name, BLOCKS[kind], n=1)
        mend = (
            Text(f"是不是 {close[0]}？", f"Did you mean {close[0]}?")
            if close
            else Text("可用的键：" + "、".join(BLOCKS[kind]), "Keys here: " + ", ".join(BLOCKS[kind]))
        )
        what = Text(f"{kind} 里没有这个键：{name}", f"{kind} has no key {name}")
        self.findings.append(_finding("unknown_key", key_node.at, what, _WHY_CLOSED, mend))

    def _missing_key(self, at: Location, kind: str, key: str) -> None:
        what = Text(f"{kind} 缺少必填键 {key}", f"{kind} lacks the required key {key}")
        why = Text("缺少它，这一行就没有确定的含义。", "Without it the line has no definite meaning.")
        self.findings.append(_finding("missing_key", at, what, why, Text(f"补上 {key}。", f"Add {key}.")))

    def _wrong_shape(self, at: Location, name: str, wanted: Text) -> None:
        what = Text(f"{name} 的写法不对", f"{name} is not written as it must be")
        mend = Text(f"这里应为{wanted.zh}。", f"This must be {wanted.en}.")
        self.findings.append(_finding("wrong_shape", at, what, _WHY_SHAPE, mend))


# -- values ---------------------------------------------------------------------------------------------------

_ID = re.compile(r"[a-z][a-z0-9_-]*")
_WANTED_ID = Text("小写字母开头的标识（a–z、0–9、_、-）", "an id of a–z, 0–9, _ and -, beginning with a letter")
_WANTED_LABEL = Text(
    "{zh: …, en: …}，文字里有逗号或冒号时加引号", "{zh: …, en: …}, in quotes where the words hold a comma or colon"
)
_MONTHS = re.compile(r"(\d{1,4}) months?")
_PERCENT = re.compile(r"(-?[0-9]{1,18}(?:\.[0-9]{1,18})?)%")


def _scalar(node: Node) -> object:
    if isinstance(node, Scalar) and node.value is not None:
        return node.value
    raise _ShapeError(Text("一个值", "a single value"))


def _text(node: Node) -> str:
    value = _scalar(node)
    if isinstance(value, str) and value.strip():
        return value
    raise _ShapeError(Text("文字（公式要加引号）", "a text (formulas in quotes)"))


def _id(node: Node) -> str:
    value = _text(node)
    if not _ID.fullmatch(value):
        raise _ShapeError(_WANTED_ID)
    return value


def _label(node: Node) -> Text:
    if isinstance(node, MappingNode):
        words = {str(key.value): value for key, value in node.entries}
        if set(words) == {"zh", "en"}:
            return Text(_text(words["zh"]), _text(words["en"]))
    raise _ShapeError(_WANTED_LABEL)


def _text_or_label(node: Node) -> Text:
    if isinstance(node, Scalar):
        text = _text(node)
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
    raise _ShapeError(Text("日期 2026-01-15", "a date such as 2026-01-15"))


def _boolean(node: Node) -> bool:
    value = _scalar(node)
    if isinstance(value, bool):
        return value
    raise _ShapeError(Text("true 或 false", "true or false"))


def _integer(node: Node) -> int:
    value = _scalar(node)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _ShapeError(Text("整数", "a whole number"))


def _number(node: Node) -> Fraction:
    value = _scalar(node)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Fraction(value)
    raise _ShapeError(Text("数", "a number"))


def _points(node: Node) -> int:
    """Points as hundredths."""
    hundredths = _number(node) * 100
    if hundredths.denominator != 1 or abs(hundredths) > 10**9:
        raise _ShapeError(Text("分值，最多两位小数", "points, with at most two decimals"))
    return hundredths.numerator


def percent_ratio(written: object) -> Fraction | None:
    """The ratio of a percentage such as ``"70%"``; ``None`` if it is not one."""
    match = _PERCENT.fullmatch(written) if isinstance(written, str) else None
    return None if match is None else Fraction(match.group(1)) / 100


def _percent(node: Node) -> Fraction:
    ratio = percent_ratio(_scalar(node))
    if ratio is None:
        raise _ShapeError(Text('带引号的百分数 "70%"', 'a quoted percentage such as "70%"'))
    return ratio


def _money(node: Node) -> int:
    value = _scalar(node)
    try:
        if isinstance(value, str):
            return parse_money(value)
    except ValueError:
        pass
    raise _ShapeError(Text('金额 "50000.00 CNY"', 'an amount such as "50000.00 CNY"'))


def _months(node: Node) -> int:
    value = _scalar(node)
    match = _MONTHS.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise _ShapeError(Text('"24 months"', '"24 months"'))
    return int(match.group(1))


def _unknown(node: Node) -> object:
    if isinstance(node, Scalar) and node.value == "report":
        return "report"
    try:
        return _points(node)
    except _ShapeError:
        raise _ShapeError(Text("report 或一个分值", "report or a number of points")) from None


def _pair(node: Node) -> tuple[object, object]:
    if isinstance(node, SequenceNode) and len(node.items) == 2:
        return _scalar(node.items[0]), _scalar(node.items[1])
    raise _ShapeError(Text("[最小, 最大]", "[least, greatest]"))


def _dated_values(node: Node) -> tuple[tuple[date, object], ...]:
    if not isinstance(node, MappingNode) or not node.entries:
        raise _ShapeError(Text("{日期: 值}", "{date: value}"))
    return tuple(sorted(((_date(key), _scalar(value)) for key, value in node.entries), key=lambda pair: pair[0]))


def _points_table(node: Node) -> tuple[tuple[str, int], ...]:
    if not isinstance(node, MappingNode) or not node.entries:
        raise _ShapeError(Text("{取值: 分值}", "{value: points}"))
    return tuple((str(key.value), _points(value)) for key, value in node.entries)


def _points_or_table(node: Node) -> object:
    return _points_table(node) if isinstance(node, MappingNode) else _points(node)


def _bands(node: Node) -> tuple[tuple[object, int, Location], ...]:
    if not isinstance(node, SequenceNode) or not node.items:
        raise _ShapeError(Text("[{from: …, points: …}, …]", "[{from: …, points: …}, …]"))
    return tuple(_band(item) for item in node.items)


def _band(node: Node) -> tuple[object, int, Location]:
    if isinstance(node, MappingNode):
        parts = {str(key.value): value for key, value in node.entries}
        if set(parts) == {"from", "points"}:
            return _scalar(parts["from"]), _points(parts["points"]), node.at
    raise _ShapeError(Text("{from: …, points: …}", "{from: …, points: …}"))


def _fields(node: Node) -> tuple[tuple[str, str, Location], ...]:
    if not isinstance(node, MappingNode) or not node.entries:
        raise _ShapeError(Text("{字段: 类型}", "{field: type}"))
    return tuple((str(key.value), _text(value), key.at) for key, value in node.entries)


_CONVERTERS: Mapping[str, Callable[[Node], object]] = {
    "id": _id,
    "label": _label,
    "text_or_label": _text_or_label,
    "text": _text,
    "formula": _text,
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
