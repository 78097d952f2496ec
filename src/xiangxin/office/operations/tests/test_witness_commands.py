"""The operator registers and ends witnesses at the office's machine; each is an act, and a mistake changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import Settings

from bases.listening import listening
from bases.office_cli import DEMO_ANSWERS, codes, copy_founded, office, told, told_here
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.checkpoints import make_checkpoint
from xiangxin.office.audit.models import Entry, Witness
from xiangxin.office.audit.verify import verify
from xiangxin.office.audit.witnesses import send_checkpoint
from xiangxin.proof.ed25519 import Witness as Signing

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
NAME, SINCE = "人民银行某县支行", "2026-01-01"
KEY = Signing("bank.example", bytes(range(32)), 0).verifier().write()


@dataclass
class Keeper:
    """A witness at an address of this machine that takes whatever it is sent, or answers ``status``."""

    address: str = ""
    status: int = 200
    taken: list[str] = field(default_factory=list)


@pytest.fixture
def keeper() -> Iterator[Keeper]:
    kept = Keeper()

    def answer(_path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        kept.taken.append(body.decode().partition("\n")[0])
        return kept.status, {}, b""

    with listening(answer) as address:
        kept.address = f"{address}/log"
        yield kept


@pytest.fixture(autouse=True)
def _signed() -> None:
    """A log of one entry under a checkpoint."""
    with act("tests.began", by=system("tests")):
        pass
    make_checkpoint()


def stands() -> tuple[list[tuple[str, date, date | None]], list[tuple[str, str]]]:
    """The witnesses, and what the log says of them; both agree."""
    assert verify().findings == ()
    acts = Entry.objects.filter(act__startswith="audit.").order_by("seq").values_list("act", "actor")
    return list(Witness.objects.order_by("from_on").values_list("name", "from_on", "to_on")), list(acts)


def test_a_witness_is_registered_by_an_act_and_sent_the_newest_checkpoint_at_once(keeper: Keeper) -> None:
    size = Entry.objects.count()
    done = told_here("witness", "add", NAME, keeper.address, "--from", SINCE)
    assert (done["exit_code"], done["open"]) == (0, 1)
    assert (done["witness"]["log_size"], done["witness"]["failure"]) == (size, None)
    assert done["log_key"].startswith("xiangxin-demo-990101000000+")
    assert keeper.taken == ["old 0"]
    assert stands() == ([(NAME, date(2026, 1, 1), None)], [("audit.witness_added", "system:witness")])
    (shown,) = told_here("witness", "list")["witnesses"]
    assert (shown["name"], shown["log_size"], shown["answer"]["en"]) == (NAME, size, "took it")


@pytest.mark.parametrize(
    ("status", "says"), [(500, "did not take it (HTTP 500)"), (0, "nobody listens at its address")]
)
def test_a_witness_that_does_not_answer_is_registered_and_told_so(keeper: Keeper, status: int, says: str) -> None:
    keeper.status = status
    done = told_here("witness", "add", NAME, keeper.address if status else "http://127.0.0.1:9/log")
    assert (done["exit_code"], done["witness"]["log_size"], done["witness"]["answer"]["en"]) == (0, 0, says)
    assert told_here("witness", "list")["witnesses"][0]["answer"]["en"] == says


def test_from_a_later_day_on_nothing_is_sent_yet(keeper: Keeper) -> None:
    done = told_here("witness", "add", NAME, keeper.address, "--from", "2126-01-01")
    assert (done["exit_code"], done["witness"]["answer"]["en"], keeper.taken) == (0, "nothing was sent yet", [])


@pytest.mark.parametrize(
    ("given", "exit_code", "code"),
    [
        (("add", " ", "https://w.example"), 1, "witness_name_unfit"),
        (("add", "银" * 81, "https://w.example"), 1, "witness_name_unfit"),
        (("add", "监管", "ftp://w.example"), 1, "witness_refused"),
        (("add", "监管", "https://10.3.0.7/log"), 1, "witness_refused"),
        (("add", "监管", "https://w.example", "--key", "no key"), 1, "witness_key_unfit"),
        (("add", "监管", "https://w.example", "--key", KEY + "x"), 1, "witness_key_unfit"),
        (("add", "监管", "https://w.example", "--from", "tomorrow"), 2, "option_value"),
        (("add", "监管"), 2, "option_missing"),
        (("add", NAME, "https://w.example"), 1, "witness_twice"),
        (("add", "监管", "HTTPS://BANK.example/log/"), 1, "witness_twice"),
        (("add", "监管", "https://w.example", "--key", KEY), 1, "witness_twice"),
        (("end", "监管"), 1, "witness_unknown"),
        (("end", NAME, "--on", "2025-12-31"), 1, "witness_day_unfit"),
    ],
)
def test_a_mistake_is_told_in_both_languages_and_changes_nothing(
    given: tuple[str, ...], exit_code: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xiangxin.office.audit.witnesses.offer", lambda _witness: None)
    told_here("witness", "add", NAME, "https://bank.example/log", "--from", SINCE, "--key", KEY)
    before = stands()
    done = told_here("witness", *given)
    assert (done["exit_code"], codes(done)) == (exit_code, [code])
    finding = done["findings"][0]
    assert all(finding[part][language] for part in ("what", "why", "mend") for language in ("zh", "en"))
    assert stands() == before


def test_an_ended_witness_is_sent_nothing_more_and_may_come_back_under_another_address(keeper: Keeper) -> None:
    told_here("witness", "add", NAME, "http://127.0.0.1:9/log", "--from", SINCE)
    done = told_here("witness", "end", NAME, "--on", "2026-02-01")
    assert (done["exit_code"], done["open"], done["witness"]["to_on"]) == (0, 0, "2026-02-01")
    assert codes(told_here("witness", "end", NAME)) == ["witness_day_unfit"]
    assert send_checkpoint() == 0
    assert told_here("witness", "add", NAME, keeper.address, "--from", "2026-02-01")["open"] == 1
    rows, acts = stands()
    assert rows == [(NAME, date(2026, 1, 1), date(2026, 2, 1)), (NAME, date(2026, 2, 1), None)]
    assert [act for act, _ in acts] == ["audit.witness_added", "audit.witness_ended", "audit.witness_added"]
    assert keeper.taken == ["old 0"]


def test_a_database_that_does_not_continue_its_log_takes_no_witness() -> None:
    before = stands()
    with transaction.atomic():
        with act("tests.went_on", by=system("tests")):
            pass
        make_checkpoint()
        transaction.set_rollback(True)
    done = told_here("witness", "add", NAME, "https://bank.example/log")
    assert (done["exit_code"], codes(done)) == (1, ["log_not_extended"])
    assert Witness.objects.count() == 0
    for file in settings.HOME.checkpoints.glob("*.checkpoint"):
        file.unlink()
    assert stands() == before


def test_a_real_office_calls_nobody_on_its_own_machine(settings: Settings, keeper: Keeper) -> None:
    settings.DEMO = False
    done = told_here("witness", "add", NAME, keeper.address)
    assert (done["exit_code"], codes(done), keeper.taken) == (1, ["witness_refused"], [])
    assert stands() == ([], [])


def test_as_a_shell_starts_it_the_list_reads_in_the_language_that_was_asked_for(tmp_path: Path) -> None:
    home = str(copy_founded(tmp_path / "office", DEMO_ANSWERS))
    assert told("witness", "add", NAME, "https://bank.example/log", "--home", home)["open"] == 1
    shown = office("witness", "list", "--lang", "zh", "--home", home).stdout
    assert "现在有 1 个见证方，至少要 2 个。" in shown
    assert "witness" not in shown.casefold()
