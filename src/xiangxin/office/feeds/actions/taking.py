"""Takes a message in, once and whole: signed, fit, filtered, and then the one way in. What is wrong is told back.

A message that came twice is answered as the first time. All of it is written in one transaction: the message, the
submission or what a repair erases. Two at once are one.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from xiangxin.office.audit.acts import act
from xiangxin.office.feeds import errors, signed
from xiangxin.office.feeds.actions.repairing import repair
from xiangxin.office.feeds.actions.rows import send_rows
from xiangxin.office.feeds.choices import Kind, Way
from xiangxin.office.feeds.models import Feed, FeedState, Message
from xiangxin.office.feeds.rules import may_hold, sender_of
from xiangxin.office.feeds.shapes import Incoming, read
from xiangxin.office.feeds.terms import LIMITS
from xiangxin.office.intake.sealedfile import drop
from xiangxin.office.intake.standing import is_in_force
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.vault.sealing import open_on


def take(feed: UUID, sent: Mapping[str, str], body: bytes) -> Message:
    """A message that arrived at a feed's address. ``sent``: its headers by lower-case name.

    Errors: ``SignatureWrong`` (also where there is no such feed), ``MessageTooOld``, and those of ``put``.
    """
    row = feed_at(feed)
    if row is None or row.way != Way.WEBHOOK:
        raise errors.SignatureWrong("webhook-signature")
    number = signed.check(sent, body, time.time(), secrets_of(row))
    try:
        message = put(row, number, body)
    except OfficeError as error:
        FeedState.objects.filter(feed=row).update(failed_at=timezone.now(), error=error.code)
        raise
    FeedState.objects.filter(feed=row).update(succeeded_at=timezone.now(), error="", failures=0)
    return message


def put(feed: Feed, number: str, body: bytes, incoming: Incoming | None = None) -> Message:
    """Take a message that is known to be the provider's. ``incoming``: where it was read already.

    Errors: ``MessageChanged``, ``MessageMalformed``, ``MessageTooLarge``, ``FeedEnded``, ``AgreementOver``,
    ``FormForeign``, ``PurposeForeign``, ``RepairNotYours``, ``TooManyMessages``; nothing is kept then.
    """
    digests = hashlib.sha256(number.encode("utf-8")).digest(), hashlib.sha256(body).digest()
    known = _known(feed, *digests)
    if known is not None:
        return known
    incoming = incoming or read(body)
    _check(feed, incoming)
    row = Message(
        feed=feed,
        number_sha256=digests[0],
        body_sha256=digests[1],
        kind=incoming.kind,
        received_at=timezone.now(),
        rows=incoming.size,
    )
    try:
        _write(feed, row, incoming)
    except IntegrityError:
        known = _known(feed, *digests)
        if known is None:
            raise
        return known
    except BaseException:
        if row.submission_id is not None:
            drop(row.submission_id)
        raise
    return row


def feed_at(id_: UUID) -> Feed | None:
    """A feed, with its agreement; one that has ended too, because what it brought can still be repaired."""
    return Feed.objects.select_related("agreement__provider").filter(id=id_).first()


def secrets_of(feed: Feed) -> list[str]:
    """The secrets that sign: the present one, and the one before while both hold."""
    found = [] if feed.secret_sealed is None else [open_on(feed, "secret_sealed")]
    until = feed.previous_until_at
    if feed.previous_sealed is not None and until is not None and until > timezone.now():
        found.append(open_on(feed, "previous_sealed"))
    return found


def _write(feed: Feed, row: Message, incoming: Incoming) -> None:
    by, on = sender_of(feed), timezone.localdate()
    payload = {"kind": str(row.kind), "rows": row.rows, "sha256": row.body_sha256.hex()}
    with act("feeds.message_taken", by=by.actor, about=row, area=feed.area, payload=payload) as done:
        row.save(force_insert=True)
        if incoming.kind == Kind.ROWS:
            row.submission, row.refused = send_rows(feed, incoming, on)
            row.taken = row.rows - len(row.refused)
        else:
            row.taken, row.refused = repair(by.actor, feed, row, incoming, on)
        row.save(update_fields=["submission", "refused", "taken"])
        done.wrote(row)
        done.payload |= {"taken": row.taken, "refused": len(row.refused)}


def _known(feed: Feed, number: bytes, body: bytes) -> Message | None:
    found = Message.objects.filter(feed=feed, number_sha256=number).first()
    if found is not None and bytes(found.body_sha256) != body:
        raise errors.MessageChanged("webhook-id")
    return found


def _check(feed: Feed, incoming: Incoming) -> None:
    """Rows come in while feed and agreement run, so many a day; repairs while anything that was brought may be here."""
    if incoming.kind != Kind.ROWS:
        if not may_hold(feed.agreement):
            raise errors.AgreementOver()
        return
    if feed.ended_at is not None:
        raise errors.FeedEnded()
    if not is_in_force(feed.agreement, timezone.localdate()):
        raise errors.AgreementOver()
    if incoming.form != feed.form:
        raise errors.FormForeign("form")
    if incoming.purpose != feed.agreement.purpose:
        raise errors.PurposeForeign("purpose")
    day = timezone.now() - timedelta(days=1)
    if Message.objects.filter(feed=feed, kind=Kind.ROWS, received_at__gt=day).count() >= LIMITS["messages_a_day"]:
        raise errors.TooManyMessages(limit=LIMITS["messages_a_day"])
