"""Packed explanations: every code comes back, no slot straddles two words, points follow from the code."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.policy import expressions as x
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring import packing
from xiangxin.scoring.tests.built_policies import POINTS, flag, policy, value

TEN = x.Constant(POINTS, Fraction(10))


def with_outcomes(counts: list[int]) -> CompiledPolicy:
    return policy(*(flag(f"item{position}", count) for position, count in enumerate(counts)))


@given(counts=st.lists(st.integers(3, 200), min_size=1, max_size=40), data=st.data())
def test_every_code_comes_back_and_no_slot_straddles_two_words(counts: list[int], data: st.DataObject) -> None:
    layout = packing.layout(with_outcomes(counts))
    codes = [data.draw(st.integers(0, 2)), *(data.draw(st.integers(0, count - 1)) for count in counts)]
    words = layout.encode(codes)
    assert layout.decode(words) == tuple(codes)
    assert all(0 <= word < 2**packing.WORD_BITS for word in words)
    assert all(slot.shift + slot.bits <= packing.WORD_BITS for slot in layout.slots)


def test_the_first_line_is_majority_in_the_lowest_two_bits() -> None:
    layout = packing.layout(policy(flag("a"), value("b", TEN)))
    assert [(s.id, s.word, s.shift, s.bits) for s in layout.slots] == [
        ("majority", 0, 0, 2),
        ("a", 0, 2, 2),
        ("b", 0, 4, 1),
    ]
    assert layout.encode([1, 2, 1]) == (0b1_10_01,)


def test_a_line_that_does_not_fit_opens_the_next_word() -> None:
    layout = packing.layout(with_outcomes([256] * 8))
    assert [(slot.word, slot.shift) for slot in layout.slots[-2:]] == [(0, 50), (1, 0)]
    assert layout.word_names == ("w0", "w1")


@pytest.mark.parametrize("codes", [[1], [1, 2, 1, 0], [4, 0, 0], [1, -1, 0]])
def test_codes_that_do_not_fit_are_refused(codes: list[int]) -> None:
    with pytest.raises(ValueError, match="code"):
        packing.layout(policy(flag("a"), value("b", TEN))).encode(codes)


def test_points_follow_from_the_code_or_stand_in_their_own_column() -> None:
    made = policy(flag("a"), value("b", TEN))
    answers = packing.answers(made, packing.layout(made).encode([1, 1, 0]), {"b": 250})
    assert [(answer.line.id, answer.code, answer.points_centi) for answer in answers] == [
        ("majority", 1, None),
        ("a", 1, 100),
        ("b", 0, 250),
    ]
    unknown = packing.answers(made, packing.layout(made).encode([1, 2, 1]), {"b": None})
    assert [answer.points_centi for answer in unknown] == [None, 0, None]
