"""Events on their way: signed as a stranger's library expects, tried again, given up, sent again; never inwards."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.conf import settings
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from xiangxin.kernel.text import Text
from xiangxin.office.audit.actor import account
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.models import Entry
from xiangxin.office.outbox import queries
from xiangxin.office.outbox.actions import change_secret, end_endpoint, open_endpoint, send_again
from xiangxin.office.outbox.addresses import check_address, target
from xiangxin.office.outbox.delivery import LIMITS, deliver_due, forget_delivered
from xiangxin.office.outbox.errors import (
    DeliveryUnknown,
    EndpointAddressUnfit,
    EndpointKindsUnfit,
    EndpointNetworkClosed,
    EndpointTaken,
    EndpointUnknown,
    EventUnfit,
    OtherPersonNeeded,
    TooManyEndpoints,
)
from xiangxin.office.outbox.events import KINDS, EventKind, declare, emit
from xiangxin.office.outbox.models import Delivery, Endpoint, Event
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.shell.retrying import wait_before

ONE, TWO = account(uuid4(), "system_admin"), account(uuid4(), "security_admin")
BANK, OTHER = uuid4(), uuid4()
PERSON = UUID("11111111-1111-4111-8111-111111111111")


class Receiver(HTTPServer):
    """A system that listens; ``answers`` are the statuses it gives, then 204."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[int] = []
        self.got: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/in"


class Handler(BaseHTTPRequestHandler):
    """Keeps what came."""

    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        status = self.server.answers.pop(0) if self.server.answers else 204
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"{self.server.url}/elsewhere")
        self.end_headers()

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def kind() -> Iterator[EventKind]:
    yield declare("test.happened", Text("测试", "A test"), ("person", "area", "on", "count"))
    KINDS.pop("test.happened")


def happen(kind: EventKind, receiver: UUID = BANK, **changes: Any) -> Event:
    payload = {"person": PERSON, "area": "990101001001", "on": date(2026, 3, 2), "count": 2, **changes}
    with act("test.happened", by=ONE):
        return emit(kind, payload, receiver)


def undone(kind: EventKind) -> None:
    happen(kind)
    happen(kind, count="张三")


def opened(url: str, institution: UUID = BANK) -> tuple[Endpoint, str]:
    return open_endpoint(ONE, TWO, institution, url, ["test.happened"])


@pytest.mark.django_db(databases=["default", "reads"])
class TestDelivery:
    """To a system on this machine, as a demo allows."""

    def test_an_event_arrives_signed_and_a_stranger_s_library_agrees(self, receiver: Receiver, kind: EventKind) -> None:
        _, secret = opened(receiver.url)
        event = happen(kind)
        assert deliver_due() == 1
        headers, body = receiver.got[0]
        told = Webhook(secret).verify(body, headers)
        assert told["type"] == "test.happened"
        assert told["data"] == {"person": str(PERSON), "area": "990101001001", "on": "2026-03-02", "count": 2}
        assert headers["webhook-id"] == f"evt_{event.id}"
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body.replace(b"2026", b"2025"), headers)

    def test_what_was_delivered_is_not_sent_again(self, receiver: Receiver, kind: EventKind) -> None:
        opened(receiver.url)
        happen(kind)
        assert [deliver_due(), deliver_due()] == [1, 0]
        assert len(receiver.got) == 1

    def test_who_did_not_ask_for_a_kind_or_is_another_institution_gets_nothing(
        self, receiver: Receiver, kind: EventKind
    ) -> None:
        opened(receiver.url, OTHER)
        happen(kind)
        assert (deliver_due(), Event.objects.count(), Delivery.objects.count()) == (0, 1, 0)

    def test_an_act_that_is_undone_tells_nobody(self, receiver: Receiver, kind: EventKind) -> None:
        opened(receiver.url)
        with pytest.raises(EventUnfit), act("test.undone", by=ONE):
            undone(kind)
        assert (Event.objects.count(), deliver_due()) == (0, 0)

    def test_a_system_that_is_away_gets_it_later_and_the_same_id(self, receiver: Receiver, kind: EventKind) -> None:
        opened(receiver.url)
        receiver.answers = [503, 302]
        with time_machine.travel(datetime(2026, 3, 2, 4, tzinfo=UTC), tick=False) as clock:
            happen(kind)
            assert deliver_due() == 0
            assert deliver_due() == 0
            clock.shift(5)
            assert deliver_due() == 0
            clock.shift(20)
            assert deliver_due() == 1
        assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
        assert [body for _, body in receiver.got] == [receiver.got[0][1]] * 3
        assert [headers["webhook-timestamp"] for headers, _ in receiver.got] == [
            "1772424000",
            "1772424005",
            "1772424025",
        ]

    def test_one_that_never_answers_is_given_up_and_can_be_sent_again(
        self, receiver: Receiver, kind: EventKind
    ) -> None:
        opened(receiver.url)
        receiver.answers = [500] * LIMITS["attempts"]
        with time_machine.travel(datetime(2026, 3, 2, 4, tzinfo=UTC), tick=False) as clock:
            happen(kind)
            for _ in range(LIMITS["attempts"] + 3):
                deliver_due()
                clock.shift(LIMITS["most_wait_seconds"])
            dead = queries.deliveries_of(BANK, "dead").get()
            assert (dead.attempts, dead.answer, queries.dead_count()) == (9, "500", 1)
            with pytest.raises(DeliveryUnknown):
                send_again(ONE, OTHER, dead.id)
            send_again(ONE, BANK, dead.id)
            assert deliver_due() == 1
        assert queries.dead_count() == 0
        with pytest.raises(DeliveryUnknown):
            send_again(ONE, BANK, dead.id)

    def test_nothing_goes_to_an_endpoint_that_ended(self, receiver: Receiver, kind: EventKind) -> None:
        row, _ = opened(receiver.url)
        happen(kind)
        end_endpoint(ONE, BANK, row.id)
        happen(kind)
        assert (deliver_due(), receiver.got) == (0, [])
        assert Delivery.objects.get().answer == "endpoint_ended"

    def test_both_secrets_hold_for_a_day(self, receiver: Receiver, kind: EventKind) -> None:
        row, old = opened(receiver.url)
        with time_machine.travel(datetime(2026, 3, 2, 4, tzinfo=UTC), tick=False) as clock:
            new = change_secret(ONE, BANK, row.id)
            happen(kind)
            deliver_due()
            for secret in (old, new):
                headers, body = receiver.got[-1]
                assert Webhook(secret).verify(body, headers)["type"] == "test.happened"
            clock.shift(timedelta(hours=LIMITS["overlap_hours"]))
            happen(kind)
            deliver_due()
            headers, body = receiver.got[-1]
            with pytest.raises(WebhookVerificationError):
                Webhook(old).verify(body, headers)
            assert Webhook(new).verify(body, headers)["type"] == "test.happened"

    def test_the_secret_stands_nowhere_readable(self, receiver: Receiver, kind: EventKind) -> None:
        row, secret = opened(receiver.url)
        assert secret.encode() not in bytes(row.secret_sealed)
        assert secret not in str(list(Entry.objects.values()))

    def test_old_events_are_forgotten(self, receiver: Receiver, kind: EventKind) -> None:
        opened(receiver.url)
        with time_machine.travel(datetime(2026, 3, 2, 4, tzinfo=UTC), tick=False) as clock:
            happen(kind)
            clock.shift(timedelta(days=LIMITS["keep_days"], seconds=1))
            happen(kind)
            forget_delivered()
        assert (Event.objects.count(), Delivery.objects.count()) == (1, 1)

    def test_one_s_own_wait_can_be_told(self, receiver: Receiver, kind: EventKind) -> None:
        opened(receiver.url)
        with time_machine.travel(datetime(2026, 3, 2, 4, tzinfo=UTC), tick=False) as clock:
            happen(kind)
            clock.shift(60)
            assert queries.oldest_wait() == timedelta(minutes=1)

    @pytest.mark.parametrize(
        ("why", "call"),
        [
            (OtherPersonNeeded, lambda url, id_: open_endpoint(ONE, ONE, BANK, f"{url}2", ["test.happened"])),
            (EndpointTaken, lambda url, id_: open_endpoint(ONE, TWO, BANK, url, ["test.happened"])),
            (EndpointKindsUnfit, lambda url, id_: open_endpoint(ONE, TWO, BANK, f"{url}2", [])),
            (EndpointKindsUnfit, lambda url, id_: open_endpoint(ONE, TWO, BANK, f"{url}2", ["test.nothing"])),
            (EndpointUnknown, lambda url, id_: end_endpoint(ONE, OTHER, id_)),
            (EndpointUnknown, lambda url, id_: change_secret(ONE, OTHER, id_)),
            (EndpointUnknown, lambda url, id_: change_secret(ONE, BANK, uuid4())),
        ],
    )
    def test_what_may_not_be_is_refused_and_changes_nothing(
        self, receiver: Receiver, kind: EventKind, why: type[OfficeError], call: Any
    ) -> None:
        row, _ = opened(receiver.url)
        before = (list(Endpoint.objects.values()), Entry.objects.count())
        with pytest.raises(why):
            call(receiver.url, row.id)
        assert (list(Endpoint.objects.values()), Entry.objects.count()) == before

    def test_an_institution_has_so_many_endpoints(self, receiver: Receiver, kind: EventKind) -> None:
        for number in range(LIMITS["most_endpoints"]):
            opened(f"{receiver.url}/{number}")
        with pytest.raises(TooManyEndpoints):
            opened(f"{receiver.url}/more")

    @pytest.mark.parametrize(
        "changes",
        [
            {"person": "张三"},
            {"person": "330102199001011234"},
            {"person": 330102199001011234},
            {"person": "13800000000"},
            {"on": datetime(2026, 3, 2, tzinfo=UTC)},
            {"area": "9901010010010"},
            {"count": 0.5},
            {"note": "x"},
        ],
    )
    def test_an_event_that_could_say_who_or_how_is_not_emitted(self, kind: EventKind, changes: dict[str, Any]) -> None:
        with pytest.raises(EventUnfit):
            happen(kind, **changes)
        assert (Event.objects.count(), Entry.objects.count()) == (0, 0)

    def test_an_event_outside_of_an_act_is_a_mistake(self, kind: EventKind) -> None:
        with pytest.raises(EventUnfit):
            emit(kind, {"person": PERSON, "area": None, "on": None, "count": 0}, BANK)


def test_waits_grow_from_seconds_to_a_day() -> None:
    waits = [int(wait_before(attempt, LIMITS).total_seconds()) for attempt in range(1, 10)]
    assert waits == [5, 20, 80, 320, 1280, 5120, 20480, 81920, 86400]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://systems.example/in", EndpointAddressUnfit),
        ("ftp://systems.example/in", EndpointAddressUnfit),
        ("https:///in", EndpointAddressUnfit),
        ("https://user:word@systems.example/in", EndpointAddressUnfit),
        ("https://systems.example/in#part", EndpointAddressUnfit),
        ("https://systems.example:0/in", EndpointAddressUnfit),
        ("https://systems.example:99999/in", EndpointAddressUnfit),
        ("https://systems.example/a b", EndpointAddressUnfit),
        ("https://systems.example/\r\nHost: x", EndpointAddressUnfit),
        ("https://[::1/in", EndpointAddressUnfit),
        ("https://systems.example/" + "a" * 300, EndpointAddressUnfit),
        ("https://127.0.0.1/in", EndpointNetworkClosed),
        ("https://127.1/in", EndpointNetworkClosed),
        ("https://2130706433/in", EndpointNetworkClosed),
        ("https://0x7f.0.0.1/in", EndpointNetworkClosed),
        ("https://localhost/in", EndpointNetworkClosed),
        ("https://localhost./in", EndpointNetworkClosed),
        ("https://office.localhost:8443/in", EndpointNetworkClosed),
        ("https://10.1.2.3/in", EndpointNetworkClosed),
        ("https://192.168.1.1/in", EndpointNetworkClosed),
        ("https://169.254.169.254/latest", EndpointNetworkClosed),
        ("https://100.64.0.1/in", EndpointNetworkClosed),
        ("https://0.0.0.0/in", EndpointNetworkClosed),
        ("https://224.0.0.1/in", EndpointNetworkClosed),
        ("https://[::1]/in", EndpointNetworkClosed),
        ("https://[::ffff:10.0.0.1]/in", EndpointNetworkClosed),
        ("https://[64:ff9b::a00:1]/in", EndpointNetworkClosed),
        ("https://[2002:a00:1::]/in", EndpointNetworkClosed),
        ("https://[fd00::1]/in", EndpointNetworkClosed),
        ("https://[fe80::1]/in", EndpointNetworkClosed),
    ],
)
def test_an_address_that_leads_inside_or_nowhere_is_refused(
    monkeypatch: pytest.MonkeyPatch, url: str, why: type[OfficeError]
) -> None:
    monkeypatch.setattr(settings, "DEMO", False)
    with pytest.raises(why) as error:
        check_address(url)
    assert error.value.field == "url"


def test_an_outside_address_and_an_opened_network_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMO", False)
    monkeypatch.setattr(settings, "WEBHOOK_NETWORKS", [ip_network("10.3.0.0/16")])
    for url in ("https://systems.example/in?x=1", "https://8.8.8.8:8443/", "https://10.3.0.9/in"):
        assert check_address(url) == url
    with pytest.raises(EndpointNetworkClosed):
        check_address("https://10.4.0.9/in")


def test_a_name_that_leads_inside_is_refused_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMO", False)
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_given, **_more: inside)
    assert check_address("https://systems.example/in") == "https://systems.example/in"
    with pytest.raises(EndpointNetworkClosed):
        target("https://systems.example/in")
    with pytest.raises(EndpointNetworkClosed):
        target("https://localhost/in")


def test_a_demo_speaks_to_this_machine_as_its_simulated_provider_does_and_in_no_other_way() -> None:
    for url in ("http://127.0.0.1:8100/rows", "http://localhost:8100/rows"):
        assert check_address(url) == url
    for url in ("https://127.0.0.1/x", "https://localhost/x", "https://10.0.0.1/x"):
        with pytest.raises(EndpointNetworkClosed):
            check_address(url)
    with pytest.raises(EndpointAddressUnfit):
        check_address("http://8.8.8.8/x")


def test_a_declared_kind_is_a_room_and_a_verb() -> None:
    with pytest.raises(EventUnfit):
        declare("Something", Text("某事", "Something"), ())
