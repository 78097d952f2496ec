"""From YAML to typed blocks: shape only, with the place of every value.

All findings of a file are collected; a value that has the wrong shape is left out and reported. Names, units and
law are settled by later steps. The plain content, without comments and layout, is what the policy's hash covers.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import Mapping as MappingNode
from xiangxin.kernel.yamlfile import Node, Scalar, plain, read_yaml
from xiangxin.kernel.yamlfile import Sequence as SequenceNode
from xiangxin.policy.model import POLICY_FILE
from xiangxin.policy.schema import BLOCKS, Key
from xiangxin.policy.shapes import CONVERTERS, ID, WANTED_ID, ShapeError, text_value

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


def load_policy(folder: Path, content: bytes | None = None) -> tuple[PolicyDocument | None, tuple[Finding, ...]]:
    """Read ``folder/policy.yaml``; the document is ``None`` when a finding blocks.

    ``content``: the bytes of the file where they were read already.
    """
    source = folder / POLICY_FILE if content is None else content
    node, findings = read_yaml(source, f"{folder.name}/{POLICY_FILE}")
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
        except ShapeError as error:
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
            if not ID.fullmatch(label):
                self._wrong_shape(key_node.at, label, WANTED_ID)
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
            text = text_value(node)
            if text not in key.choices:
                raise ShapeError(Text("其中之一：" + "、".join(key.choices), "one of " + ", ".join(key.choices)))
            return text
        if key.shape == "source":
            return self._source(node)
        return CONVERTERS[key.shape](node)

    def _source(self, node: Node) -> Source:
        block = self.block(node, "source")
        clause = block.get("clause", Text) if block is not None else None
        if block is None or clause is None:
            raise ShapeError(Text("{clause: …}", "{clause: …}"))
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
