"""Who may have whom assessed: a bank for itself, the county for its stars."""

from __future__ import annotations

from uuid import UUID

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.queries import any_institution

SCORING, EVALUATION = "scoring", "evaluation"
ASKERS = (Role.ACCOUNT_MANAGER, Role.COUNTY_OFFICE)
"""Roles that start runs."""
_PURPOSE = {Role.ACCOUNT_MANAGER: SCORING, Role.COUNTY_OFFICE: EVALUATION}


def receiver_of(viewer: Viewer) -> Institution | None:
    """The institution for which the viewer's post assesses: a branch's bank, or the post's own."""
    own = None if viewer.institution is None else any_institution(viewer.institution)
    return None if own is None else own.head


def purpose_of(viewer: Viewer) -> str:
    """The purpose of the viewer's post; '' for a post that assesses nobody."""
    return _PURPOSE.get(Role(viewer.role), "")


def may_assess(viewer: Viewer, receiver: UUID, purpose: str) -> bool:
    """Whether the post may have people assessed for this receiver and purpose."""
    own = receiver_of(viewer)
    return own is not None and own.id == receiver and bool(purpose) and purpose == purpose_of(viewer)
