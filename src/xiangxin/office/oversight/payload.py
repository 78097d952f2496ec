"""Reads canonical bytes back into values, to show what an entry says; see docs/mechanisms/audit-encoding.md.

Bytes that are no canonical encoding are a ``ValueError``: a payload in the log is never guessed at.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from xiangxin.kernel.canonical import VERSION, encode

_SINGLE: dict[bytes, bool | None] = {b"n": None, b"t": True, b"f": False}


def decode(body: bytes) -> object:
    """The value of which ``body`` is the encoding."""
    if not body.startswith(VERSION):
        raise ValueError("another version of the encoding")
    value, end = _value(body, len(VERSION))
    if end != len(body) or encode(value) != body:
        raise ValueError("not the encoding of one value")
    return value


def lines(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """The value as names and texts, one line for each leaf, in the order of the encoding."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from lines(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        for number, inner in enumerate(value, start=1):
            yield from lines(inner, f"{name}[{number}]")
    elif isinstance(value, list):
        yield name, ", ".join(map(_said, value)) or "—"
    else:
        yield name, _said(value)


def _said(value: object) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return str(value)


def _value(body: bytes, at: int) -> tuple[object, int]:
    kind = body[at : at + 1]
    if kind in _SINGLE:
        return _SINGLE[kind], at + 1
    if kind in (b"i", b"r", b"d"):
        return _until(body, at)
    if kind not in (b"s", b"l", b"m"):
        raise ValueError("an unknown kind of value")
    end = body.index(b":", at)
    length, at = int(body[at + 1 : end]), end + 1
    if kind == b"s":
        return body[at : at + length].decode("utf-8"), at + length
    found: list[object] = []
    for _ in range(length * (2 if kind == b"m" else 1)):
        value, at = _value(body, at)
        found.append(value)
    return (dict(zip(found[::2], found[1::2], strict=True)) if kind == b"m" else found), at


def _until(body: bytes, at: int) -> tuple[object, int]:
    end = body.index(b";", at)
    written = body[at + 1 : end].decode("ascii")
    if body[at : at + 1] == b"i":
        return int(written), end + 1
    if body[at : at + 1] == b"d":
        return date.fromisoformat(written), end + 1
    return Fraction(written), end + 1
