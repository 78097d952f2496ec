"""Base64url and JSON with one spelling only: what can be written in two ways can be changed without being noticed.

Must never mend what it reads: padding, blanks in Base64, repeated keys, fractions and unpaired surrogates are refused.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import NoReturn

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]
"""A value of JSON without fractions: amounts are whole numbers of the smallest unit, ratios are text."""

MAX_DEPTH = 16
MAX_WHOLE = 2**53 - 1
"""Larger whole numbers are read differently by programs that know floating point only (RFC 8259, section 6)."""


def encoded(data: bytes) -> str:
    """Base64url without padding (RFC 7515)."""
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def decoded(text: str) -> bytes | None:
    """The bytes, or ``None`` unless this is the one way to write them."""
    try:
        data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    return data if encoded(data) == text else None


def written(value: object) -> bytes:
    """A value as JSON in UTF-8 without blanks, keys in the order given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def read_json(data: bytes) -> Json:
    """The value; ``ValueError`` for what is no JSON, has a key twice, a fraction, or is nested too deeply."""
    try:
        value: Json = json.loads(
            data.decode("utf-8"), object_pairs_hook=_object, parse_float=_refuse, parse_constant=_refuse
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None
    check_json(value)
    return value


def read_object(data: bytes) -> dict[str, Json]:
    """Likewise for an object."""
    value = read_json(data)
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def check_json(value: object, depth: int = 0) -> None:
    """``ValueError`` for what is no ``Json``, too large a number, or nested more than ``MAX_DEPTH`` deep."""
    if depth > MAX_DEPTH:
        raise ValueError("nested too deeply")
    match value:
        case None | bool():
            return
        case int():
            if abs(value) > MAX_WHOLE:
                raise ValueError("too large to be read the same everywhere")
        case str():
            value.encode("utf-8")
        case list():
            for member in value:
                check_json(member, depth + 1)
        case Mapping():
            for key, member in value.items():
                check_json(_name(key), depth)
                check_json(member, depth + 1)
        case _:
            raise ValueError(f"{type(value).__name__} is not written in a token")


def _name(key: object) -> str:
    if not isinstance(key, str):
        raise ValueError("a name must be text")
    return key


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse(_: str) -> NoReturn:
    raise ValueError("a fraction")
