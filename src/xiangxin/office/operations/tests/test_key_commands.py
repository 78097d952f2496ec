"""The operator renews the office's keys at its machine: in a safe order, by acts, and not at all after a mistake."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner
from django.conf import settings
from django.utils import timezone

from bases.intake_made import ON
from bases.office_cli import DEMO_ANSWERS, codes, copy_founded, told, told_here
from bases.own_ring import use_own_ring
from bases.parties_made import make_person
from xiangxin.cli.main import main
from xiangxin.office.audit.checkpoints import kept_in, make_checkpoint, read_kept, require_extended
from xiangxin.office.audit.models import Checkpoint, Entry
from xiangxin.office.audit.naming import origin, signer
from xiangxin.office.audit.queries import payload_of
from xiangxin.office.audit.verify import verify
from xiangxin.office.jobs.models import Lease
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.operations.sealed.stanzas import new_secret_key
from xiangxin.office.oversight.payload import decode
from xiangxin.office.vault.escrow import combine
from xiangxin.office.vault.keys import name_of, other_keks, read_ring

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with keys of its own over the database of the test, so that no other test meets a changed key."""
    folder = tmp_path / "office"
    folder.mkdir(mode=0o700)
    shutil.copyfile(settings.HOME.folder / "office.yaml", folder / "office.yaml")
    use_own_ring(folder / "keys", monkeypatch)
    for name in ("session", "log-signing"):
        (folder / "keys" / name).write_bytes((settings.HOME.keys / name).read_bytes())
    return folder


def content(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (home / "keys").iterdir()}


def acts() -> list[tuple[str, object]]:
    """What the log says of renewals."""
    found = Entry.objects.filter(act__startswith="office.", act__endswith="_renewed").order_by("seq")
    return [(one.act, decode(payload_of(one) or b"")) for one in found]


def test_a_data_key_is_renewed_by_an_act_and_the_worker_seals_again_with_it(home: Path) -> None:
    make_person("张小三")
    done = told_here("keys", "renew", home=home)
    assert (done["exit_code"], done["version"], done["worker_runs"]) == (0, 2, False)
    assert done["sealing"]["state"] == "queued"
    assert acts() == [("office.data_key_renewed", {"version": 2})]
    work_off()
    shown = told_here("keys", "list", home=home)
    assert shown["sealing"]["state"] == "done"
    assert (shown["sealing"]["result"]["rows"], shown["sealing"]["result"]["broken"]) == (1, 0)
    assert [(one["version"], one["family"]) for one in shown["data_keys"]] == [(1, "aes"), (2, "aes")]
    assert told_here("keys", "renew", "--family", "gm", home=home)["version"] == 3
    assert told_here("keys", "list", home=home)["data_keys"][2]["family"] == "gm"
    make_checkpoint()
    assert verify().findings == ()


def test_no_key_stands_in_what_the_list_says(home: Path) -> None:
    ring = read_ring(home / "keys")
    shown = CliRunner().invoke(main, ["office", "keys", "list", "--home", str(home)]).output
    assert ring.kek in shown
    assert all(key.secret.hex() not in shown for key in ring.keys)


@pytest.mark.parametrize("command", ["renew", "renew-master"])
def test_a_ring_that_is_being_changed_is_left_alone_and_nothing_is_logged(home: Path, command: str) -> None:
    (home / "keys" / "ring.json.new").touch()
    before = content(home)
    done = told_here("keys", command, *(["--printed"] if command == "renew-master" else []), home=home)
    assert (done["exit_code"], codes(done)) == (2, ["ring_busy"])
    assert (content(home), acts()) == (before, [])


def test_sheets_are_shown_first_and_the_key_of_keys_is_changed_once_its_name_was_typed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_ring(home / "keys")

    def typed_off(_asked: str, **_more: object) -> str:
        (prepared,) = other_keks(home / "keys")
        assert read_ring(home / "keys").kek == before.kek, "nothing is closed with it before it is typed"
        return prepared

    monkeypatch.setattr("click.prompt", typed_off)
    shown = CliRunner().invoke(main, ["office", "keys", "renew-master", "--home", str(home), "--lang", "en"])
    assert shown.exit_code == 0
    after = read_ring(home / "keys")
    assert (after.kek == before.kek, after.keys) == (False, before.keys)
    assert (home / "keys" / f"kek-{before.kek}").is_file(), "backups from before need it"
    assert shown.output.index("sheet 3 of 3") < shown.output.index("The ring is closed with the key of keys")
    assert f"Collect the sheets that name {before.kek}" in shown.output
    assert acts() == [("office.master_key_renewed", {"from": before.kek, "to": after.kek})]
    assert told_here("keys", "list", home=home)["other_masters"] == [before.kek]


@pytest.mark.parametrize(("typed", "code"), [("00000000\n", 1), ("", 130)])
def test_whoever_types_another_name_or_goes_away_has_changed_nothing(home: Path, typed: str, code: int) -> None:
    before = content(home)
    done = CliRunner().invoke(main, ["office", "keys", "renew-master", "--home", str(home)], input=typed)
    assert done.exit_code == code
    assert "1 of 3" in done.output
    assert (content(home), acts()) == (before, [])


def test_for_a_program_the_sheets_come_with_the_answer_and_nothing_is_asked(home: Path) -> None:
    before = content(home)
    assert codes(told_here("keys", "renew-master", home=home)) == ["usage"]
    assert content(home) == before
    done = told_here("keys", "renew-master", "--printed", home=home)
    kek = combine([sheet["words"] for sheet in done["sheets"][1:]])
    assert name_of(kek) == done["master"] == read_ring(home / "keys").kek


def test_the_log_goes_on_under_another_name_and_key_and_what_the_former_signed_stays_good(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = settings.HOME.keys
    kept = {name: (folder / name).read_bytes() for name in ("log-signing",)}
    make_person("张小三")
    former = signer().verifier().write()
    try:
        done = told_here("keys", "renew-log", "--confirm", origin())
        assert (done["exit_code"], done["name"]) == (0, "xiangxin-demo-990101000000-2")
        assert signer().verifier().write() == done["log_key"] != former
        first, second = [read_kept(file).checkpoint for file in kept_in(settings.HOME.checkpoints)]
        assert (first.origin, second.origin) == (done["former"], done["name"])
        assert acts() == [
            (
                "office.log_key_renewed",
                {"former": done["former"], "former_key": former, "size": first.size},
            )
        ]
        assert second.size == first.size + 1
        require_extended()
        assert (verify().findings, Checkpoint.objects.count()) == ((), 2)
    finally:
        (folder / "log-names").unlink(missing_ok=True)
        (folder / "log-signing").unlink()
        (folder / "log-signing").write_bytes(kept["log-signing"])


def test_the_log_keeps_its_key_while_a_worker_runs_or_another_name_is_typed() -> None:
    before = signer().verifier().write()
    assert codes(told_here("keys", "renew-log", "--confirm", "another")) == ["not_confirmed"]
    Lease.objects.create(name="periodic", holder="0" * 32, until_at=timezone.now() + timedelta(seconds=20))
    assert codes(told_here("keys", "renew-log", "--confirm", origin())) == ["worker_running"]
    assert (signer().verifier().write(), acts()) == (before, [])


def test_a_new_session_key_is_another_file_and_only_once_its_consequence_was_confirmed(home: Path) -> None:
    before = content(home)
    assert codes(told_here("keys", "renew-session", "--confirm", "yes", home=home)) == ["not_confirmed"]
    assert (content(home), acts()) == (before, [])
    assert told_here("keys", "renew-session", "--confirm", "session", home=home)["exit_code"] == 0
    after = content(home)
    assert {name for name in after if after[name] != before[name]} == {"session"}
    assert len(after["session"]) == 32
    assert (home / "keys" / "session").stat().st_mode & 0o777 == 0o400
    assert acts() == [("office.session_key_renewed", {})]


def test_after_a_change_a_backup_opens_with_the_new_sheets_and_an_older_one_with_the_old(tmp_path: Path) -> None:
    home, secret = copy_founded(tmp_path / "office", DEMO_ANSWERS), new_secret_key()
    given, identity = ("--to", str(secret.public), "--home", str(home)), tmp_path / "key.txt"
    identity.write_text(secret.written(), encoding="utf-8")
    old = [one["words"] for one in told("sheets", "--home", str(home))["sheets"]]
    older = told("backup", *given, "-o", str(tmp_path / "older"))["file"]
    new = [one["words"] for one in told("keys", "renew-master", "--printed", "--home", str(home))["sheets"]]
    newer = told("backup", *given, "-o", str(tmp_path / "newer"))["file"]

    def drill(file: str, sheets: list[str]) -> list[str]:
        (tmp_path / "words").write_text("\n".join(sheets[:2]), encoding="utf-8")
        words = ("--identity", str(identity), "--shares", str(tmp_path / "words"), "--drill")
        return codes(told("restore", file, "--home", str(tmp_path / "drill"), *words))

    assert (drill(older, old), drill(newer, new)) == ([], [])
    assert (drill(older, new), drill(newer, old)) == (["restore_keys_other"], ["restore_keys_other"])
