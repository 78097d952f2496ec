"""Checkpoints: exactly three lines and what may follow, signed by their log, each continuing the one before."""

import base64
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin import proof
from xiangxin.kernel.errors import XiangxinError
from xiangxin.proof.checkpoint import (
    Checkpoint,
    check_extends,
    open_checkpoint,
    read_checkpoint,
    sign_checkpoint,
)
from xiangxin.proof.ed25519 import LogSigner, Witness
from xiangxin.proof.errors import MESSAGES, MalformedCheckpoint, NotExtended, NotSigned
from xiangxin.proof.note import read_note, sign_note
from xiangxin.proof.tree import EMPTY_ROOT, Tree, leaf_hash

LOG = LogSigner("county.example/log", bytes(range(32)))
NEW_KEY = LogSigner("county.example/log", bytes(range(3, 35)))
BANK = Witness("bank.example/witness", bytes(range(1, 33)), 1_795_824_000)
TREE = Tree(leaf_hash(bytes([number])) for number in range(9))
ROOT64 = base64.b64encode(TREE.root(9)).decode()


def at(size: int, origin: str = "county.example/log") -> Checkpoint:
    return Checkpoint(origin, size, TREE.root(size))


def codes(refusal: pytest.ExceptionInfo[XiangxinError]) -> list[str]:
    return [finding.code for finding in refusal.value.findings]


def test_a_checkpoint_is_origin_size_and_root_in_a_line_each() -> None:
    assert at(9).text() == f"county.example/log\n9\n{ROOT64}\n"
    assert read_checkpoint(at(9).text()) == at(9)
    more = Checkpoint("county.example/log", 9, TREE.root(9), ("one", "two"))
    assert more.text() == f"county.example/log\n9\n{ROOT64}\none\ntwo\n"
    assert read_checkpoint(more.text()) == more
    assert read_checkpoint(at(0).text()).root == EMPTY_ROOT


def test_a_signed_checkpoint_opens_with_the_log_s_key() -> None:
    data = sign_checkpoint(at(9), [LOG]).encode()
    opened = open_checkpoint(data, [LOG.verifier()])
    assert (opened.checkpoint, opened.names) == (at(9), ("county.example/log",))


def test_signatures_of_witnesses_and_of_the_next_key_stand_beside_the_log_s() -> None:
    data = sign_checkpoint(at(9), [LOG, NEW_KEY, BANK]).encode()
    for trusted in (LOG.verifier(), NEW_KEY.verifier()):
        assert open_checkpoint(data, [trusted]).names == ("county.example/log",)
    both = open_checkpoint(data, [LOG.verifier(), BANK.verifier()])
    assert both.names == ("county.example/log", "bank.example/witness")


def test_a_witness_does_not_stand_in_for_the_log() -> None:
    data = sign_checkpoint(at(9), [BANK]).encode()
    with pytest.raises(NotSigned) as refusal:
        open_checkpoint(data, [LOG.verifier(), BANK.verifier()])
    assert codes(refusal) == ["checkpoint_not_by_log"]
    with pytest.raises(NotSigned) as refusal:
        open_checkpoint(data, [LOG.verifier()])
    assert codes(refusal) == ["signature_missing"]


def test_a_checkpoint_of_another_log_does_not_open_with_this_log_s_key() -> None:
    data = sign_checkpoint(at(9, "other.example/log"), [LOG]).encode()
    with pytest.raises(NotSigned) as refusal:
        open_checkpoint(data, [LOG.verifier()])
    assert codes(refusal) == ["checkpoint_not_by_log"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"origin\n9\n{ROOT64}", "checkpoint_line"),
        ("origin\n9\n", "checkpoint_line"),
        (f"\n9\n{ROOT64}\n", "checkpoint_line"),
        (f"origin\n9\n{ROOT64}\n\n", "checkpoint_line"),
        (f"origin\n9\n{ROOT64}\n\nmore\n", "checkpoint_line"),
        (f"ori\x01gin\n9\n{ROOT64}\n", "checkpoint_line"),
        (f"origin\n09\n{ROOT64}\n", "checkpoint_size"),
        (f"origin\n+9\n{ROOT64}\n", "checkpoint_size"),
        (f"origin\n-9\n{ROOT64}\n", "checkpoint_size"),
        (f"origin\n９\n{ROOT64}\n", "checkpoint_size"),
        (f"origin\n9 \n{ROOT64}\n", "checkpoint_size"),
        (f"origin\n\n{ROOT64}\n", "checkpoint_size"),
        (f"origin\n{2**63}\n{ROOT64}\n", "checkpoint_size"),
        ("origin\n9\nAAAA\n", "checkpoint_root"),
        (f"origin\n9\n{ROOT64[:-1]}\n", "checkpoint_root"),
        (f"origin\n9\n {ROOT64}\n", "checkpoint_root"),
        (f"origin\n9\n{ROOT64[:-2]}{'h' if ROOT64[-2] != 'h' else 'i'}=\n", "checkpoint_root"),
        ("origin\n9\n根\n", "checkpoint_root"),
        (f"origin\n0\n{ROOT64}\n", "checkpoint_root"),
    ],
)
def test_what_is_no_checkpoint_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(MalformedCheckpoint) as refusal:
        read_checkpoint(text)
    assert codes(refusal) == [code]


def test_a_good_signature_over_something_else_is_no_checkpoint() -> None:
    data = sign_note("county.example/log\nnine\nroot\n", [LOG]).write().encode()
    with pytest.raises(MalformedCheckpoint) as refusal:
        open_checkpoint(data, [LOG.verifier()])
    assert codes(refusal) == ["checkpoint_size"]


def test_a_later_checkpoint_continues_every_earlier_one() -> None:
    for older in range(10):
        for newer in range(older, 10):
            check_extends(at(older), at(newer), TREE.consistency_proof(older, newer) if older else [])


@pytest.mark.parametrize(
    ("older", "newer", "hashes", "code"),
    [
        (at(3), at(5, "other.example/log"), TREE.consistency_proof(3, 5), "log_other"),
        (at(5), at(3), TREE.consistency_proof(3, 5), "log_shorter"),
        (at(3), at(5), [], "log_rewritten"),
        (at(3), at(5), TREE.consistency_proof(3, 6), "log_rewritten"),
        (at(0), at(5), [bytes(32)], "log_rewritten"),
        (at(5), Checkpoint("county.example/log", 5, bytes(32)), [], "log_rewritten"),
        (Checkpoint("county.example/log", 3, bytes(32)), at(5), TREE.consistency_proof(3, 5), "log_rewritten"),
    ],
)
def test_a_history_that_does_not_continue_a_checkpoint_is_refused(
    older: Checkpoint, newer: Checkpoint, hashes: list[bytes], code: str
) -> None:
    with pytest.raises(NotExtended) as refusal:
        check_extends(older, newer, hashes)
    assert codes(refusal) == [code]


SIGNED = sign_checkpoint(at(9), [LOG]).encode()


@given(st.integers(0, 8 * len(SIGNED) - 1))
def test_one_flipped_bit_and_the_checkpoint_does_not_open(bit: int) -> None:
    changed = bytearray(SIGNED)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(XiangxinError):
        open_checkpoint(bytes(changed), [LOG.verifier()])


@given(st.text(alphabet="a0+\n =/A", max_size=80))
def test_any_text_is_a_checkpoint_that_is_written_the_same_or_is_refused(text: str) -> None:
    try:
        checkpoint = read_checkpoint(text)
    except MalformedCheckpoint:
        return
    assert checkpoint.text() == text


def test_a_checkpoint_reads_back_from_its_note() -> None:
    assert read_checkpoint(read_note(SIGNED).text) == at(9)


def test_every_message_of_the_room_is_in_both_languages() -> None:
    for code, message in MESSAGES.by_code.items():
        assert message.severity == "block", code
        assert all(text.zh and text.en for text in (message.what, message.why, message.mend)), code


def test_every_message_is_told_somewhere_and_every_code_that_is_told_has_words() -> None:
    room = Path(proof.__file__).parent
    source = "".join(path.read_text("utf-8") for path in room.glob("*.py"))
    assert set(re.findall(r'refused\(\w+, "(\w+)"', source)) == MESSAGES.by_code.keys()
