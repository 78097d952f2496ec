"""Identity numbers and opaque identifiers. Every number here is invented, under the unassigned prefix 99."""

import hashlib
import hmac
from datetime import date
from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.kernel.errors import Location
from xiangxin.kernel.ids import (
    IdNumber,
    IdProblem,
    check_character,
    check_id_number,
    derived_id,
    id_finding,
    person_id,
)

KEY = b"a key of the demo county"
NUMBER = "990101199906150024"
ENDING_IN_X = "99010120000229002X"


def test_the_check_character_agrees_with_a_calculation_by_hand() -> None:
    # digit        9  9  0  1  0  1  1  9  9  9  0  6  1  5  0  0  2
    # weight       7  9 10  5  8  4  2  1  6  3  7  9 10  5  8  4  2
    # product     63 81  0  5  0  4  2  9 54 27  0 54 10 25  0  0  4   total 338 = 30 * 11 + 8
    # remainder    0  1  2  3  4  5  6  7  8  9 10
    # character    1  0  X  9  8  7  6  5  4  3  2                     remainder 8: 4
    assert check_character("99010119990615002") == "4"
    assert check_id_number(NUMBER) == IdNumber(NUMBER, date(1999, 6, 15))


def test_the_check_character_agrees_with_the_recursive_method_of_iso_7064() -> None:
    # ISO 7064 pure system MOD 11-2: P = 0; P = (P + a) * 2 for each digit; the check makes P + c = 1 (mod 11).
    for digits in ("99010119990615002", "99010120000229002", "99999919700101000"):
        product = 0
        for digit in digits:
            product = (product + int(digit)) * 2 % 11
        assert check_character(digits) == "0123456789X"[(1 - product) % 11]


@pytest.mark.parametrize(
    "written",
    [
        ENDING_IN_X,
        "99010120000229002x",
        "  99010120000229002X\t",
        "９９０１０１２００００２２９００２Ｘ",
        "99010120000229002ｘ",
    ],
)
def test_spellings_of_one_number_are_one_number(written: str) -> None:
    assert check_id_number(written) == IdNumber(ENDING_IN_X, date(2000, 2, 29))


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", "id_number_missing"),
        ("   ", "id_number_missing"),
        ("9.90101199906150E+17", "id_number_float"),
        ("9.9E17", "id_number_float"),
        ("1.23e+17", "id_number_float"),
        ("9.901011999061500e+17", "id_number_float"),
        ("990101199906150024.0", "id_number_float"),
        ("1E+17", "id_number_float"),
        ("待补", "id_number_characters"),
        ("99010119990615OO24", "id_number_characters"),
        ("'990101199906150024", "id_number_characters"),
        ("9901011999061500X4", "id_number_characters"),
        ("-90101199906150024", "id_number_length"),
        ("990101990615002", "id_number_15_digits"),
        ("99010119990615002", "id_number_length"),
        ("9901011999061500244", "id_number_length"),
        ("4", "id_number_length"),
        ("990101199902290024", "id_number_date"),
        ("990101199913010024", "id_number_date"),
        ("990101000001010024", "id_number_date"),
        ("990101199906150025", "id_number_check_digit"),
        ("990101199906150042", "id_number_check_digit"),
        ("99010119990615002X", "id_number_check_digit"),
    ],
)
def test_each_problem_has_its_own_name(written: str, problem: IdProblem) -> None:
    assert check_id_number(written) == problem


def test_a_place_that_does_not_exist_is_no_problem() -> None:
    digits = "00000019990615002"
    assert isinstance(check_id_number(digits + check_character(digits)), IdNumber)


@given(st.integers(0, 17), st.integers(1, 9))
def test_one_mistyped_digit_is_always_noticed(place: int, shift: int) -> None:
    if place == 17:
        wrong = NUMBER[:17] + "0123456789X"[("0123456789X".index(NUMBER[17]) + shift) % 11]
    else:
        wrong = NUMBER[:place] + str((int(NUMBER[place]) + shift) % 10) + NUMBER[place + 1 :]
    assert check_id_number(wrong) in ("id_number_check_digit", "id_number_date")


@given(st.text(max_size=25))
def test_no_text_makes_the_check_raise(text: str) -> None:
    result = check_id_number(text)
    assert isinstance(result, IdNumber) or result in get_args(IdProblem)


@pytest.mark.parametrize("problem", get_args(IdProblem))
def test_each_problem_is_told_in_both_languages_without_the_number(problem: IdProblem) -> None:
    finding = id_finding(problem, Location("roster.xlsx", sheet="户表", row=7, field="身份证号"))
    assert finding.code == problem
    assert finding.severity == "block"
    assert str(finding).startswith(f"roster.xlsx:户表:row 7:身份证号: {problem}: ")
    for text in (finding.what, finding.why, finding.mend):
        assert text.zh
        assert text.en
        assert "9901" not in text.zh + text.en


def test_a_number_is_not_shown_by_accident() -> None:
    person = check_id_number(NUMBER)
    assert isinstance(person, IdNumber)
    assert NUMBER not in repr(person)
    assert person.masked == "9901**********0024"


def test_a_person_id_is_the_keyed_hash_of_the_number() -> None:
    person = IdNumber(NUMBER, date(1999, 6, 15))
    written = b"xx1:l2:s6:persons18:" + NUMBER.encode()
    expected = bytearray(hmac.new(KEY, written, hashlib.sha256).digest()[:16])
    expected[6] = expected[6] & 0x0F | 0x40
    expected[8] = expected[8] & 0x3F | 0x80
    assert person_id(person, KEY) == UUID(bytes=bytes(expected))
    assert person_id(person, KEY).version == 4


def test_a_person_id_depends_on_the_number_and_on_the_key() -> None:
    one = IdNumber(NUMBER, date(1999, 6, 15))
    other = IdNumber(ENDING_IN_X, date(2000, 2, 29))
    assert person_id(one, KEY) == person_id(one, KEY)
    assert len({person_id(one, KEY), person_id(other, KEY), person_id(one, KEY + b"2")}) == 3


def test_a_derived_id_keeps_its_parts_apart() -> None:
    made = {
        derived_id(KEY, "household", "ab", "c"),
        derived_id(KEY, "household", "a", "bc"),
        derived_id(KEY, "household", "abc"),
        derived_id(KEY, "record", "ab", "c"),
        derived_id(KEY, "record", 1),
        derived_id(KEY, "record", "1"),
        derived_id(KEY, "record", date(2026, 1, 1)),
        derived_id(KEY, "record", "2026-01-01"),
    }
    assert len(made) == 8
    assert {identifier.version for identifier in made} == {4}


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16 bytes"):
        derived_id(b"fifteen bytes..", "household")
