"""Values of columns enter the digest of their row exactly, or not at all."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import IntEnum, StrEnum
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.kernel.canonical import encode
from xiangxin.proof.cells import cell, instant

CST = timezone(timedelta(hours=8))


class Stage(StrEnum):
    OPEN = "open"


class Level(IntEnum):
    HIGH = 3


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (-7, -7),
        ("乡信", "乡信"),
        (date(2026, 1, 15), date(2026, 1, 15)),
        (Fraction(2, 1), Fraction(2, 1)),
        (Decimal("40.00"), 40),
        (Decimal("0.70"), Fraction(7, 10)),
        (datetime(1970, 1, 1, 8, 0, 1, tzinfo=CST), 1000),
        (datetime(2026, 11, 28, 0, 0, 0, 123000, tzinfo=UTC), 1795824000123),
        (datetime(1970, 1, 1, 0, 0, 0, 1500, tzinfo=UTC), Fraction(3, 2)),
        (datetime(1969, 12, 31, 23, 59, 59, 999000, tzinfo=UTC), -1),
        (timedelta(seconds=2), 2000),
        (timedelta(microseconds=1), Fraction(1, 1000)),
        (UUID("9D3F6C1E-0000-4000-8000-00000000ABCD"), "9d3f6c1e-0000-4000-8000-00000000abcd"),
        (b"\x00\xff", "hex:00ff"),
        (memoryview(b"\x0a"), "hex:0a"),
        (Stage.OPEN, "open"),
        (Level.HIGH, 3),
        ([Decimal("1.5"), None], [Fraction(3, 2), None]),
        ({"b": (1, b"")}, {"b": [1, "hex:"]}),
    ],
)
def test_a_value_becomes_what_the_encoding_takes(value: object, expected: object) -> None:
    assert cell(value) == expected
    assert type(cell(value)) is type(expected)
    assert encode(cell(value)) == encode(expected)


@pytest.mark.parametrize(
    "value", [0.5, {"a": 0.5}, [0.5], {1: "a"}, pytest.param(object(), id="object"), {"a"}, 1j], ids=repr
)
def test_what_has_no_exact_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        cell(value)


@pytest.mark.parametrize("value", [datetime(2026, 1, 1), Decimal("NaN"), Decimal("Infinity")], ids=repr)  # noqa: DTZ001
def test_what_names_no_value_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"names no instant|no exact encoding"):
        cell(value)


def test_an_instant_of_the_log_is_whole_milliseconds() -> None:
    assert instant(datetime(1970, 1, 1, 8, 0, 0, 5000, tzinfo=CST)) == 5
    with pytest.raises(ValueError, match="whole number of milliseconds"):
        instant(datetime(1970, 1, 1, 0, 0, 0, 5001, tzinfo=UTC))


KINDS = {
    "decimal": st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=3),
    "instant": st.datetimes(timezones=st.sampled_from([UTC, CST])),
    "duration": st.timedeltas(),
    "uuid": st.uuids(),
    "bytes": st.binary(max_size=6),
    "text": st.text(max_size=6),
    "nested": st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
        max_leaves=6,
    ),
}


@given(st.data(), st.sampled_from(sorted(KINDS)))
def test_two_values_of_one_kind_share_their_bytes_exactly_when_they_are_equal(data: st.DataObject, kind: str) -> None:
    one, two = data.draw(KINDS[kind]), data.draw(KINDS[kind])
    equal = ordered(one) == ordered(two)
    assert (encode(cell(one)) == encode(cell(two))) == equal


def ordered(value: object) -> object:
    """The value as one that Python compares as we do: the order of keys is nothing, True is not 1, {} is not []."""
    if isinstance(value, dict):
        return [dict, *((key, ordered(value[key])) for key in sorted(value))]
    if isinstance(value, list):
        return [list, *(ordered(member) for member in value)]
    return (type(value), value)
