"""The Merkle tree of RFC 6962: one hash for a list, short proofs that something stands in it and that it only grew.

Leaves enter as *leaf hashes* (``leaf_hash`` of their bytes), everywhere in this module. A leaf is hashed behind a zero
byte and a node behind a one, so that no node passes for a leaf. The hash is SHA-256 and never another, because a tree
of two hashes proves nothing. A proof that is wrong is ``False``, never an error: it comes from somebody else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from xiangxin.proof.errors import MalformedFrontier, refused

HASH_BYTES = 32

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root over no leaves."""

_SIZE_BYTES = 8


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf that holds ``data``."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of the node over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """What has to be kept of a tree in order to go on appending: the roots of its full subtrees, the largest first.

    There are as many as ``size`` has ones in binary. ``append`` costs two hashes on average and at most log2(size) + 1.
    """

    __slots__ = ("hashes", "size")

    def __init__(self) -> None:
        self.size = 0
        self.hashes: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add the leaf with this leaf hash at the end."""
        sha256, hashes, carry = hashlib.sha256, self.hashes, self.size
        while carry & 1:
            leaf = sha256(b"\x01" + hashes.pop() + leaf).digest()
            carry >>= 1
        hashes.append(leaf)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaves with these leaf hashes at the end."""
        for leaf in leaves:
            self.append(leaf)

    def root(self) -> bytes:
        """The root over all leaves so far; ``EMPTY_ROOT`` over none."""
        if not self.hashes:
            return EMPTY_ROOT
        *rest, result = self.hashes
        for left in reversed(rest):
            result = node_hash(left, result)
        return result

    def copy(self) -> Frontier:
        """A frontier of the same leaves that goes its own way."""
        other = Frontier()
        other.size, other.hashes = self.size, list(self.hashes)
        return other

    def to_bytes(self) -> bytes:
        """The size in eight bytes, the highest first, then the hashes; the same leaves give the same bytes."""
        return self.size.to_bytes(_SIZE_BYTES, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, data: bytes) -> Frontier:
        """What ``to_bytes`` wrote; ``MalformedFrontier`` for bytes that it cannot have written."""
        size = int.from_bytes(data[:_SIZE_BYTES], "big")
        wanted = _SIZE_BYTES + HASH_BYTES * size.bit_count()
        if len(data) != wanted or len(data) < _SIZE_BYTES:
            raise refused(MalformedFrontier, "frontier_shape", wanted=max(wanted, _SIZE_BYTES), found=len(data))
        frontier = cls()
        frontier.size = size
        frontier.hashes = [bytes(data[at : at + HASH_BYTES]) for at in range(_SIZE_BYTES, len(data), HASH_BYTES)]
        return frontier


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes, in their order."""
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root()


def consistency_from(frontier: Frontier, leaves: Sequence[bytes]) -> list[bytes]:
    """``Tree.consistency_proof`` from the tree of ``frontier`` to the one with these leaf hashes added.

    Needs nothing of the older tree but its frontier, so it costs what was added. ``IndexError`` when that is empty.
    """
    older = frontier.size
    if not older:
        raise IndexError("that a tree grew out of nothing needs no proof")
    full = iter(frontier.hashes)
    proof, start, end, known = [], 0, older + len(leaves), True
    while older != end:
        middle = start + _split(end - start)
        if older <= middle:
            proof.append(root(leaves[middle - older : end - older]))
            end = middle
        else:
            proof.append(next(full))
            start, known = middle, False
    if not known:
        proof.append(next(full))
    proof.reverse()
    return proof


class Tree:
    """A tree in memory that makes proofs in O(log² n), for its present size and every earlier one; 64 bytes a leaf."""

    __slots__ = ("_levels",)

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[bytearray] = [bytearray()]
        """Level h holds, side by side, the hashes of all full subtrees of 2^h leaves."""
        self.extend(leaves)

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self._levels[0]) // HASH_BYTES

    def append(self, leaf: bytes) -> None:
        """Add the leaf with this leaf hash at the end."""
        if len(leaf) != HASH_BYTES:
            raise ValueError(f"a leaf hash has {HASH_BYTES} bytes, not {len(leaf)}")
        index = self.size
        self._levels[0] += leaf
        height = 0
        while index >> height & 1:
            pair = self._levels[height][-2 * HASH_BYTES :]
            height += 1
            if height == len(self._levels):
                self._levels.append(bytearray())
            self._levels[height] += hashlib.sha256(b"\x01" + pair).digest()

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaves with these leaf hashes at the end."""
        for leaf in leaves:
            self.append(leaf)

    def root(self, size: int | None = None) -> bytes:
        """The root over the first ``size`` leaves (all of them when not said)."""
        size = self._within(size)
        return self._over(0, size) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Hashes that lead from leaf ``index`` to the root over the first ``size`` leaves; ``IndexError`` outside."""
        size = self._within(size)
        if not 0 <= index < size:
            raise IndexError(f"there is no leaf {index} in a tree of {size}")
        proof, start, end = [], 0, size
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                proof.append(self._over(middle, end))
                end = middle
            else:
                proof.append(self._over(start, middle))
                start = middle
        proof.reverse()
        return proof

    def consistency_proof(self, older: int, newer: int | None = None) -> list[bytes]:
        """Hashes that lead from the root over ``older`` leaves to the one over ``newer``; ``IndexError`` outside.

        ``older`` is at least 1: that a tree grew out of nothing needs no proof.
        """
        newer = self._within(newer)
        if not 1 <= older <= newer:
            raise IndexError(f"a tree of {newer} does not continue one of {older}")
        proof, start, end, known = [], 0, newer, True
        while older != end:
            middle = start + _split(end - start)
            if older <= middle:
                proof.append(self._over(middle, end))
                end = middle
            else:
                proof.append(self._over(start, middle))
                start, known = middle, False
        if not known:
            proof.append(self._over(start, end))
        proof.reverse()
        return proof

    def _within(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise IndexError(f"there are {self.size} leaves, not {size}")
        return size

    def _over(self, start: int, end: int) -> bytes:
        """The hash over leaves ``start`` … ``end``, where ``start`` begins a subtree at least as long."""
        count = end - start
        height = count.bit_length() - 1
        at = (start >> height) * HASH_BYTES
        full = bytes(self._levels[height][at : at + HASH_BYTES])
        return full if count == 1 << height else node_hash(full, self._over(start + (1 << height), end))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether ``proof`` shows that ``leaf`` (a leaf hash) is number ``index`` of the ``size`` leaves under ``root``."""
    if not 0 <= index < size or not _all_hashes((leaf, root, *proof)):
        return False
    at, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            result = node_hash(sibling, result)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and result == root


def verify_consistency(older: int, newer: int, older_root: bytes, newer_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether ``proof`` shows that the tree of ``newer`` leaves begins with the tree of ``older`` leaves.

    ``False`` when ``older`` is 0: a root over nothing binds nothing, so there is nothing to prove.
    """
    if not 1 <= older <= newer:
        return False
    if older == newer:
        return not proof and older_root == newer_root
    path = list(proof)
    if older & (older - 1) == 0:
        path.insert(0, older_root)
    if not path or not _all_hashes((older_root, newer_root, *path)):
        return False
    return _lead_to_both(older, newer, path) == (older_root, newer_root)


def _lead_to_both(older: int, newer: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots that ``path`` leads to (RFC 9162, section 2.1.4.2); ``None`` when its length does not fit."""
    at, last = older - 1, newer - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        at, last = at >> 1, last >> 1
    return (old, new) if last == 0 else None


def _split(count: int) -> int:
    """The largest power of two below ``count`` (which is at least 2)."""
    return 1 << (count - 1).bit_length() - 1


def _all_hashes(hashes: Iterable[bytes]) -> bool:
    return all(len(one) == HASH_BYTES for one in hashes)
