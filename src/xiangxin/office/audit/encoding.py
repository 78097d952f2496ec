"""The bytes of cells, rows and entries as the log encodes them, straight from what a database's driver hands over.

Many times a second, so nothing general is asked; tests compare every function with ``proof``, which says what is right.
What a column cannot hold is not an error here: it becomes bytes that no right value has.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from xiangxin.kernel.canonical import VERSION, encode
from xiangxin.proof import entry as proof
from xiangxin.proof.cells import cell

UNREADABLE = b"\xff"
"""Stands for a cell that holds what its column cannot: no encoding has this byte, so it is like nothing logged."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).toordinal()
_DAY = 24 * 60 * 60 * 1_000_000


def text_bytes(value: str) -> bytes:
    """The canonical bytes of a text; of a broken one, bytes that no text has."""
    written = value.encode("utf-8", "surrogateescape")
    return b"s%d:%b" % (len(written), written)


def text_cell(value: object) -> bytes:
    """A text."""
    return text_bytes(value) if isinstance(value, str) else UNREADABLE


def whole_cell(value: object) -> bytes:
    """A whole number."""
    return b"i%d;" % value if type(value) is int else UNREADABLE


def yes_or_no_cell(value: object) -> bytes:
    """Yes or no, which SQLite holds as 1 or 0."""
    if value in (0, 1) and isinstance(value, int):
        return b"t" if value else b"f"
    return UNREADABLE


def date_cell(value: object) -> bytes:
    """A date, as the database writes it."""
    try:
        return b"d%b;" % date.fromisoformat(cast(str, value)).isoformat().encode("ascii")
    except (TypeError, ValueError):
        return UNREADABLE


def instant_cell(value: object) -> bytes:
    """Milliseconds since 1970, a ratio where it is finer. SQLite holds UTC without saying so."""
    try:
        at = datetime.fromisoformat(cast(str, value))
    except (TypeError, ValueError):
        return UNREADABLE
    offset = at.utcoffset()
    seconds = ((at.hour * 60) + at.minute) * 60 + at.second
    micro = (at.toordinal() - _EPOCH) * _DAY + seconds * 1_000_000 + at.microsecond
    micro -= 0 if offset is None else round(offset.total_seconds()) * 1_000_000
    whole, rest = divmod(micro, 1000)
    return b"i%d;" % whole if not rest else encode(Fraction(micro, 1000))[len(VERSION) :]


def uuid_cell(value: object) -> bytes:
    """A UUID."""
    return b"s36:%b" % dashed(value).encode("utf-8", "surrogateescape")


def dashed(value: object) -> str:
    """The 36 characters of a UUID, which SQLite holds without dashes; what is none comes back as it is."""
    text = str(value)
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}" if len(text) == 32 else text


def bytes_cell(value: object) -> bytes:
    """Bytes."""
    if not isinstance(value, bytes | memoryview):
        return UNREADABLE
    written = bytes(value).hex().encode("ascii")
    return b"s%d:hex:%b" % (len(written) + 4, written)


def json_cell(value: object, besides: frozenset[str] = frozenset()) -> bytes:
    """JSON, as the database writes it, without the members ``besides``."""
    try:
        held = json.loads(cast(str, value), parse_float=Decimal)
        if besides and isinstance(held, dict):
            held = {name: one for name, one in held.items() if name not in besides}
        return encode(cell(held))[len(VERSION) :]
    except (TypeError, ValueError):
        return UNREADABLE


def leaf_of_row(table: str, key: str, op: str, digest: bytes) -> bytes:
    """``proof.Row(…).leaf()``, many times a second."""
    body = b"%bm4:s6:digests64:%bs3:key%bs2:op%bs5:table%b" % (
        VERSION,
        digest.hex().encode("ascii"),
        text_bytes(key),
        text_bytes(op),
        text_bytes(table),
    )
    return hashlib.sha256(b"\x00" + body).digest()


def leaf_of_entry(values: Sequence[Any]) -> bytes | None:
    """``proof.Entry(…).leaf()`` of a row of ``ENTRY_COLUMNS``; ``None`` for values that no entry has."""
    seq, version, at, actor, act, about, person, purpose, area, commitment, rows, count, _leaf = values
    if version != proof.VERSION:
        return None
    body = (
        b"%bm12:s3:act%bs5:actor%bs4:area%bs2:at%bs10:commitment%bs6:object%bs6:person%bs7:purpose%bs4:rows%b"
        b"s10:rows_count%bs3:seq%bs1:vi1;"
    ) % (
        VERSION,
        text_cell(act),
        text_cell(actor),
        _or_null(area),
        instant_cell(at),
        _hex(commitment),
        text_cell(about),
        b"n" if person is None else uuid_cell(person),
        _or_null(purpose),
        b"n" if rows is None else _hex(rows),
        whole_cell(count),
        whole_cell(seq),
    )
    return None if UNREADABLE in body else hashlib.sha256(b"\x00" + body).digest()


ENTRY_COLUMNS = (
    "seq", "version", "at", "actor", "act", "object", "person", "purpose", "area", "commitment", "rows", "rows_count",
    "leaf",
)  # fmt: skip


def _or_null(value: object) -> bytes:
    return b"n" if value is None else text_cell(value)


def _hex(value: object) -> bytes:
    return b"s64:%b" % value.hex().encode("ascii") if isinstance(value, bytes) and len(value) == 32 else UNREADABLE
