"""YAML files read as people mean them, with the place of every word.

The syntax comes from libyaml through PyYAML; what a plain scalar *is* we decide ourselves, by the core schema of
YAML 1.2 and ISO dates, so that ``on``, ``yes`` and ``no`` stay words and ``2026-02-01`` is a day. A number keeps its
written digits (``Decimal``); no float is ever made. Nothing in a file can name a Python object, copy another part of
the file or run.

A file with a blocking finding gives no node at all: half a file is never understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from xiangxin.kernel.dates import parse_date
from xiangxin.kernel.errors import Finding, Location, UnreadableInput
from xiangxin.kernel.yamlmessages import yaml_finding

ScalarValue = None | bool | int | Decimal | date | str

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_DIGITS = 40

_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_MARKED = (yaml.ScalarEvent, yaml.CollectionStartEvent)
_LOOKS_NUMERIC = re.compile(r"[-+]?\.?[0-9]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value; text in quotes is always text."""

    value: ScalarValue
    at: Location


@dataclass(frozen=True, slots=True)
class Mapping:
    """Pairs in writing order; no two keys read the same."""

    entries: tuple[tuple[Scalar, Node], ...]
    at: Location

    def get(self, key: ScalarValue) -> Node | None:
        """The node under ``key``, or ``None`` where the mapping has no such key."""
        for name, node in self.entries:
            if name.value == key:
                return node
        return None


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list in writing order."""

    items: tuple[Node, ...]
    at: Location


Node = Scalar | Mapping | Sequence


def read_yaml(source: Path | bytes | str, name: str = "") -> tuple[Node | None, tuple[Finding, ...]]:
    """The root node of a file (``Path`` or its ``bytes``) or of a text (``str``), and everything that is wrong with it.

    ``name`` is what findings call the file; by default the path as given. Never raises for what a file holds.
    """
    if isinstance(source, str):
        return _compose(source, name)
    if isinstance(source, bytes):
        return _decoded(source, name)
    name = name or str(source)
    try:
        if source.stat().st_size > MAX_BYTES:
            return None, (yaml_finding("yaml_size", Location(name)),)
        content = source.read_bytes()
    except OSError:
        return None, (yaml_finding("yaml_file", Location(name)),)
    return _decoded(content, name)


def shipped(file: Traversable, name: str = "") -> Any:
    """The plain content of a data file that comes with the program; raises ``UnreadableInput`` where it has none."""
    node, findings = read_yaml(file.read_bytes(), name or file.name)
    if node is None:
        raise UnreadableInput(findings)
    return plain(node)


def plain(node: Node) -> object:
    """The same data as ``dict``, ``list`` and values, without places."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.value: plain(value) for key, value in node.entries}


def _decoded(content: bytes, name: str) -> tuple[Node | None, tuple[Finding, ...]]:
    if len(content) > MAX_BYTES:
        return None, (yaml_finding("yaml_size", Location(name)),)
    try:
        return _compose(content.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return None, (yaml_finding("yaml_encoding", Location(name, line)),)


def _compose(text: str, name: str) -> tuple[Node | None, tuple[Finding, ...]]:
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        return None, (yaml_finding("yaml_size", Location(name)),)
    composer = _Composer(name, yaml.parse(text, Loader=yaml.CBaseLoader))
    try:
        node = composer.document()
    except _Stop as stop:
        composer.findings.append(stop.finding)
        node = None
    except yaml.MarkedYAMLError as error:
        composer.findings.append(_syntax(error, name))
        node = None
    except (yaml.YAMLError, UnicodeEncodeError):
        composer.findings.append(yaml_finding("yaml_characters", Location(name, _line_of_control(text))))
        node = None
    return (None if composer.findings else node), tuple(composer.findings)


class _Stop(Exception):
    """Reading cannot go on after this finding."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.code)


class _Composer:
    """Builds our nodes from libyaml's events; keeps going after a finding wherever the rest still makes sense."""

    def __init__(self, name: str, events: Iterator[yaml.Event]) -> None:
        self.name = name
        self.events = events
        self.findings: list[Finding] = []

    def document(self) -> Node | None:
        """The only document of the stream."""
        next(self.events)
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            raise _Stop(yaml_finding("yaml_empty", Location(self.name)))
        node = self._node(next(self.events), 0)
        next(self.events)
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise _Stop(yaml_finding("yaml_documents", self._place(event)))
        return node

    def _node(self, event: yaml.Event, depth: int) -> Node:
        at = self._place(event)
        if isinstance(event, yaml.AliasEvent):
            self._report("yaml_anchor", at, str(event.anchor))
            return Scalar(None, at)
        assert isinstance(event, _MARKED)
        if event.anchor is not None:
            self._report("yaml_anchor", at, str(event.anchor))
        if event.tag is not None:
            self._report("yaml_tag", at, str(event.tag))
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(self._value(event, at), at)
        if depth > MAX_DEPTH:
            raise _Stop(yaml_finding("yaml_depth", at))
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self._items(depth)), at)
        return Mapping(tuple(self._entries(depth)), at)

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _entries(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        seen: set[str] = set()
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(next(self.events), depth + 1)
            if not isinstance(key, Scalar) or not _can_be_key(key.value):
                self._report("yaml_key", key.at)
                continue
            word = str(key.value)
            if word in seen:
                self._report("yaml_duplicate_key", key.at, word)
                continue
            seen.add(word)
            yield key, value

    def _value(self, event: yaml.ScalarEvent, at: Location) -> ScalarValue:
        text = str(event.value)
        is_plain = event.implicit[0] and event.tag is None
        if not is_plain:
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _NOT_FINITE.fullmatch(text):
            self._report("yaml_number", at, text)
            return text
        return self._number_or_date(text, at) if _LOOKS_NUMERIC.match(text) else text

    def _number_or_date(self, text: str, at: Location) -> ScalarValue:
        if _DATE.fullmatch(text):
            try:
                return parse_date(text)
            except ValueError:
                self._report("yaml_date", at, text)
                return text
        if _DECIMAL.fullmatch(text) is None and _BASED.fullmatch(text) is None:
            return text
        if len(text) > MAX_DIGITS or _exponent(text) > MAX_DIGITS:
            self._report("yaml_number", at, text[:MAX_DIGITS])
            return text
        if _BASED.fullmatch(text):
            return int(text, 0)
        if _INTEGER.fullmatch(text) is None:
            return Decimal(text)
        digits = text.lstrip("+-")
        if len(digits) > 1 and digits[0] == "0":
            self._report("yaml_leading_zero", at, text)
        return int(text)

    def _place(self, event: yaml.Event) -> Location:
        mark = event.start_mark
        assert mark is not None
        return Location(self.name, mark.line + 1, mark.column + 1)

    def _report(self, code: str, at: Location, word: str = "") -> None:
        self.findings.append(yaml_finding(code, at, word))


def _can_be_key(value: ScalarValue) -> bool:
    """Whether a key is a word, a whole number or a date (a bool is an int in Python, not here)."""
    return isinstance(value, (str, int, date)) and not isinstance(value, bool)


def _exponent(text: str) -> int:
    _, mark, exponent = text.lower().partition("e")
    return abs(int(exponent)) if mark and not text.startswith("0x") else 0


def _syntax(error: yaml.MarkedYAMLError, name: str) -> Finding:
    mark = error.problem_mark or error.context_mark
    where = Location(name) if mark is None else Location(name, mark.line + 1, mark.column + 1)
    return yaml_finding("yaml_syntax", where, error.problem or "")


def _line_of_control(text: str) -> int | None:
    """The line of the first character YAML does not allow."""
    found = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    return None if found is None else text.count("\n", 0, found.start()) + 1
