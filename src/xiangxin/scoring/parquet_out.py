"""Rows into Parquet by the tables of ``scoring.tables``: the same column types whichever engine made the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from xiangxin.scoring.tables import Column, ColumnType, Table

_ITEMS = pa.list_(pa.struct([("id", pa.string()), ("outcome", pa.int64()), ("points_centi", pa.int64())]))
_TYPES: Mapping[ColumnType, pa.DataType] = {
    "uuid": pa.uuid(),
    "text": pa.string(),
    "date": pa.date32(),
    "bool": pa.bool_(),
    "int": pa.int64(),
    "items": _ITEMS,
}


def to_arrow(table: Table, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    """``rows`` (by column name; a missing key is null) under the columns of ``table``."""
    arrays = [pa.array([row.get(column.name) for row in rows], _TYPES[column.type]) for column in table.columns]
    return pa.Table.from_arrays(arrays, schema=pa.schema([_field(column) for column in table.columns]))


def write_rows(path: Path, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Write ``rows`` as one Parquet file."""
    pq.write_table(to_arrow(table, rows), path, compression="zstd")


def _field(column: Column) -> pa.Field:
    return pa.field(column.name, _TYPES[column.type], nullable=column.nullable)
