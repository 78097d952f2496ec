"""Checkpoints reach those who keep them, by the protocol of C2SP witnesses, and nobody else is called."""

from __future__ import annotations

import socket
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from ipaddress import ip_network

import pytest
from django.conf import settings
from django.utils import timezone

from bases.listening import listening
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.checkpoints import make_checkpoint
from xiangxin.office.audit.errors import WitnessKeyUnfit, WitnessRefused
from xiangxin.office.audit.models import Witness, WitnessState
from xiangxin.office.audit.naming import verifiers
from xiangxin.office.audit.verify import verify
from xiangxin.office.audit.witnesses import active, add_witness, end_witness, send_checkpoint
from xiangxin.proof.checkpoint import Checkpoint, check_extends, open_checkpoint
from xiangxin.proof.ed25519 import Witness as Signing
from xiangxin.proof.note import Signature

pytestmark = pytest.mark.django_db(databases=["default", "reads"])

WHO = system("tests")
SECRET = bytes(range(32))
SINCE = date(2026, 1, 1)


@dataclass
class Keeper:
    """A witness that does what the protocol asks, and what a test asks on top."""

    latest: Checkpoint | None = None
    asked: list[tuple[int, int]] = field(default_factory=list)
    status: int = 0
    body: bytes | None = None
    signs: bool = True
    address: str = ""

    def answer(self, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the answer."""
        assert path == "/log/add-checkpoint"
        head, _, note = body.partition(b"\n\n")
        old, *proof = head.decode().split("\n")
        size = int(old.removeprefix("old "))
        checkpoint = open_checkpoint(note, verifiers()).checkpoint
        self.asked.append((size, checkpoint.size))
        if self.status:
            redirect = {"Location": "http://169.254.169.254/"} if self.status == 302 else {}
            return self.status, {"Content-Type": "text/plain", **redirect}, self.body or b""
        held = 0 if self.latest is None else self.latest.size
        if size != held:
            return 409, {"Content-Type": "text/x.tlog.size"}, b"%d\n" % held
        if self.latest is not None:
            check_extends(self.latest, checkpoint, [b64decode(line) for line in proof])
        self.latest = checkpoint
        signing = Signing("bank.example", SECRET, 1_780_000_000)
        line = Signature(signing.name, signing.key_id, signing.sign(checkpoint.text().encode())).line()
        return 200, {"Content-Type": "text/plain"}, line.encode() if self.signs else b""


@pytest.fixture
def keeper() -> Iterator[Keeper]:
    """A witness at an address of this machine."""
    kept = Keeper()
    with listening(kept.answer) as address:
        kept.address = f"{address}/log"
        yield kept


def go_on(times: int = 1) -> None:
    for _ in range(times):
        with acts.act("tests.went_on", by=WHO):
            pass
    make_checkpoint()


def witness(keeper: Keeper, *, key: bool = False) -> Witness:
    line = Signing("bank.example", SECRET, 0).verifier().write() if key else ""
    return add_witness(WHO, "银行甲", keeper.address, SINCE, line)


def state() -> WitnessState:
    return WitnessState.objects.get()


def test_a_witness_gets_each_checkpoint_with_the_proof_that_it_continues_the_last(keeper: Keeper) -> None:
    witness(keeper)
    for times in (1, 3, 5):
        go_on(times)
        assert send_checkpoint() == 1
    assert keeper.asked == [(0, 2), (2, 5), (5, 10)]
    assert keeper.latest is not None
    assert (keeper.latest.size, state().sent_size, state().failure) == (10, 10, "")
    assert send_checkpoint() == 0
    assert len(keeper.asked) == 3


def test_the_witness_s_own_signature_is_checked_and_kept(keeper: Keeper) -> None:
    witness(keeper, key=True)
    go_on()
    assert send_checkpoint() == 1
    assert state().signature.startswith("— bank.example ")


def test_a_witness_that_should_sign_and_does_not_has_not_taken_it(keeper: Keeper) -> None:
    witness(keeper, key=True)
    keeper.signs = False
    go_on()
    assert send_checkpoint() == 0
    assert (state().sent_size, state().failure) == (0, "no signature of the witness")


def test_an_answer_that_was_lost_is_made_good_by_the_next(keeper: Keeper) -> None:
    witness(keeper)
    go_on()
    send_checkpoint()
    WitnessState.objects.update(sent_size=0)
    go_on(2)
    assert send_checkpoint() == 1
    assert keeper.asked == [(0, 2), (0, 4), (2, 4)]


@pytest.mark.parametrize(("status", "body"), [(500, b""), (302, b""), (403, b"no"), (409, b"x"), (409, b"9" * 30)])
def test_a_failure_is_kept_and_tried_again(keeper: Keeper, status: int, body: bytes) -> None:
    witness(keeper)
    go_on()
    keeper.status, keeper.body = status, body
    assert send_checkpoint() == 0
    assert (state().sent_size, state().failure) == (0, f"HTTP {status}")
    assert len(keeper.asked) == 1, "no redirect is followed"
    keeper.status = 0
    assert send_checkpoint() == 1
    assert state().failure == ""


def test_a_witness_that_is_away_is_told_by_kind_alone() -> None:
    add_witness(WHO, "银行甲", "http://127.0.0.1:9/", SINCE)
    go_on()
    assert send_checkpoint() == 0
    assert state().failure == "ConnectionRefusedError"


def test_nothing_is_sent_to_a_witness_that_has_ended(keeper: Keeper) -> None:
    row = witness(keeper)
    go_on()
    end_witness(WHO, row, date(2026, 1, 2))
    assert active(timezone.localdate()) == []
    assert send_checkpoint() == 0
    assert keeper.asked == []
    assert verify().findings == ()


@pytest.mark.parametrize(
    "url",
    [
        "http://witness.example/",
        "http://10.0.0.7/",
        "http://169.254.169.254/latest",
        "https://169.254.169.254/latest",
        "https://10.3.0.7/log",
        "https://[::ffff:10.3.0.7]/log",
        "https://witness.example:0/",
        "https://witness.example/a b",
        "ftp://witness.example/",
        "file:///etc/passwd",
        "https://user:word@witness.example/",
        "https://witness.example/?a=b",
        "https://witness.example/#a",
        "https:///",
        "//witness.example/",
        "witness.example",
    ],
)
def test_an_address_that_may_not_be_called_is_refused(url: str) -> None:
    with pytest.raises(WitnessRefused) as caught:
        add_witness(WHO, "银行甲", url, SINCE)
    assert caught.value.field == "url"
    assert Witness.objects.count() == 0


def test_outside_of_a_demo_this_machine_is_not_called(monkeypatch: pytest.MonkeyPatch, keeper: Keeper) -> None:
    witness(keeper)
    go_on()
    monkeypatch.setattr(settings, "DEMO", False)
    with pytest.raises(WitnessRefused):
        add_witness(WHO, "银行乙", keeper.address, SINCE)
    assert send_checkpoint() == 0
    assert (keeper.asked, state().failure) == ([], "WitnessRefused")


def test_a_name_that_leads_into_a_private_network_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    add_witness(WHO, "银行甲", "https://witness.example/log", SINCE)
    go_on()
    asked: list[object] = []
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.3.0.7", 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_given, **_more: answer)
    monkeypatch.setattr("socket.create_connection", lambda *given: asked.append(given))
    assert send_checkpoint() == 0
    assert (asked, state().failure) == ([], "NetworkClosed")


def test_a_private_network_that_the_operator_opened_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "WEBHOOK_NETWORKS", [ip_network("10.3.0.0/16")])
    add_witness(WHO, "银行甲", "https://10.3.0.7/log", SINCE)
    go_on()
    asked: list[object] = []

    def refuse(address: object, _seconds: float) -> None:
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("socket.create_connection", refuse)
    assert send_checkpoint() == 0
    assert (asked, state().failure) == ([("10.3.0.7", 443)], "ConnectionRefusedError")


def test_a_key_that_is_none_is_refused() -> None:
    with pytest.raises(WitnessKeyUnfit) as caught:
        add_witness(WHO, "银行甲", "https://witness.example", SINCE, "no key")
    assert caught.value.field == "key"
    assert Witness.objects.count() == 0
