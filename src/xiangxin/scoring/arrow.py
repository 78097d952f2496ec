"""Rows as Arrow tables and Parquet files, in the columns that ``scoring.tables`` lays down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from xiangxin.scoring.tables import Column, Table

_ITEMS = pa.list_(pa.struct([("id", pa.string()), ("outcome", pa.int64()), ("points_centi", pa.int64())]))
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


def write_table(where: Path | pa.NativeFile, table: pa.Table) -> None:
    """One Parquet file, at a path or into memory."""
    pq.write_table(table, where, compression="zstd")


def write_tables(folder: Path, tables: Mapping[str, pa.Table]) -> dict[str, Path]:
    """One Parquet file for each table, named after it; returns their paths by table."""
    paths = {name: folder / f"{name}.parquet" for name in tables}
    for name, path in paths.items():
        write_table(path, tables[name])
    return paths
