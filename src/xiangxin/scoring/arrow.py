"""Rows as Arrow tables and Parquet files, in the columns that ``scoring.tables`` lays down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq

from xiangxin.scoring.tables import Column, Table

_ITEMS = pa.list_(pa.struct([("id", pa.string()), ("outcome", pa.int64()), ("points_centi", pa.int64())]))
_ID = pa.binary(16)
"""How an id lies in a file, known as one or not."""
_TYPES: Mapping[str, pa.DataType] = {
    "uuid": pa.uuid(),
    "text": pa.string(),
    "date": pa.date32(),
    "bool": pa.bool_(),
    "int": pa.int64(),
    "items": _ITEMS,
}


def arrow_schema(columns: Iterable[Column]) -> pa.Schema:
    """The Arrow schema of a table; every field nullable, as DuckDB writes it."""
    return pa.schema([(column.name, _TYPES[column.type]) for column in columns])


def to_arrow(table: Table, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    """``rows`` under the columns of ``table``; a missing key is null. A column that is not of the table is an error."""
    extra = {name for row in rows for name in row} - set(table.names)
    if extra:
        raise ValueError(f"{table.name} has no {', '.join(sorted(extra))}")
    schema = arrow_schema(table.columns)
    arrays = [pa.array([row.get(spec.name) for row in rows], type=spec.type) for spec in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def read_table(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """The table in one file: its own columns, and none out of the names of its folders."""
    return pq.read_table(path, columns=None if columns is None else list(columns), partitioning=None)


def rows_of(table: pa.Table) -> list[dict[str, Any]]:
    """The rows as Python values. An id or a day that comes again is the same object: making each anew costs most."""
    names = table.column_names
    columns = [_values(table[name]) for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _values(column: pa.ChunkedArray) -> list[Any]:
    stored = column.cast(_ID) if column.type == pa.uuid() else column
    if stored.type not in (_ID, pa.date32()):
        found: list[Any] = column.to_pylist()
        return found
    whole = stored.combine_chunks().dictionary_encode("encode")
    known = whole.dictionary.to_pylist()
    if stored.type == _ID:
        known = [None if one is None else UUID(bytes=one) for one in known]
    return [known[at] for at in whole.indices.to_pylist()]


def write_table(where: Path | pa.NativeFile, table: pa.Table) -> None:
    """One Parquet file, at a path or into memory."""
    pq.write_table(table, where, compression="zstd")


def write_tables(folder: Path, tables: Mapping[str, pa.Table]) -> dict[str, Path]:
    """One Parquet file for each table, named after it; returns their paths by table."""
    paths = {name: folder / f"{name}.parquet" for name in tables}
    for name, path in paths.items():
        write_table(path, tables[name])
    return paths
