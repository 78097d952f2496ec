"""Trials of texts, of one's own institution; what one found is a report of totals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption.models import PolicyText
from xiangxin.office.adoption.queries import content_of
from xiangxin.office.areas.scope import inside
from xiangxin.office.runs.models import Trial
from xiangxin.office.runs.rules import purpose_of, receiver_of
from xiangxin.office.shell.errors import AddressUnknown


def trials_of(viewer: Viewer) -> QuerySet[Trial]:
    """Trials for the viewer's institution and purpose, within the viewer's area, the last first."""
    rows = Trial.objects.filter(inside(viewer.area), receiver=receiver_of(viewer), purpose=purpose_of(viewer))
    return rows.select_related("policy", "receiver", "report").order_by("-asked_at")


def trial_of(viewer: Viewer, trial: UUID) -> Trial:
    """One of these; ``AddressUnknown``."""
    found = trials_of(viewer).filter(id=trial).first()
    if found is None:
        raise AddressUnknown
    return found


def texts() -> QuerySet[PolicyText]:
    """Texts that can be tried: every one that passed the checks when it was kept, the last first."""
    return PolicyText.objects.order_by("-kept_at", "name")


def found_by(trial: Trial) -> dict[str, Any]:
    """The content of a trial's report; nothing before it is done."""
    return {} if trial.report is None else content_of(trial.report)
