"""The log by itself: every head is its leaf, every payload and every list of rows fits its head, nothing is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Generic, TypeVar

from xiangxin.kernel.errors import Finding
from xiangxin.office.audit.models import Entry, Head, Part, Payload, Tombstone
from xiangxin.office.audit.verify.told import tell
from xiangxin.proof import entry as proof
from xiangxin.proof.cells import instant
from xiangxin.proof.errors import MalformedEntry
from xiangxin.proof.tree import Frontier

CHUNK = 2000
T = TypeVar("T")


@dataclass(slots=True)
class Chain:
    """What the entries add up to: ``roots`` at the sizes that were asked for."""

    size: int = 0
    frontier: Frontier = field(default_factory=Frontier)
    roots: dict[int, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_chain(sizes: set[int]) -> Chain:
    """Walk the whole log once, remembering the root at each of ``sizes``."""
    chain = Chain()
    erased = set(Tombstone.objects.exclude(entry=None).values_list("entry_id", flat=True))
    rows = _rows_by_entry()
    payloads = _payloads()
    for entry in Entry.objects.order_by("seq").iterator(chunk_size=CHUNK):
        if entry.seq != chain.size:
            chain.findings.append(tell("chain_gap", seq=chain.size))
            chain.size = entry.seq
        _check_entry(chain, entry, rows.get(entry.seq), payloads.get(entry.seq), erased)
        chain.size += 1
        if chain.size in sizes:
            chain.roots[chain.size] = chain.frontier.root()
    _check_head(chain)
    return chain


class _Ordered(Generic[T]):
    """Values that come in the order of their entry, asked for in the same order."""

    def __init__(self, values: Iterator[tuple[int, T]]) -> None:
        self._values = values
        self._next = next(values, None)

    def get(self, seq: int) -> T | None:
        while self._next is not None and self._next[0] < seq:
            self._next = next(self._values, None)
        return self._next[1] if self._next is not None and self._next[0] == seq else None


def _rows_by_entry() -> _Ordered[list[Part]]:
    parts = Part.objects.order_by("entry_id", "index").iterator(chunk_size=CHUNK)
    return _Ordered((seq, list(group)) for seq, group in groupby(parts, attrgetter("entry_id")))


def _payloads() -> _Ordered[Payload]:
    return _Ordered((payload.pk, payload) for payload in Payload.objects.order_by("pk").iterator(chunk_size=CHUNK))


def _check_entry(
    chain: Chain, entry: Entry, parts: list[Part] | None, payload: Payload | None, erased: set[int]
) -> None:
    leaf = bytes(entry.leaf)
    chain.frontier.append(leaf)
    if _leaf(entry) != leaf:
        chain.findings.append(tell("entry_changed", seq=entry.seq))
        return
    if not _fits(entry, payload, erased):
        chain.findings.append(tell("payload_changed", seq=entry.seq))
    if _root(parts or []) != (None if entry.rows is None else bytes(entry.rows)):
        chain.findings.append(tell("rows_changed", seq=entry.seq))


def _leaf(entry: Entry) -> bytes | None:
    try:
        return (
            proof.Entry(
                seq=entry.seq,
                at=instant(entry.at),
                actor=entry.actor,
                act=entry.act,
                object=entry.object,
                person=None if entry.person is None else str(entry.person),
                purpose=entry.purpose,
                area=entry.area,
                commitment=bytes(entry.commitment),
                rows=None if entry.rows is None else bytes(entry.rows),
                rows_count=entry.rows_count,
            ).leaf()
            if entry.version == proof.VERSION
            else None
        )
    except (MalformedEntry, ValueError):
        return None


def _fits(entry: Entry, payload: Payload | None, erased: set[int]) -> bool:
    if payload is None:
        return entry.seq in erased
    try:
        return proof.commitment(bytes(payload.salt), bytes(payload.body)) == bytes(entry.commitment)
    except ValueError:
        return False


def _root(parts: list[Part]) -> bytes | None:
    try:
        rows = [proof.Row(part.table, part.key, part.op, bytes(part.digest)) for part in parts]  # type: ignore[arg-type]
    except MalformedEntry:
        return b""
    if [part.index for part in parts] != list(range(len(parts))):
        return b""
    return proof.rows_root(rows)


def _check_head(chain: Chain) -> None:
    head = Head.objects.filter(id=1).first()
    size = 0 if head is None else head.size
    frontier = b"" if head is None else bytes(head.frontier)
    expected = chain.frontier.to_bytes() if chain.size else b""
    if size != chain.size or (chain.size and frontier != expected):
        chain.findings.append(tell("head_changed", size=size, found=chain.size))
