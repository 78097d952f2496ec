"""Different values never share their bytes; what cannot be written exactly is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.kernel.canonical import digest, encode, exact

SCALARS = st.none() | st.booleans() | st.integers() | st.fractions() | st.dates() | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4)
)


def exactly_equal(left: object, right: object) -> bool:
    """Equality that keeps ``1``, ``True`` and ``Fraction(1)`` apart."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(exactly_equal, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(exactly_equal(left[key], right[key]) for key in left)
    return type(left) is type(right) and left == right


@given(VALUES, VALUES)
def test_two_values_share_their_bytes_only_if_they_are_the_same(left: object, right: object) -> None:
    assert (encode(left) == encode(right)) == exactly_equal(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1, True),
        (0, False),
        (1, Fraction(1)),
        (1, "1"),
        (None, ""),
        (None, False),
        ([], {}),
        (["ab"], ["a", "b"]),
        ([[], []], [[[]]]),
        ([1, [2]], [[1], 2]),
        (date(2026, 1, 15), "2026-01-15"),
        ({"a": None}, {}),
        ("\u00e9", "e\u0301"),
    ],
)
def test_values_that_look_alike_are_apart(left: object, right: object) -> None:
    assert encode(left) != encode(right)


def test_the_order_of_a_mapping_does_not_count_and_the_order_of_a_list_does() -> None:
    assert encode({"a": 1, "b": 2}) == encode({"b": 2, "a": 1})
    assert encode([1, 2]) != encode([2, 1])
    assert encode((1, 2)) == encode([1, 2])


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        Decimal("0.5"),
        b"bytes",
        datetime(2026, 1, 15, tzinfo=UTC),
        UUID(int=1),
        {1, 2},
        {1: "a"},
        {date(2026, 1, 1): "a"},
        [1, [2.0]],
        object(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_be_written_exactly_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        encode(value)


def test_half_a_character_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        encode("\ud800")


def test_the_digest_is_sha_256_in_hexadecimal() -> None:
    # printf 'xx1:m1:s1:ai1;' | sha256sum
    assert digest({"a": 1}) == "4ba14961c23f5b966262777660476b303b4f0422cf63dba42d2851eba8487b7f"


def test_a_decimal_is_its_value_however_it_was_written() -> None:
    written = {"points": [40, Decimal("40"), Decimal("40.00"), Decimal("0.7")], 7: (True, None, "x")}
    assert exactly_equal(exact(written), {"points": [40, 40, 40, Fraction(7, 10)], "7": [True, None, "x"]})
    assert digest(exact([Decimal("1.50")])) == digest(exact([Decimal("1.5")]))
