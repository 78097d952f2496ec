"""The bytes of a log entry and of the rows an act wrote: version 1, written down in docs/mechanisms/audit-encoding.md.

An entry is public to whoever checks the log; what it says about a person stands behind a commitment, whose salt can be
erased. Never change what version 1 means: a change adds a version, and entries that exist are never hashed again.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from xiangxin.kernel.canonical import encode
from xiangxin.proof.cells import Cell
from xiangxin.proof.errors import MalformedEntry, refused
from xiangxin.proof.tree import HASH_BYTES, leaf_hash, root

VERSION = 1

SALT_BYTES = 16
"""The only length of a salt: HMAC pads its key, so with several lengths two salts could be one."""

Op = Literal["write", "delete"]

_HASH = re.compile(r"[0-9a-f]{64}")
_FIELDS = frozenset(
    ("v", "seq", "at", "actor", "act", "object", "person", "purpose", "area", "commitment", "rows", "rows_count")
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log.

    ``seq`` counts from 0 and is the index of the leaf. ``at`` is in milliseconds since 1970-01-01 UTC (``instant``).
    ``commitment`` has 32 bytes (see the function). ``rows`` is ``rows_root`` over the rows the act wrote, 32 bytes, and
    ``None`` exactly when ``rows_count`` is 0. ``MalformedEntry`` for anything else.
    """

    seq: int
    at: int
    actor: str
    act: str
    object: str
    person: str | None
    purpose: str | None
    area: str | None
    commitment: bytes
    rows: bytes | None
    rows_count: int

    def __post_init__(self) -> None:
        for name in ("seq", "rows_count", "at"):
            value = getattr(self, name)
            if type(value) is not int or (value < 0 and name != "at"):
                raise refused(MalformedEntry, "entry_field", field=name)
        for name in ("actor", "act", "object"):
            if not isinstance(getattr(self, name), str):
                raise refused(MalformedEntry, "entry_field", field=name)
        for name in ("person", "purpose", "area"):
            if not isinstance(getattr(self, name), str | None):
                raise refused(MalformedEntry, "entry_field", field=name)
        if not _is_hash(self.commitment):
            raise refused(MalformedEntry, "entry_field", field="commitment")
        if (self.rows is None) != (self.rows_count == 0) or not (self.rows is None or _is_hash(self.rows)):
            raise refused(MalformedEntry, "entry_field", field="rows")

    def fields(self) -> dict[str, str | int | None]:
        """The entry as the mapping that is encoded and exported: hashes in lower-case hexadecimal."""
        return {
            "v": VERSION,
            "seq": self.seq,
            "at": self.at,
            "actor": self.actor,
            "act": self.act,
            "object": self.object,
            "person": self.person,
            "purpose": self.purpose,
            "area": self.area,
            "commitment": self.commitment.hex(),
            "rows": None if self.rows is None else self.rows.hex(),
            "rows_count": self.rows_count,
        }

    def encode(self) -> bytes:
        """The canonical bytes of the entry."""
        return encode(self.fields())

    def leaf(self) -> bytes:
        """The leaf hash under which the entry stands in the log's tree."""
        return leaf_hash(self.encode())


def read_entry(fields: Mapping[str, object]) -> Entry:
    """The entry that ``Entry.fields`` wrote; ``MalformedEntry`` for other keys, kinds, spellings or versions."""
    if fields.keys() != _FIELDS:
        raise refused(MalformedEntry, "entry_keys")
    if type(fields["v"]) is not int or fields["v"] != VERSION:
        raise refused(MalformedEntry, "entry_version")
    values: dict[str, object] = {name: value for name, value in fields.items() if name != "v"}
    for name in ("commitment", "rows"):
        written = values[name]
        if written is not None or name == "commitment":
            values[name] = _from_hex(written, name)
    return Entry(**values)  # type: ignore[arg-type] # the entry checks every field itself


def commitment(salt: bytes, payload: bytes) -> bytes:
    """HMAC-SHA-256 over the canonical bytes of a payload, keyed with ``salt`` (16 random bytes, used once)."""
    _check_salt(salt)
    return hmac.digest(salt, payload, hashlib.sha256)


def row_digest(salt: bytes, cells: Mapping[str, Cell]) -> bytes:
    """HMAC-SHA-256 over the canonical bytes of a row's cells by column; see ``cell``. A deleted row has no cells."""
    _check_salt(salt)
    return hmac.digest(salt, encode(cells), hashlib.sha256)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that an act wrote or deleted; ``key`` is its primary key as text, ``digest`` its ``row_digest``."""

    table: str
    key: str
    op: Op
    digest: bytes

    def __post_init__(self) -> None:
        if self.op not in get_args(Op) or not _is_hash(self.digest):
            raise refused(MalformedEntry, "entry_field", field="rows")

    def fields(self) -> dict[str, str]:
        """The row as the mapping that is encoded and exported."""
        return {"table": self.table, "key": self.key, "op": self.op, "digest": self.digest.hex()}

    def encode(self) -> bytes:
        """The canonical bytes of the row."""
        return encode(self.fields())

    def leaf(self) -> bytes:
        """The leaf hash under which the row stands in its act's tree."""
        return leaf_hash(self.encode())


def rows_root(rows: Iterable[Row]) -> bytes | None:
    """The root over an act's rows in their order, for ``Entry.rows``; ``None`` when there are none."""
    leaves = [row.leaf() for row in rows]
    return root(leaves) if leaves else None


def _check_salt(salt: bytes) -> None:
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")


def _is_hash(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == HASH_BYTES


def _from_hex(written: object, field: str) -> bytes:
    if not isinstance(written, str) or _HASH.fullmatch(written) is None:
        raise refused(MalformedEntry, "entry_field", field=field)
    return bytes.fromhex(written)
