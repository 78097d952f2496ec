"""Each unsafe setting is found, named, and (where it must) stops the office from starting."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_django
import time_machine
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from django.test import override_settings
from django.utils import timezone

from bases.accounts_made import make_account
from bases.feeds_made import make_feed
from bases.intake_made import ON
from bases.office_home import OFFICE, PERSON_KEY
from bases.postgres import Cluster
from xiangxin.kernel.errors import Finding
from xiangxin.office.accounts.choices import ADMINISTRATORS
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.checkpoints import make_checkpoint
from xiangxin.office.audit.witnesses import add_witness, offer
from xiangxin.office.config.database import databases, sqlite, weak_settings
from xiangxin.office.config.home import Home, read_home
from xiangxin.office.feeds.models import FeedState
from xiangxin.office.operations.record import note_backup
from xiangxin.office.operations.safety import care, folder, network
from xiangxin.office.operations.safety import databases as of_databases
from xiangxin.office.operations.safety.situation import Situation, is_loopback
from xiangxin.office.vault.keys import create_ring

both = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture
def home(tmp_path: Path) -> Home:
    place = tmp_path / "office"
    place.mkdir(mode=0o700)
    (place / "office.yaml").write_text(OFFICE, encoding="utf-8")
    create_ring(place / "keys", person_key=PERSON_KEY)
    (place / "keys" / "session").write_bytes(secrets.token_bytes(32))
    for path in (place / "keys").iterdir():
        path.chmod(0o400)
    return read_home(place)


@pytest.fixture
def county(home: Home) -> Home:
    """An office that is no demo."""
    return replace(home, kind="government")


def codes(found: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(one.code, one.severity) for one in found]


def test_a_folder_as_it_is_founded_is_safe(home: Home) -> None:
    assert codes(folder.closed_to_others(Situation(home))) == []
    assert codes(folder.keys_open(Situation(home))) == []


def test_a_folder_that_others_enter_is_refused(home: Home) -> None:
    home.folder.chmod(0o750)
    assert codes(folder.closed_to_others(Situation(home))) == [("folder_open", "block")]


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o644])
def test_a_key_that_others_read_is_refused(home: Home, mode: int) -> None:
    (home.keys / "session").chmod(mode)
    found = list(folder.closed_to_others(Situation(home)))
    assert codes(found) == [("key_open", "block")]
    assert "session" in found[0].what.zh
    assert f"{mode:04o}" in found[0].what.en


def test_a_folder_of_another_user_is_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert codes(folder.closed_to_others(Situation(home))) == [("folder_foreign", "condition")]


def test_a_short_key_and_a_missing_one_are_refused(home: Home) -> None:
    (home.keys / "session").chmod(0o600)
    (home.keys / "session").write_bytes(b"short")
    assert codes(folder.keys_open(Situation(home))) == [("key_short", "block")]
    (home.keys / "session").unlink()
    assert codes(folder.keys_open(Situation(home))) == [("key_missing", "block")]


def test_a_ring_that_does_not_open_is_refused(home: Home) -> None:
    next(home.keys.glob("kek-*")).unlink()
    assert codes(folder.keys_open(Situation(home))) == [("kek_missing", "block")]


def test_debug_is_refused_in_a_real_office_and_on_an_open_address(home: Home, county: Home) -> None:
    with override_settings(DEBUG=True):
        assert codes(network.nothing_of_development(Situation(county, "127.0.0.1"))) == [("debug_on", "block")]
        assert codes(network.nothing_of_development(Situation(home, "0.0.0.0"))) == [("debug_on", "block")]
        assert codes(network.nothing_of_development(Situation(home, "127.0.0.1"))) == []
    assert codes(network.nothing_of_development(Situation(county, "0.0.0.0"))) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "10.1.2.3", "::", "office.example"])
def test_a_demo_is_not_opened_to_others(home: Home, county: Home, host: str) -> None:
    assert codes(network.demo_alone(Situation(home, host))) == [("demo_exposed", "block")]
    assert codes(network.demo_alone(Situation(county, host))) == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "[::1]"])
@override_settings(ALLOWED_HOSTS=["127.0.0.1", "localhost"])
def test_a_demo_is_opened_on_its_own_machine(home: Home, host: str) -> None:
    assert is_loopback(host)
    assert codes(network.demo_alone(Situation(home, host))) == []


@override_settings(ALLOWED_HOSTS=["127.0.0.1", "demo.example"])
def test_a_demo_answers_to_no_name_of_the_network(home: Home) -> None:
    assert codes(network.demo_alone(Situation(home, "127.0.0.1"))) == [("demo_exposed", "block")]


def test_plain_http_on_an_open_address_is_refused(county: Home) -> None:
    assert codes(network.encrypted(Situation(county, "0.0.0.0"))) == [("plain_http", "block")]
    assert codes(network.encrypted(Situation(county, "127.0.0.1"))) == []
    with override_settings(HTTPS=True, PROXIES=["10.0.0.5"]):
        assert codes(network.encrypted(Situation(county, "0.0.0.0"))) == []


@override_settings(HTTPS=True, PROXIES=[])
def test_https_without_a_proxy_that_is_believed_is_refused(county: Home) -> None:
    assert codes(network.encrypted(Situation(county, "127.0.0.1"))) == [("proxies_missing", "block")]


@pytest.mark.parametrize("name", ["*", ".example", "*.example"])
def test_a_wildcard_among_the_names_is_refused(county: Home, name: str) -> None:
    with override_settings(ALLOWED_HOSTS=["office.example", name]):
        assert codes(network.names_and_proxies(Situation(county))) == [("hosts_any", "block")]


@pytest.mark.parametrize("proxy", ["*", "0.0.0.0/0", "10.0.0.0/8", "proxy.example"])
def test_a_proxy_that_anybody_could_be_is_refused(county: Home, proxy: str) -> None:
    with override_settings(PROXIES=["127.0.0.1", proxy]):
        assert codes(network.names_and_proxies(Situation(county))) == [("proxies_any", "block")]


def test_texts_to_phones_do_not_leave_in_the_clear(county: Home) -> None:
    with override_settings(PHONE_GATEWAY="http://gateway.example/send", HOME=county):
        assert codes(network.texts_to_phones(Situation(county))) == [("key_missing", "block")]
        (county.keys / "sms").write_bytes(secrets.token_bytes(32))
        assert codes(network.texts_to_phones(Situation(county))) == [("gateway_in_the_clear", "block")]
    with override_settings(PHONE_GATEWAY="https://gateway.example/send", HOME=county):
        assert codes(network.texts_to_phones(Situation(county))) == []


def test_django_s_own_warnings_are_findings_and_in_a_demo_those_of_https_are_notes(
    home: Home, county: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A browser of an earlier test leaves it set in this process; Django warns of it, rightly.
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)
    told = [one for one in network.as_django_sees_it(Situation(county)) if one.code == "django_check"]
    assert {one.severity for one in told} == {"condition"}
    assert sorted(one.what.en.rpartition(" ")[2] for one in told) == sorted(network.OF_HTTPS)
    assert all(one.why.zh != one.why.en for one in told)
    assert {one.severity for one in network.as_django_sees_it(Situation(home))} == {"note"}


Opened = Callable[[dict[str, Any]], BaseDatabaseWrapper]


@pytest.fixture
def opened(django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[Opened]:
    """Opens a database that is none of the tests' own."""
    made: list[BaseDatabaseWrapper] = []

    def of(settings: dict[str, Any]) -> BaseDatabaseWrapper:
        made.append(ConnectionHandler({"default": settings})["default"])
        return made[-1]

    with django_db_blocker.unblock():
        yield of
        for connection in made:
            connection.close()


def test_a_fresh_sqlite_file_answers_as_it_must(tmp_path: Path, opened: Opened) -> None:
    connection = opened(sqlite(tmp_path / "office.sqlite3"))
    assert list(weak_settings(connection)) == []


@pytest.mark.parametrize(
    ("parameter", "value", "found"),
    [
        ("journal_mode", "WAL", "wal"),
        ("journal_mode", "DELETE", "delete"),
        ("synchronous", "NORMAL", "1"),
        ("synchronous", "OFF", "0"),
        ("foreign_keys", "OFF", "0"),
        ("trusted_schema", "ON", "1"),
        ("secure_delete", "OFF", "0"),
    ],
)
def test_each_weak_parameter_of_sqlite_is_named(
    tmp_path: Path, opened: Opened, parameter: str, value: str, found: str
) -> None:
    connection = opened(sqlite(tmp_path / "office.sqlite3"))
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {parameter}={value}")
    assert [(weak.parameter, weak.found) for weak in weak_settings(connection)] == [(parameter, found)]


@pytest.mark.needs("postgresql")
@pytest.mark.parametrize("parameter", ["fsync", "full_page_writes", "synchronous_commit"])
def test_each_weak_parameter_of_postgresql_is_named(opened: Opened, parameter: str) -> None:
    server = Cluster()
    server.start(**{parameter: "off"})
    try:
        connection = opened(databases(Path(), server.url())["default"])
        assert [(weak.parameter, weak.found) for weak in weak_settings(connection)] == [(parameter, "off")]
    finally:
        server.remove()


@pytest.mark.needs("postgresql")
def test_a_durable_postgresql_answers_as_it_must(opened: Opened, database_url: str) -> None:
    connection = opened(databases(Path(), database_url)["default"])
    assert list(weak_settings(connection)) == []


def test_sqlite_on_a_network_disk_is_refused(county: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_databases, "file_system", lambda folder: "nfs4")
    monkeypatch.setattr(of_databases, "connections", {"default": type("Lite", (), {"vendor": "sqlite"})})
    assert codes(of_databases.on_a_disk_of_its_own(Situation(county))) == [("database_remote_disk", "block")]


def test_the_file_system_below_a_folder_is_known() -> None:
    assert of_databases.file_system(Path("/proc/self")) == "proc"


def test_little_room_on_the_disk_is_told(county: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(2**40, 2**40 - 2**20, 2**20))
    assert codes(care.room_on_disk(Situation(county))) == [("disk_low", "condition")]


def test_checkpoints_beside_the_database_and_old_backups_are_told(county: Home, tmp_path: Path) -> None:
    now = timezone.now()

    def told(home: Home) -> list[tuple[str, str]]:
        return codes(care.copies_elsewhere(Situation(home)))

    assert told(county) == [("checkpoints_inside", "condition"), ("backup_old", "condition")]
    elsewhere = replace(county, checkpoints=tmp_path / "elsewhere")
    assert told(elsewhere) == [("backup_old", "condition")]
    note_backup(county, now - timedelta(days=3), tmp_path / "old")
    assert told(elsewhere) == [("backup_old", "condition")]
    note_backup(county, now - timedelta(days=1), tmp_path / "new")
    assert told(elsewhere) == []


@both
def test_a_checkpoint_that_has_not_left_for_a_day_is_told(county: Home) -> None:
    make_account()
    assert codes(care.checkpoint_left(Situation(county))) == []
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert codes(care.checkpoint_left(Situation(county))) == [("checkpoint_stale", "condition")]
        make_checkpoint()
        assert codes(care.checkpoint_left(Situation(county))) == []


@both
def test_fewer_than_two_witnesses_are_noted_and_one_that_does_not_answer_is_told(home: Home, county: Home) -> None:
    def told(home: Home) -> list[tuple[str, str]]:
        return codes(care.witnesses_keep_it(Situation(home)))

    by, today = system("tests"), timezone.localdate()
    assert (told(county), told(home)) == ([("witnesses_few", "note")], [])
    bank = add_witness(by, "银行甲", "http://127.0.0.1:9/", today)
    assert told(county) == [("witnesses_few", "note")]
    add_witness(by, "监管", "https://witness.example/", today)
    assert told(county) == []
    make_checkpoint()
    offer(bank)
    (failing,) = care.witnesses_keep_it(Situation(county))
    assert (failing.code, failing.severity, "银行甲" in failing.what.zh) == ("witnesses_failing", "condition", True)


@both
def test_three_administrators_are_three_persons(county: Home) -> None:
    def told() -> list[tuple[str, str]]:
        return codes(care.three_administrators(Situation(county)))

    assert told() == [("administrators_missing", "condition")]
    for role in sorted(ADMINISTRATORS)[:2]:
        make_account(role)
    assert told() == [("administrators_missing", "condition")]
    make_account(sorted(ADMINISTRATORS)[2])
    assert told() == []


@both
def test_a_log_from_the_future_is_told(county: Home) -> None:
    make_account()
    assert codes(care.the_time(Situation(county))) == []
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        assert codes(care.the_time(Situation(county))) == [("clock_behind", "condition")]


@both
def test_feeds_that_are_silent_or_fail_are_counted_and_none_is_named(county: Home) -> None:
    def told() -> list[tuple[str, str]]:
        return codes(care.feeds_answer(Situation(county)))

    with time_machine.travel(f"{ON}T10:00:00+08:00"):
        feed, _secret, _provider = make_feed()
        assert told() == []
        FeedState.objects.filter(feed=feed).update(error="not_reached", failures=1)
        assert told() == [("feeds_failing", "condition")]
    with time_machine.travel(f"{ON + timedelta(days=3)}T10:00:00+08:00"):
        assert told() == [("feeds_silent", "condition")]
        found = next(care.feeds_answer(Situation(county)))
        assert str(feed.id) not in found.what.zh + found.mend.zh
