"""Every text of a policy file that people read, found along the schema, so that no key carries one past the word lint.

Left out are `declined` and `notes`, which name what is not scored and why, and `answers`, which speak of words the lint
found; formulas, whose names and values are declared elsewhere; and words from a closed list (type, matter).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xiangxin.kernel.errors import Location
from xiangxin.kernel.text import Text
from xiangxin.policy.read import Block, Source
from xiangxin.policy.schema import BLOCKS, Key

UNREAD = frozenset({"declined", "answers", "notes"})
"""Top-level keys whose texts the lint does not read."""

_CLOSED = frozenset({"type", "matter"})
_NAMES = frozenset({"id", "label", "points_table", "points_or_table", "fields"})
_PROSE = frozenset({"text", "text_or_label", "source"})


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one key. ``line``: the id of the line they belong to. ``prose``: they explain, they name nothing."""

    line: str
    said: tuple[str, ...]
    at: Location
    prose: bool


def texts_of(root: Block) -> Iterator[Words]:
    """Every text in writing order of the schema."""
    yield from _of_block(root, "policy")


def _of_block(block: Block, line: str) -> Iterator[Words]:
    line = block.get("id", str) or block.name or line
    if block.name:
        yield Words(line, (block.name,), block.at, prose=False)
    for name, key in BLOCKS[block.kind].items():
        if name not in block or name in _CLOSED or (block.kind == "policy" and name in UNREAD):
            continue
        if key.shape in ("block", "list", "map"):
            for inner in block.blocks(name):
                yield from _of_block(inner, line if block.kind != "policy" else name)
        else:
            yield from _of_value(block, name, key, line)


def _of_value(block: Block, name: str, key: Key, line: str) -> Iterator[Words]:
    said = tuple(_said(block.entries[name].value))
    # A reason is a label in form and an explanation by what it says.
    if said and key.shape in _NAMES and name not in ("reason", "title"):
        yield Words(line, said, block.at_of(name), prose=False)
    elif said and (key.shape in _PROSE or name in ("reason", "title")):
        yield Words(line, said, block.at_of(name), prose=True)


def _said(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Text(zh=zh, en=en):
            yield zh
            yield en
        case Source(document=document, clause=clause):
            yield from _said(clause)
            yield from _said(document)
        case tuple():
            # A table of points or of fields: the first of each entry is the word an author wrote.
            yield from (str(entry[0]) for entry in value if isinstance(entry, tuple))
