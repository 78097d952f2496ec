"""Who writes policies, who adopts them, and which receiver may assess for which purpose here."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.conf import settings

from xiangxin.law.load import load_law
from xiangxin.office.accounts.choices import Role
from xiangxin.office.adoption.errors import ReceiverCannot
from xiangxin.office.areas.models import Institution
from xiangxin.office.consent.queries import receivers_for

AUTHORS = (Role.POLICY_AUTHOR, Role.COUNTY_OFFICE)
"""They write drafts, try them and propose adoption."""
ADOPTERS = frozenset({Role.COUNTY_OFFICE})
"""One of them agrees, another person than the one who proposed."""


def purposes() -> tuple[str, ...]:
    """Purposes for which somebody is assessed in this kind of office."""
    law = load_law()
    return tuple(name for name in law.deployment_kinds[str(settings.HOME.kind)].purposes if law.purposes[name].scores)


def receiver_for(receiver: UUID, purpose: str, on: date) -> Institution:
    """The institution, where it may assess for ``purpose`` on a day; ``ReceiverCannot`` otherwise."""
    if purpose not in purposes():
        raise ReceiverCannot("purpose")
    found = receivers_for(purpose, on).filter(id=receiver).first()
    if found is None:
        raise ReceiverCannot("receiver")
    return found
