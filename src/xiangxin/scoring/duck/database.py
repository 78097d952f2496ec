"""The database of one command: in memory, no network, nothing left behind."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
from duckdb import DuckDBPyConnection


@contextmanager
def connection() -> Iterator[DuckDBPyConnection]:
    """An in-memory database that reads local files only and spills to a folder of its own, which is removed."""
    with tempfile.TemporaryDirectory(prefix="xiangxin-") as spill:
        database = duckdb.connect(
            config={
                "temp_directory": spill,
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "preserve_insertion_order": "false",
            }
        )
        try:
            yield database
        finally:
            database.close()
