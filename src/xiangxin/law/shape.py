"""Reading law data by its shape: typed values out of YAML nodes, every mistake a finding with its line.

A reader never guesses and never drops silently: what has the wrong shape is reported and read as absent, and a pack
with any finding is not used at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.messages import Messages
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import Mapping, Node, Scalar, Sequence

T = TypeVar("T")

MESSAGES = Messages("xiangxin.law")

KINDS = {
    "matter": Text("事项", "matter"),
    "jurisdiction": Text("地域", "jurisdiction"),
    "catalogue": Text("目录代码", "catalogue code"),
    "purpose": Text("目的", "purpose"),
}

A_MAP = Text("一组“键: 值”", "a mapping of keys to values")
A_LIST = Text("一个列表", "a list")
A_TEXT = Text("文字", "a text")


@dataclass(slots=True)
class Shape:
    """Collects findings while files are read; ``known`` holds the names read so far, by kind."""

    findings: list[Finding] = field(default_factory=list)
    known: dict[str, Collection[str]] = field(default_factory=dict)

    def report(self, code: str, at: Location, **values: str | int | Text) -> None:
        self.findings.append(MESSAGES.tell(code, at, **values))

    def wrong(self, at: Location, key: str, wanted: Text) -> None:
        self.report("law_shape", at, key=key, wanted=wanted)

    def pairs(self, node: Node, key: str) -> Iterator[tuple[str, Location, Node]]:
        """The entries of a mapping with text keys, in writing order."""
        if not isinstance(node, Mapping):
            self.wrong(node.at, key, A_MAP)
            return
        for name, value in node.entries:
            yield str(name.value), name.at, value

    def items(self, node: Node, key: str) -> tuple[Node, ...]:
        if isinstance(node, Sequence):
            return node.items
        self.wrong(node.at, key, A_LIST)
        return ()

    def must_know(self, kind: str, name: str, at: Location) -> None:
        """Report a name that is not among the known ones of its kind."""
        if name not in self.known.get(kind, ()):
            self.report("law_unknown_name", at, kind=KINDS[kind], name=name)

    def block(self, node: Node, key: str, required: str, optional: str = "") -> Block:
        """A mapping whose keys are all in ``required`` or ``optional`` (names with blanks between)."""
        known = (*required.split(), *optional.split())
        entries: dict[str, Node] = {}
        for name, at, value in self.pairs(node, key):
            if name in known:
                entries[name] = value
            else:
                self.report("law_unknown_key", at, key=name, keys=", ".join(known))
        for name in required.split():
            if isinstance(node, Mapping) and name not in entries:
                self.report("law_missing_key", node.at, key=name)
        return Block(self, node.at, entries)


@dataclass(frozen=True, slots=True)
class Block:
    """The known entries of one mapping; absent and misshapen values read as the default."""

    shape: Shape
    at: Location
    entries: dict[str, Node]

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def place(self, key: str) -> Location:
        node = self.entries.get(key)
        return self.at if node is None else node.at

    def node(self, key: str) -> Node:
        """The node of a required key; an absent one was reported already."""
        return self.entries.get(key, Mapping((), self.at))

    def text(self, key: str, default: str = "") -> str:
        return self._scalar(key, str, default, A_TEXT)

    def name(self, key: str, kind: str) -> str:
        """A text that must be a known name of ``kind``; an absent one is no name."""
        value = self.text(key)
        if value:
            self.shape.must_know(kind, value, self.place(key))
        return value

    def names(self, key: str, kind: str) -> tuple[str, ...]:
        """A list of known names of ``kind``."""
        values = self.texts(key)
        for value in values:
            self.shape.must_know(kind, value, self.place(key))
        return values

    def day(self, key: str, default: date) -> date:
        return self._scalar(key, date, default, Text("日期 2026-01-15", "a date such as 2026-01-15"))

    def whole(self, key: str, least: int) -> int:
        """A whole number of at least ``least``; what has another shape is reported and read as ``least``."""
        value = self._scalar(
            key, int, least, wanted := Text(f"整数，至少 {least}", f"a whole number, at least {least}")
        )
        if isinstance(value, bool) or value < least:
            self.shape.wrong(self.place(key), key, wanted)
            return least
        return value

    def flag(self, key: str, default: bool) -> bool:
        return self._scalar(key, bool, default, Text("true 或 false", "true or false"))

    def choice(self, key: str, choices: tuple[T, ...], default: T) -> T:
        """One of ``choices`` (texts)."""
        value = self.text(key, str(default))
        for known in choices:
            if known == value:
                return known
        listed = ", ".join(str(choice) for choice in choices)
        self.shape.wrong(self.place(key), key, Text(f"其中之一：{listed}", f"one of {listed}"))
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; absent is empty."""
        if key not in self.entries:
            return ()
        return tuple(text for node in self.shape.items(self.entries[key], key) for text in self._member(node, key))

    def whole_pair(self, key: str) -> tuple[int, int] | None:
        """``[least, greatest]`` in whole numbers."""
        if key not in self.entries:
            return None
        node = self.entries[key]
        if isinstance(node, Sequence) and len(node.items) == 2:
            low, high = (item.value if isinstance(item, Scalar) else None for item in node.items)
            if isinstance(low, int) and isinstance(high, int) and low <= high:
                return low, high
        self.shape.wrong(node.at, key, Text("[最小, 最大]（整数）", "[least, greatest] in whole numbers"))
        return None

    def label(self, key: str) -> Text:
        """``{zh: …, en: …}``."""
        if key not in self.entries:
            return Text("", "")
        words = self.shape.block(self.entries[key], key, "zh en")
        return Text(words.text("zh"), words.text("en"))

    def parameters(self, key: str) -> tuple[tuple[str, str], ...]:
        """Figures of an article by name, as text (``true`` and ``false`` for flags)."""
        if key not in self.entries:
            return ()
        found: list[tuple[str, str]] = []
        for name, _, node in self.shape.pairs(self.entries[key], key):
            if isinstance(node, Scalar) and node.value is not None:
                value = node.value
                found.append((name, str(value).lower() if isinstance(value, bool) else str(value)))
            else:
                self.shape.wrong(node.at, name, Text("一个值", "a single value"))
        return tuple(found)

    def each(self, key: str, read: Callable[[Node], T]) -> tuple[T, ...]:
        """A list read one by one; absent is empty."""
        if key not in self.entries:
            return ()
        return tuple(read(node) for node in self.shape.items(self.entries[key], key))

    def _member(self, node: Node, key: str) -> Iterator[str]:
        if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.strip():
            yield node.value
        else:
            self.shape.wrong(node.at, key, Text("一列文字", "a list of texts"))

    def _scalar(self, key: str, kind: type[T], default: T, wanted: Text) -> T:
        node = self.entries.get(key)
        if node is None:
            return default
        if isinstance(node, Scalar) and isinstance(node.value, kind) and node.value != "":
            return node.value
        self.shape.wrong(node.at, key, wanted)
        return default
