"""The tree against its definition in RFC 6962, for every size up to 130, and against proofs that were tampered with."""

import hashlib
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.proof.errors import MalformedFrontier
from xiangxin.proof.tree import (
    EMPTY_ROOT,
    Frontier,
    Tree,
    consistency_from,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

LARGEST = 130
LEAVES = [leaf_hash(str(number).encode()) for number in range(LARGEST)]
TREE = Tree(LEAVES)


@cache
def defined(start: int, end: int) -> bytes:
    """The hash over LEAVES[start:end], as section 2.1 of RFC 6962 defines it."""
    return by_definition(tuple(LEAVES[start:end]))


def by_definition(leaves: tuple[bytes, ...]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = by_definition(leaves[:split]), by_definition(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_a_leaf_and_a_node_are_told_apart_by_their_first_byte() -> None:
    assert leaf_hash(b"") == hashlib.sha256(b"\x00").digest()
    assert node_hash(b"l" * 32, b"r" * 32) == hashlib.sha256(b"\x01" + b"l" * 32 + b"r" * 32).digest()
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(LARGEST + 1))
def test_the_root_is_the_one_that_is_defined(size: int) -> None:
    assert root(LEAVES[:size]) == defined(0, size)
    assert TREE.root(size) == defined(0, size)
    assert Tree(LEAVES[:size]).root() == defined(0, size)


@pytest.mark.parametrize("size", range(1, LARGEST + 1))
def test_every_leaf_of_every_tree_is_proved_and_no_other_leaf_place_size_or_root(size: int) -> None:
    whole = defined(0, size)
    for index in range(size):
        proof = TREE.inclusion_proof(index, size)
        assert verify_inclusion(LEAVES[index], index, size, proof, whole)
        other = (index + 1) % size
        forged = [
            verify_inclusion(flipped(LEAVES[index], index), index, size, proof, whole),
            verify_inclusion(LEAVES[index], index, size, proof, flipped(whole, size)),
            verify_inclusion(LEAVES[index], index, size, [*proof, whole], whole),
            verify_inclusion(LEAVES[index], index, size, [whole, *proof], whole),
            verify_inclusion(LEAVES[index], size, size, proof, whole),
            verify_inclusion(LEAVES[index], -1, size, proof, whole),
            size > 1 and verify_inclusion(LEAVES[index], other, size, proof, whole),
            size > 1 and verify_inclusion(LEAVES[other], index, size, proof, whole),
            size > 1 and verify_inclusion(LEAVES[index], index, size, proof[:-1], whole),
            size > 1 and verify_inclusion(LEAVES[index], index, size, proof[1:], whole),
            *(
                verify_inclusion(
                    LEAVES[index], index, size, [*proof[:at], flipped(proof[at], 5), *proof[at + 1 :]], whole
                )
                for at in range(len(proof))
            ),
        ]
        assert not any(forged)


@pytest.mark.parametrize("newer", range(1, LARGEST + 1))
def test_every_tree_continues_every_smaller_one_and_no_other(newer: int) -> None:
    whole = defined(0, newer)
    for older in range(1, newer + 1):
        part, proof = defined(0, older), TREE.consistency_proof(older, newer)
        assert verify_consistency(older, newer, part, whole, proof)
        grown = newer > older
        forged = [
            verify_consistency(older, newer, flipped(part, older), whole, proof),
            verify_consistency(older, newer, part, flipped(whole, older), proof),
            verify_consistency(older, newer, part, whole, [*proof, whole]),
            verify_consistency(older, newer, part, whole, [part, *proof]),
            grown and verify_consistency(older, newer, whole, part, proof),
            grown and verify_consistency(newer, older, whole, part, proof),
            grown and verify_consistency(older, newer, part, whole, proof[:-1]),
            grown and verify_consistency(older, newer, part, whole, proof[1:]),
            grown and verify_consistency(older, newer, whole, whole, []),
            older > 1 and verify_consistency(older - 1, newer, part, whole, proof),
            *(
                verify_consistency(older, newer, part, whole, [*proof[:at], flipped(proof[at], 5), *proof[at + 1 :]])
                for at in range(len(proof))
            ),
        ]
        assert not any(forged)


@pytest.mark.parametrize("newer", range(1, LARGEST + 1))
def test_a_proof_of_growth_needs_only_the_frontier_and_what_was_added(newer: int) -> None:
    for older in range(1, newer + 1):
        frontier = Frontier()
        frontier.extend(LEAVES[:older])
        assert consistency_from(frontier, LEAVES[older:newer]) == TREE.consistency_proof(older, newer)
        assert frontier.root() == defined(0, older)


def test_growth_from_nothing_is_no_proof_of_anything() -> None:
    assert not verify_consistency(0, 5, EMPTY_ROOT, TREE.root(5), [])
    assert not verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    assert not verify_consistency(-1, 5, EMPTY_ROOT, TREE.root(5), [])
    with pytest.raises(IndexError):
        TREE.consistency_proof(0, 5)


def test_a_hash_of_another_length_proves_nothing() -> None:
    proof = TREE.inclusion_proof(2, 3)
    assert verify_inclusion(LEAVES[2], 2, 3, proof, TREE.root(3))
    assert not verify_inclusion(LEAVES[2], 2, 3, [proof[0] + b"\x00"], TREE.root(3))
    assert not verify_inclusion(LEAVES[0] + b"\x00", 0, 1, [], LEAVES[0] + b"\x00")
    assert not verify_consistency(1, 2, LEAVES[0], TREE.root(2), [LEAVES[1][:31]])


def test_no_proof_is_made_of_what_is_not_there() -> None:
    with pytest.raises(IndexError):
        consistency_from(Frontier(), LEAVES[:3])
    for index, size in ((3, 3), (-1, 3), (0, 0), (0, LARGEST + 1)):
        with pytest.raises(IndexError):
            TREE.inclusion_proof(index, size)
    for older, newer in ((4, 3), (1, LARGEST + 1)):
        with pytest.raises(IndexError):
            TREE.consistency_proof(older, newer)
    with pytest.raises(IndexError):
        TREE.root(LARGEST + 1)
    with pytest.raises(ValueError, match="32 bytes, not 3"):
        Tree([b"abc"])


@pytest.mark.parametrize("size", range(LARGEST + 1))
def test_a_frontier_goes_on_where_it_was_put_away(size: int) -> None:
    first = Frontier()
    first.extend(LEAVES[:size])
    data = first.to_bytes()
    again = Frontier.from_bytes(data)
    assert (again.size, again.hashes, again.to_bytes()) == (size, first.hashes, data)
    assert len(data) == 8 + 32 * size.bit_count()
    again.extend(LEAVES[size:])
    assert again.root() == TREE.root()
    assert first.root() == defined(0, size)


def test_a_copy_of_a_frontier_goes_its_own_way() -> None:
    first = Frontier()
    first.extend(LEAVES[:3])
    second = first.copy()
    second.append(LEAVES[3])
    assert (first.size, second.size) == (3, 4)
    assert first.root() == defined(0, 3)
    assert second.root() == defined(0, 4)


@pytest.mark.parametrize("data", [b"", b"\x00" * 7, b"\x00" * 9, b"\x00" * 7 + b"\x01", b"\xff" * 40], ids=bytes.hex)
def test_bytes_that_are_no_frontier_are_refused(data: bytes) -> None:
    with pytest.raises(MalformedFrontier) as refusal:
        Frontier.from_bytes(data)
    assert [finding.code for finding in refusal.value.findings] == ["frontier_shape"]


@given(st.lists(st.binary(max_size=8), max_size=300), st.data())
def test_any_list_of_leaves_agrees_with_the_definition(contents: list[bytes], data: st.DataObject) -> None:
    leaves = tuple(leaf_hash(content) for content in contents)
    tree = Tree(leaves)
    assert tree.size == len(leaves)
    assert tree.root() == root(leaves) == by_definition(leaves)
    if leaves:
        newer = data.draw(st.integers(1, len(leaves)))
        older = data.draw(st.integers(1, newer))
        index = data.draw(st.integers(0, newer - 1))
        small, large = by_definition(leaves[:older]), by_definition(leaves[:newer])
        assert verify_inclusion(leaves[index], index, newer, tree.inclusion_proof(index, newer), large)
        assert verify_consistency(older, newer, small, large, tree.consistency_proof(older, newer))


@given(
    st.integers(-2, 40),
    st.integers(-2, 40),
    st.lists(st.sampled_from(LEAVES[:4]) | st.binary(min_size=31, max_size=33), max_size=7),
)
def test_a_made_up_proof_never_passes_and_never_fails_with_an_error(one: int, two: int, proof: list[bytes]) -> None:
    made_up = leaf_hash(b"made up")
    assert not verify_inclusion(made_up, one, two, proof, TREE.root(40))
    assert not verify_consistency(one, two, made_up, TREE.root(40), proof)
