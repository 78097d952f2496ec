"""Groups, full-width digits, hyphens: all of them one number. Every number here is invented, under the prefix 99."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.kernel.ids import IdNumber, check_id_number
from xiangxin.kernel.typed import HYPHENS, compact, sentence


@pytest.mark.parametrize(
    "typed",
    [
        "990101 19990615 0024",
        "9901 0119 9906 1500 24",
        "９９０１０１　１９９９０６１５　００２４",
        "990101-19990615-0024",
        "990101–19990615—0024",
        "99010119990615\u200b0024",
        "\u00a0990101199906150024\r\n",
    ],
)
def test_a_number_typed_in_groups_is_the_number(typed: str) -> None:
    assert check_id_number(typed) == IdNumber("990101199906150024", date(1999, 6, 15))


@given(st.text(alphabet=st.sampled_from([*HYPHENS, " ", "\u3000", "\t", "\u200b"])), st.integers(0, 18))
def test_no_separator_anywhere_changes_a_number(between: str, at: int) -> None:
    number = "990101199906150024"
    assert compact(number[:at] + between + number[at:]) == number


@given(st.text(alphabet=st.sampled_from([*"0123456789Xx０１９Ｘ", *HYPHENS, " ", "\u3000"])))
def test_taking_away_twice_takes_away_no_more(typed: str) -> None:
    assert compact(compact(typed)) == compact(typed)


@pytest.mark.parametrize(("typed", "left"), [("1+2", "1+2"), ("一二三", "一二三"), ("１．５", "1.5"), ("", "")])
def test_what_is_no_separator_stays(typed: str, left: str) -> None:
    assert compact(typed) == left


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u202e元000,03\u202c 授信", "元000,03 授信"),
        ("\u2066二〇二六年\u2069\u200b三月\r\n五日", "二〇二六年三月 五日"),
        ("\u200b\u200e\ufeff \u00ad", ""),
        ("　张三　李四　", "张三 李四"),
    ],
)
def test_a_sentence_keeps_what_is_seen_and_nothing_that_turns_or_fills_it(typed: str, kept: str) -> None:
    assert sentence(typed) == kept
