"""Asks providers what is new since the last time: an answer is taken as one, with how far it went, or nothing of it.

A message that is wrong in itself costs only itself: it is kept as refused and never asked for again.

A feed is asked by one worker at a time; after a failure later and later. Nothing of a person is told to the provider
but how far its own answers were taken.
"""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.feeds import errors
from xiangxin.office.feeds.actions.taking import feed_at, put
from xiangxin.office.feeds.choices import Way
from xiangxin.office.feeds.fetching import PullFailed, fetch
from xiangxin.office.feeds.models import Feed, FeedState, Message
from xiangxin.office.feeds.rules import may_hold, seen_by, sender_of
from xiangxin.office.feeds.shapes import read_content
from xiangxin.office.feeds.terms import LIMITS
from xiangxin.office.intake.sealedfile import drop
from xiangxin.office.intake.standing import is_in_force
from xiangxin.office.shell.errors import AddressUnknown, OfficeError
from xiangxin.office.shell.retrying import wait_before
from xiangxin.office.vault.sealing import open_on, seal_on

_MOST_CURSOR = 200
_OF_ONE = (
    errors.AgreementOver,
    errors.FeedEnded,
    errors.FormForeign,
    errors.MessageChanged,
    errors.MessageMalformed,
    errors.MessageTooLarge,
    errors.PurposeForeign,
    errors.RepairNotYours,
)
"""What is wrong with one message, and will be however often it is asked for."""
_log = logging.getLogger("xiangxin.feeds")


def pull_due() -> int:
    """Ask every provider that is due; how many messages came."""
    came, now = 0, timezone.now()
    due = FeedState.objects.filter(feed__way=Way.PULL, feed__agreement__deleted_at=None, due_at__lte=now)
    due = due.exclude(feed__secret_sealed=None).exclude(claimed_until_at__gt=now).order_by("due_at")
    for state in due[: LIMITS["page_messages"]]:
        mine = FeedState.objects.filter(feed=state.feed_id, due_at=state.due_at)
        mine = mine.filter(claimed_until_at=state.claimed_until_at)
        if mine.update(claimed_until_at=now + timedelta(seconds=LIMITS["claim_seconds"])):
            came += _pull(state)
    return came


def ask_now(by: Viewer, feed: UUID) -> bool:
    """Have a provider asked at the next turn of the worker; False where it is waiting for that or being asked already.

    Errors: ``AddressUnknown``, ``NotAsked`` for a feed that is sent to, ``SecretMissing``, ``FeedEnded``,
    ``AgreementOver`` before the agreement begins.
    """
    row = Feed.objects.filter(seen_by(by), id=feed).select_related("agreement").first()
    if row is None:
        raise AddressUnknown
    _check_asked(row)
    now = timezone.now()
    waiting = FeedState.objects.filter(feed=row, due_at__gt=now).exclude(claimed_until_at__gt=now)
    with transaction.atomic():
        if not waiting.update(due_at=now):
            return False
        with act("feeds.asked_now", by=by.actor, about=row, purpose=row.agreement.purpose, area=row.area):
            return True


def _check_asked(row: Feed) -> None:
    if row.way != Way.PULL:
        raise errors.NotAsked()
    if row.secret_sealed is None:
        raise errors.SecretMissing()
    if not may_hold(row.agreement):
        raise errors.FeedEnded()
    if timezone.localdate() < row.agreement.from_on:
        raise errors.AgreementOver()


def _pull(state: FeedState) -> int:
    feed = feed_at(state.feed_id)
    if feed is None:
        return 0
    today = timezone.localdate()
    if today < feed.agreement.from_on:
        return _failed(state, "agreement_over")
    try:
        runs = feed.ended_at is None and is_in_force(feed.agreement, today)
        cursor = "" if state.cursor_sealed is None else open_on(state, "cursor_sealed")
        content = _content(fetch(feed.url, cursor, open_on(feed, "secret_sealed"), repairs_only=not runs))
        return _take(feed, state, content)
    except PullFailed as failed:
        return _failed(state, failed.code)
    except OfficeError as error:
        return _failed(state, error.code)
    except Exception as error:  # noqa: BLE001 - one provider must not keep the others from being asked
        _log.error("asking the provider of feed %s failed: %s", feed.id, type(error).__name__)
        return _failed(state, "not_taken")


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
    error = ""
    try:
        with transaction.atomic():
            for one in content["messages"]:
                try:
                    taken.append(put(feed, *_message(one)))
                except _OF_ONE as refused:
                    error = refused.code
                    _refuse(feed, one, error)
            seal_on(state, "cursor_sealed", content["cursor"])
            state.succeeded_at, state.error, state.failures = now, error, 0
            state.failed_at = now if error else state.failed_at
            state.claimed_until_at = None
            state.due_at = now if content.get("more") is True else now + timedelta(seconds=LIMITS["pull_seconds"])
            state.save()
    except BaseException:
        # Their rows are gone with the transaction; so are their files.
        for message in taken:
            if message.submission_id is not None and not Message.objects.filter(id=message.id).exists():
                drop(message.submission_id)
        raise
    return len(taken)


def _refuse(feed: Feed, given: Any, code: str) -> None:
    """Keep that a message was refused, once. Its number stays free: its provider may mend it and send it under it."""
    digest = hashlib.sha256(_bytes(given)).digest()
    if Message.objects.filter(feed=feed, number_sha256=digest).exists():
        return
    row = Message(feed=feed, number_sha256=digest, body_sha256=digest, received_at=timezone.now(), rows=0)
    row.refused = [[0, code]]
    payload = {"code": code, "sha256": digest.hex()}
    with act("feeds.message_refused", by=sender_of(feed).actor, about=row, area=feed.area, payload=payload) as done:
        row.save(force_insert=True)
        done.wrote(row)


def _message(given: Any) -> tuple[str, bytes, Any]:
    number = given.get("id") if isinstance(given, dict) else None
    if not isinstance(number, str) or not 0 < len(number) <= _MOST_CURSOR:
        raise errors.MessageMalformed("id")
    return number, _bytes(given), read_content(given)


def _bytes(given: Any) -> bytes:
    return json.dumps(given, sort_keys=True, ensure_ascii=True).encode("ascii")


def _failed(state: FeedState, code: str) -> int:
    now, failures = timezone.now(), state.failures + 1
    FeedState.objects.filter(feed=state.feed_id).update(
        failed_at=now, error=code, failures=failures, due_at=now + wait_before(failures, LIMITS), claimed_until_at=None
    )
    return 0
