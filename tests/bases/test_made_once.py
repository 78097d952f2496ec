"""What is made once is whole, and every copy of it is a test's own."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bases.apart import copy_apart, make_apart, run_apart
from bases.made_once import made_once
from bases.office_cli import DEMO_ANSWERS, copy_founded
from bases.postgres import Cluster

TABLES = """
    import json
    from django.db import connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, column_name, data_type FROM information_schema.columns"
                       " WHERE table_schema = 'public' ORDER BY 1, 2")
        rows = [list(row) for row in cursor.fetchall()]
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1")
        print(json.dumps(rows + [list(row) for row in cursor.fetchall()]))
"""
WRITE = """
    import json
    from xiangxin.office.audit.context import maintenance
    from xiangxin.office.jobs.models import Periodic
    with maintenance("tests"):
        Periodic.objects.create(name="mine", due_at="2026-01-01T00:00:00Z")
    print(json.dumps(Periodic.objects.count()))
"""


def schema(folder: Path) -> list[tuple[str, ...]]:
    found = []
    for name in ("office", "reads"):
        with sqlite3.connect(folder / f"{name}.sqlite3") as connection:
            found += connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()
    return found


def test_copied_tables_are_those_that_the_migrations_make(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "copied").mkdir()
    make_apart(tmp_path / "made")
    copy_apart(tmp_path / "copied")
    assert schema(tmp_path / "copied") == schema(tmp_path / "made") != []


@pytest.mark.needs("postgresql")
def test_copied_tables_of_postgresql_are_those_that_the_migrations_make(tmp_path: Path, cluster: Cluster) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "copied").mkdir()
    made = make_apart(tmp_path / "made", cluster.create("made_afresh"))
    assert run_apart(copy_apart(tmp_path / "copied", cluster), TABLES) == run_apart(made, TABLES) != []


def test_what_is_written_in_one_copy_is_in_no_other(apart: dict[str, str], tmp_path: Path) -> None:
    assert run_apart(apart, WRITE) == 1
    (tmp_path / "other").mkdir()
    other = copy_apart(tmp_path / "other")
    assert run_apart(other, WRITE) == 1
    keys = [(folder / "keys" / "session").read_bytes() for folder in (tmp_path, tmp_path / "other")]
    assert keys[0] != keys[1]


def test_nobody_works_in_what_was_made(tmp_path: Path) -> None:
    first = copy_founded(tmp_path / "first", DEMO_ANSWERS)
    with sqlite3.connect(first / "office.sqlite3") as connection:
        connection.execute("DROP TABLE django_session")
    assert ("django_session",) not in names(first)
    assert ("django_session",) in names(copy_founded(tmp_path / "second", DEMO_ANSWERS))


def names(folder: Path) -> list[tuple[str]]:
    with sqlite3.connect(folder / "office.sqlite3") as connection:
        return connection.execute("SELECT name FROM sqlite_master").fetchall()


def test_what_could_not_be_made_whole_is_made_again(tmp_path: Path) -> None:
    name = f"half-{tmp_path.name}"

    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise OSError("in the midst")

    with pytest.raises(OSError, match="in the midst"):
        made_once(name, fail)
    made = made_once(name, lambda folder: (folder / "whole").touch())
    assert [one.name for one in made.iterdir()] == ["whole"]
    assert made_once(name, fail) == made
