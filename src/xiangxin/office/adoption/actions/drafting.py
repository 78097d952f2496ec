"""Texts and drafts. Keeping a text asks every check; a draft is saved as it is, whatever is wrong with it."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.yamlfile import MAX_BYTES
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption import errors
from xiangxin.office.adoption.models import Draft, PolicyText
from xiangxin.office.adoption.queries import draft as draft_of
from xiangxin.office.adoption.rules import AUTHORS
from xiangxin.office.adoption.texts import UNNAMED, examine, id_in, sha256_of
from xiangxin.office.audit.acts import act
from xiangxin.office.shell.errors import NotAllowed

_NAME_MOST = 60


def begin_draft(by: Viewer, name: str, text: str, based_on: PolicyText | None = None) -> Draft:
    """A new draft. Errors: ``NotAllowed``, ``TextTooLong``."""
    _require_author(by)
    _require_size(text)
    now = timezone.now()
    row = Draft(
        name=name.strip()[:_NAME_MOST] or UNNAMED,
        area=by.area,
        text=text,
        based_on=based_on,
        begun_by=by.account,
        begun_at=now,
        saved_by=by.account,
        saved_at=now,
    )
    with act("adoption.draft_begun", by=by.actor, about=row, area=by.area) as done:
        row.save(force_insert=True)
        done.wrote(row)
    return row


def save_draft(by: Viewer, draft: UUID, text: str, revision: int) -> Draft:
    """Write over the draft as the author last saw it. Errors: ``DraftChanged``, ``DraftClosed``, ``TextTooLong``."""
    _require_author(by)
    _require_size(text)
    row = draft_of(by, draft)
    name = id_in(text)[:_NAME_MOST] or row.name
    with act("adoption.draft_saved", by=by.actor, about=row, area=row.area) as done:
        seen = Draft.objects.filter(id=row.id, revision=revision, closed_at=None)
        if not seen.update(name=name, text=text, revision=revision + 1, saved_by=by.account, saved_at=timezone.now()):
            row.refresh_from_db()
            raise errors.DraftClosed() if row.closed_at else errors.DraftChanged()
        done.wrote(row)
    row.refresh_from_db()
    return row


def close_draft(by: Viewer, draft: UUID) -> Draft:
    """Nothing is written to it any more. ``DraftClosed`` where that is so already."""
    _require_author(by)
    row = draft_of(by, draft)
    with act("adoption.draft_closed", by=by.actor, about=row, area=row.area) as done:
        if not Draft.objects.filter(id=row.id, closed_at=None).update(closed_at=timezone.now()):
            raise errors.DraftClosed()
        done.wrote(row)
    row.refresh_from_db()
    return row


def keep_text(by: Viewer, text: str, name: str = UNNAMED) -> PolicyText:
    """Keep a text that passes every check, once. Errors: ``PolicyRefused`` with all findings, ``TextTooLong``."""
    _require_author(by)
    _require_size(text)
    examined = examine(text, name, timezone.localdate())
    if examined.policy is None:
        raise errors.PolicyRefused(examined.findings)
    policy = examined.policy
    digest = sha256_of(text)
    kept = PolicyText.objects.filter(text_sha256=digest).first()
    if kept is not None:
        return kept
    row = PolicyText(
        name=policy.id,
        title_zh=policy.title.zh,
        title_en=policy.title.en,
        content_hash=policy.content_hash,
        text_sha256=digest,
        text=text,
        kept_at=timezone.now(),
        kept_by=by.account,
    )
    payload = {"policy": policy.id, "content_hash": policy.content_hash}
    with act("adoption.text_kept", by=by.actor, about=row, area=by.area, payload=payload) as done:
        row.save(force_insert=True)
        done.wrote(row)
    return row


def _require_author(by: Viewer) -> None:
    if by.role not in AUTHORS:
        raise NotAllowed()


def _require_size(text: str) -> None:
    if len(text.encode("utf-8")) > MAX_BYTES:
        raise errors.TextTooLong("text")
