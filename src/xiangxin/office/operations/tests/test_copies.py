"""A backup of a working office comes back whole and proven, for its addressee alone; anything else is refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bases.office_cli import DEMO_ANSWERS, codes, copy_founded, environment, found, in_office, told
from xiangxin.office.operations.sealed.stanzas import SecretKey, new_secret_key

PHRASE = "six words that nobody would ever guess"
ACT = """
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.checkpoints import make_checkpoint
from xiangxin.office.areas.actions import add_area
from xiangxin.office.areas.new import NewArea
from datetime import date
def go_on(number):
    if number == 0:
        return add_area(system("tests"), NewArea("990101000000", "county", "虚构县"), date(2026, 1, 1))
    add_area(system("tests"), NewArea(f"990101{100 + number:03}000", "township", f"虚构乡{number}"), date(2026, 1, 1))
"""
WRITER = (
    "import sys\nfrom pathlib import Path\nfrom xiangxin.office.operations.running import enter\n"
    f"enter(Path(sys.argv[1]))\n{ACT}\n"
    "for number in range(800):\n    go_on(number)\n    print(number, flush=True)\n"
)
REASON = ("--reason", "disk_failed", "--reference", "INC-2026-0117")
UNFIT = [
    ("  ", "INC-1", "reason_missing"),
    ("张三弄坏了", "INC-1", "reason_missing"),
    ("disk_failed", "", "reference_unfit"),
    ("disk_failed", "张三", "reference_unfit"),
    ("disk_failed", "ZHANGSAN", "reference_unfit"),
    ("disk_failed", "990101198807012345", "reference_unfit"),
    ("disk_failed", "INC 2026 0117", "reference_unfit"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with 12 entries: its founding, its administrators, ten areas; its checkpoints lie beside it as well."""
    folder = copy_founded(tmp_path_factory.mktemp("copied") / "office", DEMO_ANSWERS)
    in_office(folder, ACT + "for number in range(10):\n    go_on(number)\nmake_checkpoint()\n")
    return folder


@pytest.fixture(scope="module")
def secret() -> SecretKey:
    return new_secret_key()


@pytest.fixture(scope="module")
def identity(secret: SecretKey, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("off-line") / "key.txt"
    file.write_text(f"# kept on paper\n{secret.written()}\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def copy(home: Path, secret: SecretKey, tmp_path_factory: pytest.TempPathFactory) -> Path:
    document = told(
        "backup", "--home", str(home), "-o", str(tmp_path_factory.mktemp("backups")), "--to", str(secret.public)
    )
    assert document["exit_code"] == 0, document
    return Path(document["file"])


Restore = Callable[..., dict[str, Any]]


@pytest.fixture
def restore(tmp_path: Path, home: Path, identity: Path) -> Restore:
    """Bring a copy back beside everything else; ``into`` holds an office afterwards, or nothing."""

    def bring(file: Path, *more: str, keys: bool = True, env: dict[str, str] | None = None) -> dict[str, Any]:
        given = ["--keys", str(home / "keys")] if keys else []
        words = ["--identity", str(identity)] if env is None or "XIANGXIN_BACKUP_PASSPHRASE" not in env else []
        return told("restore", str(file), "--home", str(tmp_path / "back"), *words, *given, *more, env=env)

    return bring


def verdict(folder: Path, env: dict[str, str] | None = None) -> str:
    return in_office(folder, "from xiangxin.office.audit.verify import verify\nprint(verify().findings)", env).strip()


def entries(folder: Path, env: dict[str, str] | None = None) -> int:
    code = "from xiangxin.office.audit.models import Entry\nprint(Entry.objects.count())"
    return int(in_office(folder, code, env))


@contextmanager
def somebody_writing(folder: Path, env: dict[str, str] | None = None) -> Iterator[Callable[[], int]]:
    """A process that goes on acting; what is given answers how many acts it has acknowledged."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)], env=env or environment(), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    stdout = process.stdout
    try:
        yield lambda: int(stdout.readline()) + 1
    finally:
        process.kill()
        process.wait()
        stdout.close()


def test_what_was_written_comes_back_whole_with_the_same_keys(
    home: Path, copy: Path, restore: Restore, tmp_path: Path
) -> None:
    document = restore(copy)
    assert (document["exit_code"], document["log_size"], document["missing"]) == (0, 12, 0)
    back = tmp_path / "back"
    assert verdict(back) == "()"
    assert entries(back) == entries(home) == 12
    keys = {path.name: path.read_bytes() for path in (home / "keys").iterdir()}
    assert {path.name: path.read_bytes() for path in (back / "keys").iterdir()} == keys
    assert not [path for path in (back, *back.rglob("*")) if path.stat().st_mode & 0o077]
    assert codes(told("check", "--home", str(back))) == codes(told("check", "--home", str(home)))


def test_files_beside_the_database_come_back_too_and_nothing_that_is_half_written(
    home: Path, identity: Path, secret: SecretKey, tmp_path: Path
) -> None:
    frozen = "snapshots/5e3a2f80-0a61-4b4e-9d39-6b3c7d1e2f40/records.parquet"
    waiting = "intake/0b7c1a52-8d34-4a7e-8f0e-2d9c4b6a1e70/rows.sealed"
    left = ("intake/spool/raw.xlsx", "snapshots/.5e3a2f80/records.parquet", f"{frozen}~", "snapshots/notes.txt")
    for name in (frozen, waiting, *left):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(name.encode())
    try:
        made = told("backup", "--home", str(home), "-o", str(tmp_path / "to"), "--to", str(secret.public))
        back = tmp_path / "back"
        given = ("--identity", str(identity), "--keys", str(home / "keys"))
        assert told("restore", made["file"], "--home", str(back), *given)["exit_code"] == 0
    finally:
        for name in ("snapshots", "intake"):
            shutil.rmtree(home / name)
    files = [path for name in ("snapshots", "intake") for path in (back / name).rglob("*") if path.is_file()]
    assert {path.relative_to(back).as_posix() for path in files} == {frozen, waiting}
    assert (back / frozen).read_bytes() == frozen.encode()


def test_two_of_three_sheets_are_enough_instead_of_the_keys(
    copy: Path, home: Path, restore: Restore, tmp_path: Path
) -> None:
    sheets = told("sheets", "--home", str(home))["sheets"]
    written = tmp_path / "typed.txt"
    written.write_text(f"{sheets[2]['words']}\n{sheets[0]['words']}\n", encoding="utf-8")
    document = restore(copy, "--shares", str(written), keys=False)
    assert document["exit_code"] == 0, document
    assert verdict(tmp_path / "back") == "()"


def test_without_the_key_of_keys_nothing_comes_back(copy: Path, restore: Restore, tmp_path: Path) -> None:
    document = restore(copy, keys=False)
    assert (document["exit_code"], codes(document)) == (1, ["restore_keys_missing"])
    assert not (tmp_path / "back").exists()


def test_keys_of_another_office_are_refused(copy: Path, restore: Restore, tmp_path: Path) -> None:
    other = tmp_path / "other"
    found(other, DEMO_ANSWERS)
    document = restore(copy, "--keys", str(other / "keys"), keys=False)
    assert (document["exit_code"], codes(document)) == (1, ["restore_keys_other"])
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize("place", [0.001, 0.01, 0.3, 0.6, 0.9, 0.9999])
def test_one_flipped_byte_anywhere_is_refused(copy: Path, restore: Restore, tmp_path: Path, place: float) -> None:
    data = bytearray(copy.read_bytes())
    data[int(len(data) * place)] ^= 0x01
    spoiled = tmp_path / "spoiled.tar.age"
    spoiled.write_bytes(data)
    document = restore(spoiled)
    assert document["exit_code"] == 1
    assert set(codes(document)) <= {"backup_damaged", "backup_closed"}
    assert not (tmp_path / "back").exists()


def test_a_copy_without_its_end_is_refused(copy: Path, restore: Restore, tmp_path: Path) -> None:
    cut = tmp_path / "cut.tar.age"
    cut.write_bytes(copy.read_bytes()[:-70_000])
    assert codes(restore(cut)) == ["backup_damaged"]
    assert not (tmp_path / "back").exists()


def test_another_key_does_not_open_it(copy: Path, home: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.txt"
    stranger.write_text(new_secret_key().written(), encoding="utf-8")
    given = ["--identity", str(stranger), "--keys", str(home / "keys")]
    document = told("restore", str(copy), "--home", str(tmp_path / "back"), *given)
    assert (document["exit_code"], codes(document)) == (1, ["backup_closed"])


def test_a_passphrase_closes_and_opens_one_too(home: Path, restore: Restore, tmp_path: Path) -> None:
    env = environment(XIANGXIN_BACKUP_PASSPHRASE=PHRASE)
    made = told("backup", "--home", str(home), "-o", str(tmp_path / "out"), env=env)
    assert restore(Path(made["file"]), env=env)["exit_code"] == 0
    assert verdict(tmp_path / "back") == "()"


def test_nothing_readable_lies_in_the_file_or_beside_the_office(copy: Path, home: Path) -> None:
    assert b"SQLite format" not in copy.read_bytes()
    assert sorted(path.name for path in copy.parent.iterdir()) == [copy.name]
    assert sorted(path.name for path in home.iterdir() if path.name.startswith(".")) == []


def test_what_a_killed_backup_left_in_the_clear_is_taken_away_by_the_next(
    home: Path, secret: SecretKey, tmp_path: Path
) -> None:
    mine = Path(shutil.copytree(home, tmp_path / "mine"))
    old, new = mine / ".copy-old", mine / ".copy-new"
    for left in (old, new):
        left.mkdir()
        (left / "office.sqlite3").write_bytes(b"in the clear")
    os.utime(old, (0, 0))
    to = ["-o", str(tmp_path / "out"), "--to", str(secret.public)]
    assert told("backup", "--home", str(mine), *to)["exit_code"] == 0
    assert (old.exists(), new.exists()) == (False, True)


@pytest.mark.parametrize(
    ("words", "env", "code"),
    [
        ([], {}, "backup_for_nobody"),
        (["--to", "age1mistyped"], {}, "recipient_unread"),
        ([], {"XIANGXIN_BACKUP_PASSPHRASE": "too short"}, "passphrase_short"),
        (["--with-keys"], {"XIANGXIN_BACKUP_PASSPHRASE": PHRASE}, "keys_under_passphrase"),
    ],
)
def test_a_copy_that_others_could_open_is_not_made(
    home: Path, tmp_path: Path, words: list[str], env: dict[str, str], code: str
) -> None:
    document = told("backup", "--home", str(home), "-o", str(tmp_path / "out"), *words, env=environment(**env))
    assert (document["exit_code"], codes(document)) == (1, [code])
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []


def test_bare_keys_go_along_only_when_they_are_asked_for(
    home: Path, secret: SecretKey, restore: Restore, tmp_path: Path
) -> None:
    to = ["--to", str(secret.public), "--with-keys"]
    made = told("backup", "--home", str(home), "-o", str(tmp_path / "out"), *to)
    assert restore(Path(made["file"]), keys=False)["exit_code"] == 0


def test_a_place_that_holds_something_is_left_alone(copy: Path, restore: Restore, tmp_path: Path) -> None:
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "mine").write_text("mine", encoding="utf-8")
    assert codes(restore(copy)) == ["home_not_empty"]
    assert [path.name for path in (tmp_path / "back").iterdir()] == ["mine"]


def test_a_copy_made_while_people_work_is_one_moment_and_proven(
    home: Path, secret: SecretKey, restore: Restore, tmp_path: Path
) -> None:
    busy = copy_founded(tmp_path / "busy", DEMO_ANSWERS)
    with somebody_writing(busy) as acknowledged:
        while acknowledged() < 20:
            pass
        made = told("backup", "--home", str(busy), "-o", str(tmp_path / "out"), "--to", str(secret.public))
        while acknowledged() < made["log_size"] + 20:
            pass
    assert made["exit_code"] == 0, made
    assert made["log_size"] > 20
    document = restore(Path(made["file"]), "--keys", str(busy / "keys"), keys=False)
    assert (document["exit_code"], document["log_size"]) == (0, made["log_size"])
    assert verdict(tmp_path / "back") == verdict(busy) == "()"


def test_an_older_copy_than_the_checkpoints_of_others_is_told_and_taken_only_with_a_reason(
    home: Path, copy: Path, restore: Restore, tmp_path: Path
) -> None:
    went_on = tmp_path / "went-on"
    shutil.copytree(home, went_on)
    in_office(went_on, ACT + "for number in range(10, 20):\n    go_on(number)\nmake_checkpoint()\n")
    with_witness = ["--checkpoints", str(went_on / "checkpoints")]
    assert codes(restore(copy, *with_witness)) == ["restore_older"]
    assert not (tmp_path / "back").exists()
    drill = restore(copy, *with_witness, "--drill")
    assert (drill["exit_code"], drill["missing"], drill["home"]) == (0, 10, None)
    assert not (tmp_path / "back").exists()
    taken = restore(copy, *with_witness, "--accept-restore", "disk_failed", "--reference", "inc-2026-0117")
    assert (taken["exit_code"], taken["missing"]) == (0, 10)
    back = tmp_path / "back"
    code = """
        from xiangxin.office.audit.models import Entry, Payload
        last = Entry.objects.order_by("-seq").first()
        body = bytes(Payload.objects.get(entry=last).body)
        print(last.act, b"s6:reasons11:disk_failed" in body, b"s9:references13:INC-2026-0117" in body)
    """
    assert in_office(back, code) == "office.restore_accepted True True\n"
    assert codes(told("check", "--home", str(back))) == codes(told("check", "--home", str(home)))


def test_a_database_put_back_by_hand_starts_only_after_it_was_accepted(home: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(home, mine)
    older = {path: path.read_bytes() for path in mine.glob("*.sqlite3")}
    in_office(mine, ACT + "for number in range(10, 20):\n    go_on(number)\nmake_checkpoint()\n")
    assert codes(told("accept-restore", "--home", str(mine), *REASON)) == ["accept_needless"]
    for path, content in older.items():
        path.write_bytes(content)
    assert "log_not_extended" in codes(told("check", "--home", str(mine)))
    before = entries(mine)
    for reason, reference, refusal in UNFIT:
        given = ("--reason", reason, "--reference", reference)
        assert codes(told("accept-restore", "--home", str(mine), *given)) == [refusal], given
    assert entries(mine) == before
    assert told("accept-restore", "--home", str(mine), *REASON)["exit_code"] == 0
    assert "log_not_extended" not in codes(told("check", "--home", str(mine)))
    assert verdict(mine) == "()"


def test_a_copy_made_after_a_restore_was_accepted_brings_every_name_of_the_log_back(
    home: Path, copy: Path, secret: SecretKey, restore: Restore, tmp_path: Path
) -> None:
    went_on = tmp_path / "went-on"
    shutil.copytree(home, went_on)
    in_office(went_on, ACT + "for number in range(10, 12):\n    go_on(number)\nmake_checkpoint()\n")
    first = restore(copy, "--checkpoints", str(went_on / "checkpoints"), "--accept-restore", "disk_failed", *REASON[2:])
    assert first["exit_code"] == 0, first
    once = tmp_path / "once"
    (tmp_path / "back").rename(once)
    made = told("backup", "--home", str(once), "-o", str(tmp_path / "out"), "--to", str(secret.public))
    assert restore(Path(made["file"]))["exit_code"] == 0
    keys = {path.name: path.read_bytes() for path in (once / "keys").iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "back" / "keys").iterdir()} == keys
    assert "log-names" in keys
    assert verdict(tmp_path / "back") == "()"


def test_a_rewritten_log_is_never_accepted(home: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    found(mine, DEMO_ANSWERS)
    shutil.rmtree(mine / "keys")
    shutil.copytree(home / "keys", mine / "keys")
    in_office(mine, ACT + "for number in range(12):\n    go_on(number)\n")
    shutil.copytree(home / "checkpoints", mine / "checkpoints", dirs_exist_ok=True)
    before = entries(mine)
    assert codes(told("accept-restore", "--home", str(mine), *REASON)) == ["accept_rewritten"]
    assert entries(mine) == before


@pytest.mark.needs("postgresql")
def test_on_postgresql_a_copy_made_while_people_work_comes_back_proven(
    tmp_path: Path, cluster: Any, secret: SecretKey, identity: Path
) -> None:
    env = environment(DATABASE_URL=cluster.create("copied_from"))
    busy = tmp_path / "busy"
    found(busy, DEMO_ANSWERS, env)
    to = ["-o", str(tmp_path / "out"), "--to", str(secret.public)]
    with somebody_writing(busy, env) as acknowledged:
        while acknowledged() < 20:
            pass
        made = told("backup", "--home", str(busy), *to, env=env)
    assert made["exit_code"] == 0, made
    given = ["--identity", str(identity), "--keys", str(busy / "keys")]
    into = ["--home", str(tmp_path / "back")]
    assert codes(told("restore", made["file"], *into, *given, env=environment())) == ["restore_database"]
    assert codes(told("restore", made["file"], *into, *given, env=env)) == ["database_not_empty"]
    other = environment(DATABASE_URL=cluster.create("copied_into"))
    document = told("restore", made["file"], *into, *given, env=other)
    assert (document["exit_code"], document["log_size"]) == (0, made["log_size"])
    assert made["log_size"] > 20
    assert verdict(tmp_path / "back", other) == "()"
