"""Asks providers what is new since the last time: all of an answer is taken, with how far it went, or nothing.

A feed is asked by one worker at a time; after a failure later and later. Nothing of a person is told to the provider
but how far its own answers were taken.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from xiangxin.office.feeds.actions.taking import feed_at, put
from xiangxin.office.feeds.choices import Way
from xiangxin.office.feeds.errors import MessageMalformed
from xiangxin.office.feeds.fetching import PullFailed, fetch
from xiangxin.office.feeds.models import Feed, FeedState, Message
from xiangxin.office.feeds.rules import in_force
from xiangxin.office.feeds.shapes import read_content
from xiangxin.office.feeds.terms import LIMITS
from xiangxin.office.intake.sealedfile import drop
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.vault.sealing import open_on, seal_on

_MOST_CURSOR = 200


def pull_due() -> int:
    """Ask every provider that is due; how many messages came."""
    came, now = 0, timezone.now()
    due = FeedState.objects.filter(feed__way=Way.PULL, feed__ended_at=None, due_at__lte=now).order_by("due_at")
    for state in due.exclude(feed__secret_sealed=None)[: LIMITS["page_messages"]]:
        mine = FeedState.objects.filter(feed=state.feed_id, due_at=state.due_at)
        if mine.update(due_at=now + timedelta(seconds=LIMITS["claim_seconds"])):
            came += _pull(state)
    return came


def wait_before(failures: int) -> timedelta:
    """How long to wait after so many failures in a row."""
    seconds = LIMITS["first_wait_seconds"] * LIMITS["wait_factor"] ** min(failures - 1, 20)
    return timedelta(seconds=min(seconds, LIMITS["most_wait_seconds"]))


def _pull(state: FeedState) -> int:
    feed = feed_at(state.feed_id)
    if feed is None:
        return 0
    if not in_force(feed.agreement, timezone.localdate()):
        return _failed(state, "agreement_over")
    cursor = "" if state.cursor_sealed is None else open_on(state, "cursor_sealed")
    try:
        content = _content(fetch(feed.url, cursor, open_on(feed, "secret_sealed")))
        return _take(feed, state, content)
    except PullFailed as failed:
        return _failed(state, failed.code)
    except OfficeError as error:
        return _failed(state, error.code)


def _content(body: bytes) -> dict[str, Any]:
    """The answer: ``{"messages": [{"id": …, "type": …, "data": …}], "cursor": …, "more": …}``; all of it or none."""
    try:
        content = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise PullFailed("answer_malformed") from None
    if not isinstance(content, dict) or not isinstance(content.get("messages"), list):
        raise PullFailed("answer_malformed")
    cursor = content.get("cursor")
    if not isinstance(cursor, str) or not 0 < len(cursor) <= _MOST_CURSOR or not cursor.isprintable():
        raise PullFailed("answer_malformed")
    if len(content["messages"]) > LIMITS["page_messages"]:
        raise PullFailed("answer_too_large")
    return content


def _take(feed: Feed, state: FeedState, content: dict[str, Any]) -> int:
    now = timezone.now()
    taken: list[Message] = []
    try:
        with transaction.atomic():
            for one in content["messages"]:
                taken.append(put(feed, *_message(one)))
            seal_on(state, "cursor_sealed", content["cursor"])
            state.succeeded_at, state.error, state.failures = now, "", 0
            state.due_at = now if content.get("more") is True else now + timedelta(seconds=LIMITS["pull_seconds"])
            state.save()
    except BaseException:
        # Their rows are gone with the transaction; so are their files.
        for message in taken:
            if message.submission_id is not None and not Message.objects.filter(id=message.id).exists():
                drop(message.submission_id)
        raise
    return len(taken)


def _message(given: Any) -> tuple[str, bytes, Any]:
    number = given.get("id") if isinstance(given, dict) else None
    if not isinstance(number, str) or not 0 < len(number) <= _MOST_CURSOR:
        raise MessageMalformed("id")
    return number, json.dumps(given, sort_keys=True, ensure_ascii=True).encode("ascii"), read_content(given)


def _failed(state: FeedState, code: str) -> int:
    now, failures = timezone.now(), state.failures + 1
    FeedState.objects.filter(feed=state.feed_id).update(
        failed_at=now, error=code, failures=failures, due_at=now + wait_before(failures)
    )
    return 0
