"""The database of one command: in memory, no network, nothing left behind."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
from duckdb import DuckDBPyConnection

_ON_WRITING = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES)
"""What a system says of a disk that cannot be written to."""


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
        except duckdb.IOException as error:
            raise _as_the_system_said(error) from error
        finally:
            database.close()


def _as_the_system_said(error: duckdb.IOException) -> OSError:
    """A full disk and the like as the system's own error, which names no file of ours."""
    number = next((each for each in _ON_WRITING if os.strerror(each) in str(error)), errno.EIO)
    return OSError(number, os.strerror(number))
