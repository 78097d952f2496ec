"""Of each person in frozen tables one keyed digest of everything they say: it names nobody and proves sameness.

The bytes are those of ``canonical.encode`` over the person's rows, each ``[table, {column: value}]``, put together
column by column, since a county has a million rows; a test holds them against it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from uuid import UUID

import pyarrow as pa

from xiangxin.kernel.canonical import VERSION, encode
from xiangxin.office.vault.sealing import blind_index

CONSENTS = "consents"
"""The table that is in no digest: who agreed is asked anew, whatever was frozen."""
MEMBERS = "members"
_KIND = "snapshot_rows"


def digests_of(tables: Mapping[str, pa.Table]) -> dict[UUID, bytes]:
    """By person. A row of ``members`` belongs to the member, any other to the person it names."""
    said: dict[bytes, list[bytes]] = {}
    for name in sorted(tables):
        if name != CONSENTS and tables[name].num_rows:
            whose = id_bytes(tables[name], "member_id" if name == MEMBERS else "person_id")
            for person, row in zip(whose, _rows(name, tables[name]), strict=True):
                said.setdefault(person, []).append(row)
    return {
        UUID(bytes=person): blind_index(_KIND, hashlib.sha256(_listed(rows)).hexdigest())
        for person, rows in said.items()
    }


def id_bytes(table: pa.Table, column: str) -> list[bytes]:
    """The ids in a column as sixteen bytes each, whatever the file gave them as."""
    found: list[bytes] = _stored(table[column]).to_pylist()
    return found


def _listed(rows: list[bytes]) -> bytes:
    return b"%bl%d:%b" % (VERSION, len(rows), b"".join(rows))


def _rows(name: str, table: pa.Table) -> Iterator[bytes]:
    """Each row as the encoding writes ``[name, row]``."""
    columns = sorted(table.column_names, key=lambda column: column.encode("utf-8"))
    head = b"l2:%bm%d:" % (_bytes(name), len(columns))
    cells = [_cells(column, table[column]) for column in columns]
    for row in zip(*cells, strict=True):
        yield head + b"".join(row)


def _cells(column: str, values: pa.ChunkedArray) -> Iterator[bytes]:
    """Key and value of each row. What comes again is encoded once."""
    key = _bytes(column)
    write = _id if _is_id(values.type) else _bytes
    whole = _stored(values).combine_chunks().dictionary_encode("encode")
    known = [key + write(value) for value in whole.dictionary.to_pylist()]
    return (known[at] for at in whole.indices.to_pylist())


def _bytes(value: object) -> bytes:
    return encode(value).removeprefix(VERSION)


def _id(value: bytes | None) -> bytes:
    """An id is written as text."""
    if value is None:
        return _bytes(None)
    text = value.hex()
    return f"s36:{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}".encode("ascii")


def _is_id(kind: pa.DataType) -> bool:
    return bool(kind == pa.uuid() or kind == pa.binary(16))


def _stored(values: pa.ChunkedArray) -> pa.ChunkedArray:
    return values.cast(pa.binary(16)) if values.type == pa.uuid() else values
