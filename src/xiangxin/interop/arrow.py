"""Rows as Arrow tables and Parquet files, in the columns that ``scoring.tables`` lays down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from xiangxin.scoring.tables import Column, Table

_TYPES = {
    "uuid": pa.uuid(),
    "text": pa.string(),
    "date": pa.date32(),
    "bool": pa.bool_(),
    "int": pa.int64(),
}


def to_arrow(table: Table, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    """``rows`` under the columns of ``table``; a missing key is null. A column that is not of the table is an error."""
    extra = {name for row in rows for name in row} - set(table.names)
    if extra:
        raise ValueError(f"{table.name} has no {', '.join(sorted(extra))}")
    arrays = [pa.array([row.get(column.name) for row in rows], type=_TYPES[column.type]) for column in table.columns]
    return pa.Table.from_arrays(arrays, schema=pa.schema([_field(column) for column in table.columns]))


def write_tables(folder: Path, tables: Mapping[str, pa.Table]) -> dict[str, Path]:
    """One Parquet file for each table, named after it; returns their paths by table."""
    paths = {name: folder / f"{name}.parquet" for name in tables}
    for name, path in paths.items():
        pq.write_table(tables[name], path, compression="zstd")
    return paths


def _field(column: Column) -> pa.Field:
    return pa.field(column.name, _TYPES[column.type], nullable=column.nullable)
