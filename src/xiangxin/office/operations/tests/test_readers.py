"""On SQLite a large write keeps nobody from reading until it is committed, whatever it holds in memory until then."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from xiangxin.office.config.database import PRAGMAS

CACHED = 2_000_000
"""Bytes that SQLite keeps in memory unless it is told otherwise."""


def written(path: Path, pragmas: str) -> sqlite3.Connection:
    """A writer in the midst of a transaction that is larger than what it keeps in memory."""
    writer = sqlite3.connect(path, isolation_level=None)
    writer.executescript(pragmas)
    writer.execute("CREATE TABLE rows (body BLOB)")
    writer.execute("BEGIN IMMEDIATE")
    writer.executemany("INSERT INTO rows VALUES (zeroblob(4000))", [()] * (2 * CACHED // 4000))
    return writer


def seen(path: Path) -> int:
    """How many rows somebody else reads at this moment, without waiting."""
    reader = sqlite3.connect(path, timeout=0)
    try:
        return int(reader.execute("SELECT count(*) FROM rows").fetchone()[0])
    finally:
        reader.close()


def test_who_reads_beside_a_large_write_sees_what_stood_before_and_waits_for_nothing(tmp_path: Path) -> None:
    writer = written(tmp_path / "office.sqlite3", PRAGMAS)
    assert seen(tmp_path / "office.sqlite3") == 0
    writer.execute("COMMIT")
    assert seen(tmp_path / "office.sqlite3") == 1000
    writer.close()


def test_without_that_setting_the_same_write_locks_the_file(tmp_path: Path) -> None:
    writer = written(tmp_path / "office.sqlite3", PRAGMAS.replace("cache_spill=OFF", "cache_spill=ON"))
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        seen(tmp_path / "office.sqlite3")
    writer.close()
