"""The log by itself: every head is its leaf, every payload and every list of rows fits its head, nothing is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from xiangxin.kernel.errors import Finding
from xiangxin.office.audit.encoding import ENTRY_COLUMNS, leaf_of_entry, leaf_of_row
from xiangxin.office.audit.verify.source import Source
from xiangxin.office.audit.verify.told import tell
from xiangxin.proof.entry import commitment
from xiangxin.proof.tree import Frontier, root

_LEAF = ENTRY_COLUMNS.index("leaf")
_COMMITMENT = ENTRY_COLUMNS.index("commitment")
_ROWS = ENTRY_COLUMNS.index("rows")
_COUNT = ENTRY_COLUMNS.index("rows_count")

_ENTRIES = {
    "sqlite": "SELECT seq, version, +at, actor, act, object, +person, purpose, area, commitment, rows, rows_count, "
    "leaf FROM audit_entry ORDER BY seq",
    "postgresql": "SELECT seq, version, at::text, actor, act, object, person::text, purpose, area, commitment, rows, "
    "rows_count, leaf FROM audit_entry ORDER BY seq",
}
_PAYLOADS = "SELECT entry_id, salt, body FROM audit_payload ORDER BY entry_id"
_PARTS = 'SELECT entry_id, "index", "table", "key", op, digest FROM audit_part ORDER BY entry_id, "index"'
_ERASED = "SELECT entry_id FROM audit_tombstone WHERE entry_id IS NOT NULL"
_HEAD = "SELECT size, frontier FROM audit_head WHERE id = 1"

Values = Sequence[Any]


@dataclass(slots=True)
class Chain:
    """What the entries add up to: ``roots`` at the sizes that were asked for; ``parts``: rows of all entries."""

    size: int = 0
    parts: int = 0
    frontier: Frontier = field(default_factory=Frontier)
    roots: dict[int, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_chain(source: Source, sizes: set[int]) -> Chain:
    """Walk the whole log once, remembering the root at each of ``sizes``."""
    chain = Chain()
    erased = {row[0] for row in source.rows(_ERASED)}
    payloads, parts = _Beside(source.rows(_PAYLOADS)), _Beside(source.rows(_PARTS))
    for values in source.rows(_ENTRIES[source.vendor]):
        seq = values[0]
        if seq != chain.size:
            chain.findings.append(tell("chain_gap", seq=chain.size))
            chain.size = seq
        chain.findings += [tell(code, seq=seq) for code in _wrong(values, parts.of(seq), payloads.of(seq), erased)]
        chain.frontier.append(bytes(values[_LEAF]))
        chain.parts += values[_COUNT]
        chain.size += 1
        if chain.size in sizes:
            chain.roots[chain.size] = chain.frontier.root()
    for seq in sorted({*parts.rest(), *payloads.rest()}):
        chain.findings.append(tell("entry_missing", seq=seq))
    _check_head(chain, source)
    return chain


class _Beside:
    """Rows that come in the order of their entry, asked for in the same order; some may belong to no entry."""

    def __init__(self, rows: Iterator[Values]) -> None:
        self._rows = rows
        self._next = next(rows, None)
        self._alone: set[int] = set()

    def of(self, seq: int) -> list[Values]:
        found: list[Values] = []
        while self._next is not None and self._next[0] <= seq:
            if self._next[0] == seq:
                found.append(self._next)
            else:
                self._alone.add(self._next[0])
            self._next = next(self._rows, None)
        return found

    def rest(self) -> Iterable[int]:
        """Numbers of entries that were not asked for."""
        left = [] if self._next is None else [self._next[0], *(row[0] for row in self._rows)]
        return self._alone.union(left)


def _wrong(values: Values, parts: list[Values], payloads: list[Values], erased: set[int]) -> Iterator[str]:
    if leaf_of_entry(values) != values[_LEAF]:
        yield "entry_changed"
        return
    if not _fits(values, payloads, erased):
        yield "payload_changed"
    if values[_COUNT] != len(parts) or _root(parts) != values[_ROWS]:
        yield "rows_changed"


def _fits(values: Values, payloads: list[Values], erased: set[int]) -> bool:
    if not payloads:
        return values[0] in erased
    _, salt, body = payloads[0]
    try:
        return bool(commitment(salt, body) == values[_COMMITMENT])
    except (TypeError, ValueError):
        return False


def _root(parts: list[Values]) -> bytes | None:
    if not parts:
        return None
    leaves = []
    for place, (_, index, table, key, op, digest) in enumerate(parts):
        if index != place or not isinstance(digest, bytes):
            return b""
        leaves.append(leaf_of_row(str(table), str(key), str(op), digest))
    return root(leaves)


def _check_head(chain: Chain, source: Source) -> None:
    size, frontier = next(source.rows(_HEAD), (0, b""))
    if size != chain.size or frontier != chain.frontier.to_bytes():
        chain.findings.append(tell("head_changed", size=str(size), found=chain.size))
