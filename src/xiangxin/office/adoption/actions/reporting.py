"""What was found out before an adoption: reports of dry runs, which upper rooms make, and records of impact."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.typed import sentence
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption import errors
from xiangxin.office.adoption.impact import questions
from xiangxin.office.adoption.models import Impact, PolicyText, Report
from xiangxin.office.adoption.rules import AUTHORS, receiver_for
from xiangxin.office.adoption.texts import sha256_of
from xiangxin.office.audit.acts import act
from xiangxin.office.shell.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Tried:
    """What a dry run was about: of which text, for whom, for what, of which two days."""

    policy: PolicyText
    receiver: UUID
    purpose: str
    as_of: date
    known_on: date


def keep_report(by: Viewer, tried: Tried, content: Mapping[str, object]) -> Report:
    """Put down what a dry run found. ``content`` holds counts only, small cells hidden already.

    Errors: ``ReceiverCannot``.
    """
    receiver = receiver_for(tried.receiver, tried.purpose, timezone.localdate())
    text, digest = _as_json(content)
    row = Report(
        policy=tried.policy,
        receiver=receiver,
        purpose=tried.purpose,
        area=by.area,
        as_of=tried.as_of,
        known_on=tried.known_on,
        content=text,
        content_sha256=digest,
        made_at=timezone.now(),
        made_by=by.account,
    )
    payload = {"policy": tried.policy.content_hash, "report": digest}
    with act("adoption.report_kept", by=by.actor, about=row, area=by.area, payload=payload) as done:
        row.save(force_insert=True)
        done.wrote(row)
    return row


def keep_impact(by: Viewer, report: Report, answers: Mapping[str, str]) -> Impact:
    """A record of impact, written from a report: an answer to every question. ``AnswerMissing`` names the first."""
    if by.role not in AUTHORS:
        raise NotAllowed()
    asked = questions(timezone.localdate())
    told = []
    for one in asked:
        answer = sentence(answers.get(one.id, ""))
        if len(answer) < one.least:
            raise errors.AnswerMissing(one.id, least=one.least)
        told.append({"id": one.id, "asked": {"zh": one.words.zh, "en": one.words.en}, "answer": answer})
    text, digest = _as_json({"answers": told})
    row = Impact(
        policy=report.policy,
        report=report,
        area=by.area,
        content=text,
        content_sha256=digest,
        made_at=timezone.now(),
        made_by=by.account,
    )
    payload = {"policy": report.policy.content_hash, "impact": digest}
    with act("adoption.impact_kept", by=by.actor, about=row, area=by.area, payload=payload) as done:
        row.save(force_insert=True)
        done.wrote(row)
    return row


def _as_json(content: Mapping[str, object]) -> tuple[str, str]:
    text = json.dumps(dict(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, sha256_of(text)
