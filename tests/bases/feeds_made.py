"""Feeds for tests: opened by two persons, with messages signed as a provider's system signs them."""

from __future__ import annotations

import json
import time
from itertools import count
from typing import Any
from uuid import UUID

from bases.accounts_made import COUNTY, make_account, viewer_for
from bases.consent_made import make_consent
from bases.intake_made import make_agreement, make_provider
from bases.parties_made import VILLAGE, id_number, make_person
from xiangxin.office.accounts import proposals
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.feeds.actions import NewFeed, enter_secret, issue_secret, propose_feed, take
from xiangxin.office.feeds.models import Feed, Message
from xiangxin.office.intake.actions import decide, propose
from xiangxin.office.intake.models import Agreement, Submission
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.outbox.signing import headers

_numbers = count(1)
WORD = "open-sesame-0123456789"


def staff(role: str = Role.COUNTY_OFFICE) -> Viewer:
    """Somebody of an account that is there, as proposals need it."""
    account = make_account(role, COUNTY)
    return Viewer(account.id, role, COUNTY)


def make_feed(
    provider: Viewer | None = None, form: str = "court_enforcement", url: str = "", agreement: Agreement | None = None
) -> tuple[Feed, str, Viewer]:
    """A feed in force, its secret, and somebody of its provider."""
    provider = provider or make_provider()
    agreement = agreement or make_agreement(provider)
    proposal = propose_feed(staff(), NewFeed(agreement.id, form, "pull" if url else "webhook", url), "六月起")
    proposals.decide(proposal.id, staff(), agrees=True)
    feed = Feed.objects.get(agreement=agreement, form=form)
    if url:
        enter_secret(provider, feed.id, WORD)
        secret = WORD
    else:
        secret = issue_secret(provider, feed.id)
    feed.refresh_from_db()
    return feed, secret, provider


def rows_message(rows: list[dict[str, Any]], form: str = "court_enforcement", purpose: str = "evaluation") -> bytes:
    """A message of rows."""
    return json.dumps({"type": "rows", "data": {"form": form, "purpose": purpose, "rows": rows}}).encode()


def repair_message(items: list[dict[str, Any]], kind: str = "repair") -> bytes:
    """A message of repairs."""
    return json.dumps({"type": kind, "data": {"items": items}}).encode()


def signed_headers(secret: str, body: bytes, number: str = "", at: float | None = None) -> dict[str, str]:
    """The three headers, under a number of its own unless one is given."""
    return headers(number or f"msg_{next(_numbers)}", int(time.time() if at is None else at), body, [secret])


def deliver(feed: UUID, secret: str, body: bytes, number: str = "") -> Message:
    """The message sent as the provider's system sends it."""
    return take(feed, signed_headers(secret, body, number), body)


def case(number: str, **changes: Any) -> dict[str, Any]:
    """A row that the court's filter lets in."""
    return {
        "身份证号": number,
        "姓名": "张小三",
        "当事人地位": "被执行人",
        "案件类别": "民事",
        "amount_fen": 1_200_000,
        "立案日期": "2026-04-01",
        "执行案号": "(2026)虚01执77号",
        "执行法院": "虚构县法院",
        "文书已生效": True,
        **changes,
    }


def consenting() -> tuple[str, Any]:
    """The number of somebody who agreed to a file, and who it is."""
    number = id_number()
    person = make_person("张小三", VILLAGE, number=number)
    make_consent(person.id, purpose="evaluation")
    return number, person


def accepted(message: Message, provider: Any) -> Submission:
    """The submission of a message, read and agreed to by two persons."""
    work_off()
    assert message.submission is not None
    propose(provider, message.submission.id, "接口报送")
    decide(viewer_for(Role.COUNTY_OFFICE), message.submission.id, agrees=True)
    work_off()
    message.submission.refresh_from_db()
    return message.submission


__all__ = [
    "WORD",
    "accepted",
    "case",
    "consenting",
    "deliver",
    "make_feed",
    "repair_message",
    "rows_message",
    "signed_headers",
    "staff",
    "viewer_for",
]
