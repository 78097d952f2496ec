"""The command line names what was changed behind the office's back, and lists background work."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bases.office_cli import ANSWERS, codes, copy_founded, environment, in_office, told
from xiangxin.office.operations.sealed.stanzas import new_secret_key


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_founded(tmp_path_factory.mktemp("verified") / "office", ANSWERS)
    in_office(folder, "from xiangxin.office.audit.checkpoints import make_checkpoint\nmake_checkpoint()")
    return folder


@pytest.fixture
def home(founded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded, tmp_path / "office"))


def verified(home: Path, *more: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "xiangxin.cli", "verify", "--home", str(home), "--json", *more]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    document: dict[str, Any] = json.loads(done.stdout)
    assert document["exit_code"] == done.returncode, done.stderr
    return document


def test_an_office_that_nobody_touched_agrees_with_its_log(home: Path) -> None:
    document = verified(home)
    assert (document["exit_code"], document["findings"], document["checkpoints"]) == (0, [], 1)
    assert document["entries"] == 2


def test_a_cell_that_was_changed_behind_its_back_is_named(home: Path) -> None:
    with sqlite3.connect(home / "office.sqlite3") as connection:
        connection.execute("UPDATE accounts_account SET display = '别人' WHERE login = 'first.system'")
    document = verified(home)
    assert document["exit_code"] == 1
    assert [finding["code"] for finding in document["findings"]] == ["cell_changed"]
    assert "display" in document["findings"][0]["what"]["en"]


def test_a_log_that_others_know_longer_is_told(home: Path, tmp_path: Path) -> None:
    ahead = Path(shutil.copytree(home, tmp_path / "ahead"))
    code = """
        from xiangxin.office.audit.acts import act
        from xiangxin.office.audit.actor import system
        from xiangxin.office.audit.checkpoints import make_checkpoint
        with act("tests.went_on", by=system("tests")):
            pass
        make_checkpoint()
    """
    in_office(ahead, code)
    document = verified(home, "--checkpoints", str(ahead / "checkpoints"))
    assert (document["exit_code"], [one["code"] for one in document["findings"]]) == (1, ["checkpoint_not_met"])


def test_background_work_is_listed_by_kind_and_state(home: Path) -> None:
    document = told("jobs", "--home", str(home))
    assert (document["exit_code"], document["queued"], document["jobs"]) == (0, 0, [])


def test_an_upgrade_backs_up_then_changes_the_tables_and_stands_in_the_log(home: Path, tmp_path: Path) -> None:
    with sqlite3.connect(home / "office.sqlite3") as connection:
        connection.execute("DROP TABLE django_session")
        connection.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    asked = ["--home", str(home), "-o", str(tmp_path / "out"), "--to", str(new_secret_key().public)]
    document = told("upgrade", *asked)
    assert (document["exit_code"], document["steps"]) == (0, 1)
    assert list((tmp_path / "out").iterdir()) == [Path(document["backup"])]
    last = in_office(home, "from xiangxin.office.audit.models import Entry\nprint(Entry.objects.last().act)")
    assert last == "office.upgraded\n"
    assert verified(home)["findings"] == []
    again = told("upgrade", *asked)
    assert (again["exit_code"], again["steps"], again["backup"]) == (0, 0, None)


def test_an_older_program_leaves_a_newer_database_alone(home: Path, tmp_path: Path) -> None:
    with sqlite3.connect(home / "office.sqlite3") as connection:
        later = ("areas", "0099_later", "2027-01-01")
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)", later)
    document = told("upgrade", "--home", str(home), "-o", str(tmp_path / "out"), "--to", str(new_secret_key().public))
    assert (document["exit_code"], codes(document)) == (1, ["schema_new"])
    assert not (tmp_path / "out").exists()
