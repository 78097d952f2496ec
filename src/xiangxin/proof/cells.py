"""Values of a database column as the canonical encoding takes them, so that one edited cell changes its row's digest.

Exact: nothing is rounded, cut or guessed. Two different values of one kind never become alike; values of two kinds may
(a UUID and the text that spells it), because a column holds one kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import TypeAlias
from uuid import UUID

Cell: TypeAlias = "bool | int | str | date | Fraction | Sequence[Cell] | Mapping[str, Cell] | None"
"""What a cell may be for the canonical encoding."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def instant(at: datetime) -> int:
    """``at`` in milliseconds since 1970-01-01 UTC; ``ValueError`` without a time zone or finer than a millisecond."""
    milliseconds = _milliseconds(at)
    if milliseconds.denominator != 1:
        raise ValueError("an instant of the log is a whole number of milliseconds")
    return milliseconds.numerator


def cell(value: object) -> Cell:
    """``value`` as the canonical encoding takes it: exactly, and two different values of one kind never alike.

    =====================  ==================================================================================
    null, text, integer,   themselves
    yes or no, date
    ``Fraction``           itself
    ``Decimal``            its exact value: an integer, or a ratio (40, 40.0 and 40.00 are one value)
    ``datetime``           milliseconds since 1970-01-01 UTC: an integer, or a ratio where it is finer
    ``timedelta``          milliseconds, in the same way
    ``UUID``               its 36 characters in lower case
    bytes                  ``hex:`` and lower-case hexadecimal
    ``Enum``               its value
    list, mapping          member by member; the keys of a mapping are text
    =====================  ==================================================================================

    ``TypeError`` for any other kind, floats first; ``ValueError`` for a datetime without a time zone and for a decimal
    that is no number.
    """
    match value:
        case Enum():
            return cell(value.value)
        case datetime():
            return _whole_or_ratio(_milliseconds(value))
        case None | bool() | int() | str() | date() | Fraction():
            return value
        case Decimal():
            return _decimal(value)
        case timedelta():
            return _whole_or_ratio(Fraction(value // _MICROSECOND, 1000))
        case UUID():
            return str(value)
        case bytes() | bytearray() | memoryview():
            return f"hex:{bytes(value).hex()}"
        case list() | tuple():
            return [cell(member) for member in value]
        case Mapping():
            return _mapping(value)
    raise TypeError(f"a cell of kind {type(value).__name__} has no exact encoding")


def _milliseconds(at: datetime) -> Fraction:
    if at.utcoffset() is None:
        raise ValueError("a datetime without a time zone names no instant")
    return Fraction((at - _EPOCH) // _MICROSECOND, 1000)


def _whole_or_ratio(value: Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value


def _decimal(value: Decimal) -> int | Fraction:
    if not value.is_finite():
        raise ValueError("a decimal that is no number has no exact encoding")
    return _whole_or_ratio(Fraction(value))


def _mapping(value: Mapping[object, object]) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for key, member in value.items():
        if not isinstance(key, str):
            raise TypeError(f"a key must be text, not {type(key).__name__}")
        cells[key] = cell(member)
    return cells
