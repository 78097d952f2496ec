"""A half of a key opens with its phrase at its place, and with nothing else."""

from __future__ import annotations

import pickle

import pytest

from xiangxin.ballot.errors import MalformedKey, PhraseWrong
from xiangxin.ballot.keys import Half, Work, close_half, hand_over, new_half, open_half, public_key, take_over

QUICK = Work(exponent=4)


def test_a_half_opens_with_its_phrase() -> None:
    half = new_half()
    assert open_half(close_half(half, "三月的桃花 17", "round:county", QUICK), "三月的桃花 17", "round:county") == half


@pytest.mark.parametrize(("phrase", "label"), [("别的口令", "round:county"), ("三月的桃花", "round:supervisor")])
def test_another_phrase_or_place_opens_nothing(phrase: str, label: str) -> None:
    closed = close_half(new_half(), "三月的桃花", "round:county", QUICK)
    with pytest.raises(PhraseWrong) as wrong:
        open_half(closed, phrase, label)
    assert [one.code for one in wrong.value.findings] == ["phrase_wrong"]
    assert phrase not in str(wrong.value)


def test_every_changed_byte_is_noticed() -> None:
    closed = close_half(new_half(), "三月的桃花", "a", Work(exponent=2, block=1))
    for at in range(len(closed)):
        changed = closed[:at] + bytes([closed[at] ^ 1]) + closed[at + 1 :]
        with pytest.raises((PhraseWrong, MalformedKey)):
            open_half(changed, "三月的桃花", "a")


def test_a_closed_half_that_asks_for_too_much_work_is_refused_unopened() -> None:
    closed = close_half(new_half(), "三月的桃花", "a", QUICK)
    with pytest.raises(MalformedKey):
        open_half(closed[:1] + b"\x1f" + closed[2:], "三月的桃花", "a")


def test_bytes_that_are_no_key_are_named() -> None:
    with pytest.raises(MalformedKey):
        open_half(b"", "a", "a")
    with pytest.raises(MalformedKey):
        public_key(b"short")
    with pytest.raises(MalformedKey):
        assert Half(b"short").public


def test_a_half_is_not_shown_and_not_pickled() -> None:
    half = new_half()
    assert half.secret.hex() not in repr(half)
    with pytest.raises(TypeError):
        pickle.dumps(half)


def test_a_half_that_was_handed_over_opens_for_the_other_holder_alone() -> None:
    first, second = new_half(), new_half()
    handed = hand_over(first, second.public, "round")
    assert take_over(handed, second, "round") == first
    for stranger, label in [(new_half(), "round"), (first, "round"), (second, "another round")]:
        with pytest.raises(PhraseWrong):
            take_over(handed, stranger, label)
    with pytest.raises(MalformedKey):
        take_over(handed[:-1], second, "round")
