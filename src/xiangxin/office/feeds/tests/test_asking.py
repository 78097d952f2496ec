"""The office asks a provider: an answer is taken once, a bad message costs itself, later and later after failures."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from bases.feeds_made import WORD, case, make_feed
from bases.intake_made import ON
from bases.parties_made import id_number
from xiangxin.office.audit.context import maintenance
from xiangxin.office.feeds.actions import ask_now, pull_due
from xiangxin.office.feeds.models import Feed, FeedState, Message
from xiangxin.office.feeds.queries import stale_count
from xiangxin.office.feeds.terms import LIMITS
from xiangxin.office.intake.models import Agreement, Submission
from xiangxin.office.shell.retrying import wait_before

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


class Provider(ThreadingHTTPServer):
    """A provider's system; ``answers`` are what it says next: status, body, and what it does first."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[tuple[int, bytes]] = []
        self.asked: list[tuple[str, str]] = []
        self.drips = False
        self.hung_up = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/rows"


class Handler(BaseHTTPRequestHandler):
    """Answers as it was told to."""

    server: Provider

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["authorization"]))
        status, body = self.server.answers.pop(0)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/inside")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            for at in range(0, len(body), 1 if self.server.drips else max(1, len(body))):
                self.wfile.write(body[at : at + 1] if self.server.drips else body)
                self.wfile.flush()
                if self.server.drips:
                    time.sleep(0.2)
        except OSError:
            self.server.hung_up.set()

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def page(*messages: tuple[str, list[dict[str, Any]]], cursor: str = "c1", more: bool = False) -> bytes:
    listed = [
        {"id": number, "type": "rows", "data": {"form": "court_enforcement", "purpose": "evaluation", "rows": rows}}
        for number, rows in messages
    ]
    return json.dumps({"messages": listed, "cursor": cursor, "more": more}).encode()


def make_due(feed: Feed) -> None:
    FeedState.objects.filter(feed=feed).update(due_at=timezone.now())


def files_here() -> set[str]:
    """The submissions that have files in the home."""
    return {one.parent.name for one in (settings.HOME.folder / "intake").glob("*/*")}


def test_what_is_new_since_the_last_time_is_taken_once(provider: Provider) -> None:
    feed, _, _ = make_feed(url=provider.url)
    provider.answers = [(200, page(("m1", [case(id_number())]))), (200, page(("m1", [case(id_number())]), cursor="c2"))]
    assert (pull_due(), pull_due()) == (1, 0)
    assert provider.asked == [("/rows", f"Bearer {WORD}")]
    state = FeedState.objects.get(feed=feed)
    assert (state.error, state.failures, state.succeeded_at is not None) == ("", 0, True)
    assert state.due_at - timezone.now() > timedelta(seconds=LIMITS["pull_seconds"] - 60)
    assert b"c1" not in bytes(state.cursor_sealed or b"")
    make_due(feed)
    assert (pull_due(), provider.asked[1][0]) == (0, "/rows?since=c1")
    assert FeedState.objects.get(feed=feed).error == "message_changed"
    assert (Message.objects.exclude(kind="").count(), Submission.objects.count()) == (1, 1)
    assert Message.objects.get(kind="").refused == [[0, "message_changed"]]


def test_a_bad_message_costs_itself_and_the_feed_goes_on(provider: Provider) -> None:
    feed, _, _ = make_feed(url=provider.url)
    good = ("m1", [case(id_number())])
    bad: tuple[str, list[dict[str, Any]]] = ("m2", [])
    later = ("m3", [case(id_number())])
    provider.answers = [(200, page(bad, good, later)), (200, page(bad, cursor="c2"))]
    assert pull_due() == 2
    state = FeedState.objects.get(feed=feed)
    assert (state.error, state.failures, state.succeeded_at is not None) == ("message_malformed", 0, True)
    refused = Message.objects.get(feed=feed, kind="")
    assert (refused.refused, refused.rows, refused.taken) == ([[0, "message_malformed"]], 0, 0)
    assert refused.submission is None
    assert Submission.objects.count() == 2
    make_due(feed)
    assert (pull_due(), provider.asked[1][0]) == (0, "/rows?since=c1")
    assert Message.objects.filter(kind="").count() == 1, "refused once, however often it comes"


def test_a_message_that_was_refused_can_be_mended_under_its_number(provider: Provider) -> None:
    make_feed(url=provider.url)
    bad: tuple[str, list[dict[str, Any]]] = ("m1", [])
    provider.answers = [(200, page(bad, more=True)), (200, page(("m1", [case(id_number())]), cursor="c2"))]
    assert (pull_due(), pull_due()) == (0, 1)
    assert Submission.objects.count() == 1


def test_an_answer_that_cannot_be_taken_now_brings_nothing_and_is_asked_for_again(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "messages_a_day", 1)
    feed, _, _ = make_feed(url=provider.url)
    provider.answers = [(200, page(("m1", [case(id_number())]), ("m2", [case(id_number())])))]
    before = files_here()
    assert pull_due() == 0
    assert (Message.objects.count(), Submission.objects.count()) == (0, 0)
    assert files_here() == before
    state = FeedState.objects.get(feed=feed)
    assert (state.error, state.failures, state.cursor_sealed) == ("too_many_messages", 1, None)


def test_what_nobody_expected_of_one_provider_keeps_no_other_from_being_asked(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _, _ = make_feed(url=provider.url)
    provider.answers = [(200, page(("m1", [case(id_number())])))]

    def stumble(*_of: Any) -> None:
        raise RuntimeError("a name that must not be logged")

    monkeypatch.setattr("xiangxin.office.feeds.actions.asking.put", stumble)
    assert pull_due() == 0
    state = FeedState.objects.get(feed=first)
    assert (state.error, state.failures, state.cursor_sealed) == ("not_taken", 1, None)


def test_after_its_end_a_feed_is_asked_for_repairs_only(provider: Provider) -> None:
    feed, _, _ = make_feed(url=provider.url)
    with maintenance("tests"):
        Feed.objects.filter(id=feed.id).update(ended_at=timezone.now())
    rows = ("m1", [case(id_number())])
    provider.answers = [(200, page(rows))]
    assert pull_due() == 0
    assert provider.asked == [("/rows?only=repairs", f"Bearer {WORD}")]
    assert Message.objects.get().refused == [[0, "feed_ended"]]
    assert Submission.objects.count() == 0


def test_nothing_is_asked_before_an_agreement_begins_and_after_its_data_are_deleted(provider: Provider) -> None:
    feed, _, _ = make_feed(url=provider.url)
    with maintenance("tests"):
        Agreement.objects.update(from_on=ON + timedelta(days=1))
    assert (pull_due(), provider.asked) == (0, [])
    with maintenance("tests"):
        Agreement.objects.update(from_on=ON, deleted_at=timezone.now())
    make_due(feed)
    assert (pull_due(), provider.asked) == (0, [])


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (302, b"", "answer_refused"),
        (401, b"{}", "answer_refused"),
        (500, b"{}", "answer_refused"),
        (200, b"<html>", "answer_malformed"),
        (200, b"\xff", "answer_malformed"),
        (200, b"[]", "answer_malformed"),
        (200, b'{"messages": [], "cursor": 1}', "answer_malformed"),
        (200, b'{"messages": [], "cursor": ""}', "answer_malformed"),
        (200, b'{"messages": {}, "cursor": "c"}', "answer_malformed"),
        (200, json.dumps({"messages": [{}] * 51, "cursor": "c"}).encode(), "answer_too_large"),
        (200, b" " * 2_000_001, "answer_too_large"),
    ],
)
def test_garbage_too_much_and_being_sent_elsewhere_are_named_and_bring_nothing(
    provider: Provider, status: int, body: bytes, error: str
) -> None:
    feed, _, _ = make_feed(url=provider.url)
    provider.answers = [(status, body)]
    assert pull_due() == 0
    state = FeedState.objects.get(feed=feed)
    assert (state.error, state.failures, Message.objects.count()) == (error, 1, 0)
    assert len(provider.asked) == 1


def test_a_provider_that_drips_is_hung_up_on(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "answer_seconds", 1)
    feed, _, _ = make_feed(url=provider.url)
    provider.drips, provider.answers = True, [(200, page(("m1", [case(id_number())])))]
    pull_due()
    state = FeedState.objects.get(feed=feed)
    assert (state.error, Message.objects.count()) == ("answer_slow", 0)
    assert provider.hung_up.wait(20), "the provider could say all of it"


def test_failures_are_waited_for_longer_and_longer(provider: Provider) -> None:
    feed, _, _ = make_feed(url=provider.url)
    provider.answers = [(500, b"")] * 3
    for failures in (1, 2, 3):
        make_due(feed)
        pull_due()
        state = FeedState.objects.get(feed=feed)
        assert state.failures == failures
        assert wait_before(failures, LIMITS) - (state.due_at - timezone.now()) < timedelta(seconds=30)
    assert [wait_before(number, LIMITS).total_seconds() for number in (1, 2, 3, 4, 99)] == [60, 180, 540, 1620, 21600]
    assert len(provider.asked) == 3


def test_an_office_that_is_no_demo_never_asks_inwards(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    feed, _, _ = make_feed(url=provider.url)
    monkeypatch.setattr(settings, "DEMO", False)
    pull_due()
    assert (FeedState.objects.get(feed=feed).error, provider.asked) == ("address_closed", [])


def test_a_feed_that_is_silent_for_longer_than_agreed_is_counted(provider: Provider) -> None:
    feed, _, _ = make_feed()
    assert stale_count() == 0
    with time_machine.travel(f"{ON + timedelta(days=3)}T10:00:00+08:00"):
        assert stale_count() == 1
        FeedState.objects.filter(feed=feed).update(succeeded_at=timezone.now())
        assert stale_count() == 0


def test_asked_for_now_it_is_asked_once_at_the_next_turn_and_not_while_a_worker_is_at_it(provider: Provider) -> None:
    feed, _, sender = make_feed(url=provider.url)
    provider.answers = [(200, page(("m1", [case(id_number())]))), (200, page(cursor="c2"))]
    assert pull_due() == 1
    assert ask_now(sender, feed.id)
    assert not ask_now(sender, feed.id), "what waits is not doubled"
    FeedState.objects.filter(feed=feed).update(claimed_until_at=timezone.now() + timedelta(seconds=60))
    assert not ask_now(sender, feed.id)
    assert (pull_due(), len(provider.asked)) == (0, 1), "another worker is at it"
    FeedState.objects.filter(feed=feed).update(claimed_until_at=timezone.now())
    assert (pull_due(), len(provider.asked)) == (0, 2), "a claim whose worker is gone ends by itself"
    state = FeedState.objects.get(feed=feed)
    assert (state.claimed_until_at, state.due_at > timezone.now()) == (None, True)
    assert (pull_due(), len(provider.asked)) == (0, 2)
