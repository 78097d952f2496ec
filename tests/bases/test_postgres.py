"""The tests' own PostgreSQL: durable as a county's, apart for each test, and whole again after a crash."""

import psycopg
import pytest

from bases.postgres import Cluster

pytestmark = pytest.mark.needs("postgresql")


def told(url: str, setting: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
    assert row is not None
    return str(row[0])


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit", "data_checksums"])
def test_it_is_as_durable_as_a_county_s_own(database_url: str, setting: str) -> None:
    assert told(database_url, setting) == "on"


def test_each_test_has_a_database_of_its_own(cluster: Cluster) -> None:
    one, other = cluster.create("apart_one"), cluster.create("apart_other")
    with psycopg.connect(one) as connection:
        connection.execute("CREATE TABLE only_here ()")
    with psycopg.connect(other) as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT * FROM only_here")


def test_what_was_committed_is_there_after_every_process_was_killed() -> None:
    server = Cluster()
    server.start()
    try:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (number int)")
            connection.execute("INSERT INTO kept VALUES (7)")
            server.kill()
        server.start()
        with psycopg.connect(server.url()) as connection:
            assert connection.execute("SELECT number FROM kept").fetchall() == [(7,)]
    finally:
        server.remove()
    assert not server.folder.exists()
