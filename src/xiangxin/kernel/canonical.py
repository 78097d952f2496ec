"""One byte string for one value: what every hash of the product is computed from.

The encoding is typed and length-delimited, so no two different values share their bytes and nothing has to be escaped:

====================  ==========================================================
``None``              ``n``
``True``, ``False``   ``t``, ``f``
``int``               ``i-12;``
``Fraction``          ``r7/10;`` (lowest terms, positive denominator)
``date``              ``d2026-01-15;``
``str``               ``s6:乡信`` (length in bytes of UTF-8, then the bytes)
list or tuple         ``l2:`` and the members
mapping               ``m2:`` and key, value, key, value … in the order of the keys' UTF-8 bytes
====================  ==========================================================

in front of which stands ``xx1:``, the version. A float, a ``datetime`` or an object of another kind is a ``TypeError``:
what cannot be written exactly cannot be signed. Never change the meaning of a version; add the next one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

VERSION = b"xx1:"

_SINGLE: dict[bool | None, bytes] = {None: b"n", True: b"t", False: b"f"}


def encode(value: object) -> bytes:
    """The canonical bytes of ``value``; ``TypeError`` for a kind the encoding does not know."""
    return b"".join((VERSION, *_parts(value)))


def digest(value: object) -> str:
    """SHA-256 of the canonical bytes, in lower-case hexadecimal."""
    return hashlib.sha256(encode(value)).hexdigest()


def exact(content: object) -> object:
    """Plain content as the encoding takes it: a decimal becomes its value, so 40, 40.0 and 40.00 are one."""
    if isinstance(content, Decimal):
        ratio = Fraction(content)
        return ratio.numerator if ratio.denominator == 1 else ratio
    if isinstance(content, Mapping):
        return {str(key): exact(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [exact(value) for value in content]
    return content


def _parts(value: object) -> Iterator[bytes]:
    match value:
        case None | bool():
            yield _SINGLE[value]
        case int():
            yield b"i%d;" % value
        case Fraction():
            yield b"r%d/%d;" % (value.numerator, value.denominator)
        case date() if not isinstance(value, datetime):
            yield b"d%b;" % value.isoformat().encode("ascii")
        case str():
            yield _text(value)
        case Mapping():
            yield b"m%d:" % len(value)
            for key in sorted(value, key=_key_bytes):
                yield _text(key)
                yield from _parts(value[key])
        case Sequence() if not isinstance(value, bytes | bytearray | memoryview):
            yield b"l%d:" % len(value)
            for member in value:
                yield from _parts(member)
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical encoding")


def _key_bytes(key: object) -> bytes:
    if not isinstance(key, str):
        raise TypeError(f"a key must be text, not {type(key).__name__}")
    return key.encode("utf-8")


def _text(text: str) -> bytes:
    encoded = text.encode("utf-8")
    return b"s%d:%b" % (len(encoded), encoded)
