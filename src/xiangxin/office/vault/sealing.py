"""Seal a value for one place, open it there again, find it by a blind index.

A sealed value is: one byte with the version of the key, twelve random bytes, the ciphertext with its tag. It is bound
to table, column, row and version: moved elsewhere it does not open. What is opened goes to whoever asked and nowhere
else; callers say in a ``reading`` whose values they showed.
"""

from __future__ import annotations

import secrets
import unicodedata
from functools import lru_cache
from typing import cast
from uuid import UUID

from django.db.models import Model

from xiangxin.kernel.canonical import VERSION, encode
from xiangxin.kernel.errors import Location
from xiangxin.office.vault.ciphers import FAMILIES, NONCE_BYTES
from xiangxin.office.vault.errors import SealBroken, VersionUnknown
from xiangxin.office.vault.keys import Ring
from xiangxin.office.vault.keys import ring as office_ring

Sealed = bytes | memoryview


def seal(text: str, table: str, column: str, row: UUID | str, *, ring: Ring | None = None) -> bytes:
    """``text`` closed for this table, column and row, with the newest key."""
    return seal_bytes(text.encode("utf-8"), table, column, row, ring=ring)


def seal_bytes(content: bytes, table: str, column: str, row: UUID | str, *, ring: Ring | None = None) -> bytes:
    """The same for bytes: a part of a file, whose place is the file's name and the part's number."""
    key = (ring or office_ring()).newest
    nonce = secrets.token_bytes(NONCE_BYTES)
    context = _context(table, column, row, key.number)
    return bytes((key.number,)) + nonce + FAMILIES[key.provider].seal(key.secret, nonce, content, context)


def open_sealed(sealed: Sealed, table: str, column: str, row: UUID | str, *, ring: Ring | None = None) -> str:
    """The text. ``SealBroken`` where it does not fit its place, ``VersionUnknown`` where the key is not here."""
    return open_bytes(sealed, table, column, row, ring=ring).decode("utf-8")


def open_bytes(sealed: Sealed, table: str, column: str, row: UUID | str, *, ring: Ring | None = None) -> bytes:
    """The bytes that ``seal_bytes`` closed; errors as of ``open_sealed``."""
    content = bytes(sealed)
    where = Location(file=table, field=column)
    if not content:
        raise SealBroken(where, table=table, column=column)
    key = (ring or office_ring()).version(content[0])
    if key is None and ring is None:
        key = office_ring(fresh=True).version(content[0])  # another process may have added it a moment ago
    if key is None:
        raise VersionUnknown(where, version=content[0])
    nonce, closed = content[1 : 1 + NONCE_BYTES], content[1 + NONCE_BYTES :]
    if len(nonce) < NONCE_BYTES:
        raise SealBroken(where, table=table, column=column)
    opened = FAMILIES[key.provider].open(key.secret, nonce, closed, _context(table, column, row, key.number))
    if opened is None:
        raise SealBroken(where, table=table, column=column)
    return opened


def version_of(sealed: Sealed) -> int:
    """The version of the key a value was sealed with."""
    return bytes(sealed[:1])[0]


def rewrap(sealed: Sealed, table: str, column: str, row: UUID | str, *, ring: Ring | None = None) -> bytes:
    """The same text or bytes under the newest key; what was given where it is that already."""
    keys = ring or office_ring()
    if version_of(sealed) == keys.newest.number:
        return bytes(sealed)
    return seal_bytes(open_bytes(sealed, table, column, row, ring=keys), table, column, row, ring=keys)


def seal_on(row: Model, column: str, text: str) -> None:
    """Put ``text`` sealed into a column of a model's row; its key must be set."""
    setattr(row, column, seal(text, row._meta.db_table, column, row.pk))


def open_on(row: Model, column: str) -> str:
    """The text of a sealed column of a model's row."""
    return open_sealed(cast(Sealed, getattr(row, column)), row._meta.db_table, column, row.pk)


def blind_index(kind: str, value: str, *, ring: Ring | None = None) -> bytes:
    """What finds ``value`` again: 32 bytes, keyed, the same for every way of writing it.

    ``kind`` (``id_number``, ``phone``) keeps indexes of different columns apart: equal values of two kinds differ.
    """
    key = (ring or office_ring()).index
    return FAMILIES[key.provider].mac(key.secret, encode((kind, normalised(value))))


def normalised(value: str) -> str:
    """Half-width, capital letters, no blanks."""
    return "".join(unicodedata.normalize("NFKC", value).upper().split())


def _context(table: str, column: str, row: UUID | str, version: int) -> bytes:
    """``encode((table, column, str(row), version))``; written out, because a list opens hundreds of values."""
    key = str(row).encode("utf-8")
    return b"%bs%d:%bi%d;" % (_place(table, column), len(key), key, version)


@lru_cache(maxsize=256)
def _place(table: str, column: str) -> bytes:
    members = (encode(one).removeprefix(VERSION) for one in (table, column))
    return b"%bl4:%b" % (VERSION, b"".join(members))
