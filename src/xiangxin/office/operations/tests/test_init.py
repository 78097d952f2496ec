"""An office is founded whole or not at all, with three administrators and no password that anybody else knows."""

from __future__ import annotations

import json
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bases.office_cli import ANSWERS, codes, environment, found, office, told
from xiangxin.office.config.home import read_home
from xiangxin.office.operations.answers import read_answers


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("county") / "office"
    return folder, found(folder, {**ANSWERS, "checkpoints": str(folder.parent / "elsewhere")})


def rows(folder: Path, statement: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "office.sqlite3") as connection:
        return connection.execute(statement).fetchall()


def test_the_folder_and_its_keys_are_the_owner_s_alone(founded: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = founded
    modes = {path.relative_to(folder).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {name: mode for name, mode in modes.items() if mode & 0o077} == {}
    assert {name: modes[f"keys/{name}"] for name in ("session", "log-signing")} == {
        "session": 0o400,
        "log-signing": 0o400,
    }


def test_the_log_begins_with_the_founding_and_the_administrators(founded: tuple[Path, dict[str, Any]]) -> None:
    entries = rows(founded[0], "SELECT seq, act, actor, area FROM audit_entry ORDER BY seq")
    assert entries[:2] == [
        (0, "office.initialised", "system:init", "350481000000"),
        (1, "accounts.office_begun", "system:init", "350481000000"),
    ]


def test_three_persons_hold_the_three_posts_and_nobody_has_a_password(founded: tuple[Path, dict[str, Any]]) -> None:
    folder, document = founded
    posts = rows(
        folder, "SELECT role, login, password FROM accounts_post p JOIN accounts_account a ON a.id = account_id"
    )
    assert {role: login for role, login, _ in posts} == {
        role: one["login"] for role, one in ANSWERS["administrators"].items()
    }
    assert all(password.startswith("!") for _, _, password in posts)
    assert {role: slip["login"] for role, slip in document["slips"].items()} == {
        role: login for role, login, _ in posts
    }


def test_a_slip_stands_nowhere_but_on_its_paper(founded: tuple[Path, dict[str, Any]]) -> None:
    folder, document = founded
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for slip in document["slips"].values():
        assert slip["code"].encode() not in content
        assert slip["code"].replace("-", "").encode() not in content


def test_what_was_answered_is_what_the_office_is(founded: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = founded
    home = read_home(folder)
    assert (home.kind, home.county, home.jurisdiction, home.database) == ("government", "350481000000", "CN", "sqlite")
    assert home.title.zh == ANSWERS["title"]["zh"]
    assert home.controller.en == ANSWERS["controller"]["en"]
    assert home.checkpoints == folder.parent / "elsewhere"


def test_behind_https_with_a_backup_nothing_is_unsafe(founded: tuple[Path, dict[str, Any]]) -> None:
    secure = environment(XIANGXIN_HTTPS="1", XIANGXIN_PROXIES="127.0.0.1", XIANGXIN_HOSTS="office.example")
    assert codes(told("check", "--home", str(founded[0]), env=secure)) == ["backup_old", "witnesses_few"]
    plain = told("check", "--home", str(founded[0]))
    assert codes(plain) == ["backup_old", *["django_check"] * 4, "witnesses_few"]
    assert plain["exit_code"] == 1


def test_a_folder_that_holds_something_is_left_alone(founded: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    folder, _ = founded
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(ANSWERS), encoding="utf-8")
    document = told("init", "--home", str(folder), "--answers", str(file))
    assert (document["exit_code"], codes(document)) == (1, ["home_not_empty"])
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert [path.name for path in folder.parent.iterdir() if path.name.startswith(".office")] == []


@pytest.mark.needs("postgresql")
def test_on_postgresql_it_begins_in_an_empty_database_only(tmp_path: Path, database_url: str) -> None:
    env = environment(DATABASE_URL=database_url)
    found(tmp_path / "office", ANSWERS, env)
    assert read_home(tmp_path / "office").database == "postgresql"
    assert not (tmp_path / "office" / "office.sqlite3").exists()
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT act FROM audit_entry ORDER BY seq LIMIT 1").fetchall() == [
            ("office.initialised",)
        ]
    file = tmp_path / "office.answers.json"
    second = told("init", "--home", str(tmp_path / "second"), "--answers", str(file), env=env)
    assert codes(second) == ["database_not_empty"]
    assert not (tmp_path / "second").exists()
    forgotten = office("check", "--home", str(tmp_path / "office"), "--lang", "en")
    assert forgotten.returncode == 2
    assert "database_url_missing" in forgotten.stderr


def changed(path: str, value: object) -> dict[str, Any]:
    """The answers with one of them otherwise; ``value`` None leaves it out."""
    answers: dict[str, Any] = json.loads(json.dumps(ANSWERS))
    *parents, last = path.split("/")
    place = answers
    for name in parents:
        place = place[name]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return answers


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("kind", "club", "answer_kind"),
        ("kind", None, "answer_missing"),
        ("title", None, "answer_both"),
        ("title/en", "  ", "answer_both"),
        ("title/zh", "长" * 81, "answer_both"),
        ("controller", "某县", "answer_both"),
        ("county", "350481", "answer_county"),
        ("county", "350481001000", "answer_county"),
        ("county", "990101000000", "answer_county_fictional"),
        ("checkpoints", "beside", "answer_folder"),
        ("administrators", None, "answer_administrators"),
        ("administrators/audit_admin", None, "answer_administrators"),
        ("administrators/audit_admin/login", "Third Audit", "answer_login"),
        ("administrators/audit_admin/login", "first.system", "answer_same_person"),
        ("administrators/audit_admin/name", "管理员甲", "answer_same_person"),
        ("administrators/audit_admin/name", " ", "answer_missing"),
        ("password", "welcome", "answer_unknown"),
    ],
)
def test_an_answer_that_cannot_be_is_told_at_its_place(path: str, value: object, code: str) -> None:
    answers, findings = read_answers(changed(path, value), "answers.json")
    assert answers is None
    assert [one.code for one in findings] == [code]
    assert findings[0].where.field is not None
    assert findings[0].where.field.split(".")[0] == path.split("/", maxsplit=1)[0]


def test_a_fictional_county_begins_with_administrators_too() -> None:
    answers, findings = read_answers({**ANSWERS, "kind": "demo", "county": "990202000000"}, "answers.json")
    assert findings == ()
    assert answers is not None
    assert [one.role for one in answers.administrators] == ["system_admin", "security_admin", "audit_admin"]


def test_everything_wrong_is_told_at_once() -> None:
    _, findings = read_answers({"kind": "club", "county": "1"}, "answers.json")
    assert [one.code for one in findings] == [
        "answer_kind", "answer_both", "answer_county", "answer_both", "answer_administrators",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "[]", "{", '"government"'])
def test_a_file_of_answers_that_is_none_founds_nothing(tmp_path: Path, text: str) -> None:
    file = tmp_path / "answers.json"
    file.write_text(text, encoding="utf-8")
    document = told("init", "--home", str(tmp_path / "office"), "--answers", str(file))
    assert (document["exit_code"], codes(document)) == (2, ["answers_unreadable"])
    assert not (tmp_path / "office").exists()


def test_without_answers_and_without_a_terminal_it_says_what_is_missing(tmp_path: Path) -> None:
    document = told("init", "--home", str(tmp_path / "office"), "--kind", "bank")
    assert document["exit_code"] == 2
    assert "answer_administrators" in codes(document)
    assert list(tmp_path.iterdir()) == []


Spoil = Callable[[Path], object]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda home: (home / "office.yaml").unlink(), "home_missing"),
        (lambda home: (home / "office.yaml").write_text('kind: "club"\n'), "home_word"),
        (lambda home: (home / "office.yaml").write_text("kind: [\n"), "yaml_syntax"),
        (lambda home: (home / "keys" / "session").unlink(), "key_missing"),
    ],
    ids=["no file", "an unknown kind", "no YAML", "no key"],
)
def test_a_home_that_cannot_be_read_is_told_without_a_traceback(
    founded: tuple[Path, dict[str, Any]], tmp_path: Path, spoil: Spoil, code: str
) -> None:
    copy = tmp_path / "office"
    (copy / "keys").mkdir(parents=True)
    for name in ("office.yaml", "keys/session"):
        (copy / name).write_bytes((founded[0] / name).read_bytes())
    spoil(copy)
    for command in ("check", "serve", "worker"):
        document = told(command, "--home", str(copy))
        assert document["exit_code"] == 2
        assert code in codes(document)
