"""What is adopted, kept and being written. Texts and adoptions are public; drafts are seen by authors of their area."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption.models import Adoption, Draft, PolicyText, Report
from xiangxin.office.areas.scope import in_force as days_hold
from xiangxin.office.areas.scope import inside
from xiangxin.office.shell.errors import AddressUnknown


def in_force(receiver: UUID, purpose: str, on: date) -> Adoption | None:
    """The adoption by which ``receiver`` assesses for ``purpose`` on a day; None where there is none."""
    found = Adoption.objects.filter(days_hold(on), receiver=receiver, purpose=purpose)
    return found.select_related("policy", "receiver").first()


def is_admitted(adoption: Adoption) -> bool:
    """Whether the last judgement, if there was one, admitted it."""
    last = adoption.judgements.order_by("-judged_on", "-law_hash").first()
    return last is None or last.admitted


def adoptions() -> QuerySet[Adoption]:
    """Every adoption there ever was, the last one first."""
    return Adoption.objects.select_related("policy", "receiver").order_by("-from_on", "receiver__name")


def policy_text(content_hash: str) -> PolicyText:
    """An adopted text by its hash, as anybody may read it; ``AddressUnknown`` for one that was never adopted."""
    found = PolicyText.objects.filter(content_hash=content_hash, adoptions__isnull=False).order_by("kept_at").first()
    if found is None:
        raise AddressUnknown
    return found


def drafts(viewer: Viewer) -> QuerySet[Draft]:
    """Drafts of the viewer's area that are open, the last saved first."""
    return Draft.objects.filter(inside(viewer.area), closed_at=None).order_by("-saved_at")


def draft(viewer: Viewer, draft_id: UUID) -> Draft:
    """One draft of the viewer's area; ``AddressUnknown``."""
    found = Draft.objects.filter(inside(viewer.area), id=draft_id).first()
    if found is None:
        raise AddressUnknown
    return found


def latest_report(policy: PolicyText, receiver: UUID, purpose: str) -> Report | None:
    """What the last dry run of a text found for this receiver and purpose."""
    return policy.reports.filter(receiver=receiver, purpose=purpose).order_by("-made_at").first()


def content_of(row: Any) -> dict[str, Any]:
    """The content of a report or of an impact record."""
    found: dict[str, Any] = json.loads(row.content)
    return found
