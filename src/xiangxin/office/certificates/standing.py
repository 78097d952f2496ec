"""Whether a certificate is valid now: asked of the line and of the consents each time, never remembered.

Inside a ``reading`` or an act.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from xiangxin.office.certificates.choices import Colour, Ending
from xiangxin.office.certificates.models import Certificate
from xiangxin.office.grants.choices import State
from xiangxin.office.grants.grounds import grounded
from xiangxin.office.grants.models import Grant


def has_certificate(grant: Grant, on: date) -> bool:
    """Whether a certificate can be had for this line today."""
    fits = grant.state == State.ACTIVE and grant.certificate in Colour.values
    return fits and grant.review_on is not None and grant.review_on >= on and bool(grounded([grant], on))


def is_valid(certificate: Certificate, on: date) -> bool:
    """Whether it is valid on a day, whatever the published list says yet."""
    within = certificate.withdrawn_on is None and certificate.issued_on <= on <= certificate.expires_on
    return within and not fallen([certificate], on)


def fallen(certificates: Iterable[Certificate], on: date) -> dict[UUID, Ending]:
    """Those whose line or ground has gone, and why. Each comes with its ``grant``."""
    rows = list(certificates)
    kept = grounded([row.grant for row in rows], on)
    return {row.id: ending for row in rows if (ending := _ending(row, kept)) is not None}


def _ending(row: Certificate, kept: set[UUID]) -> Ending | None:
    if row.grant.state == State.SUSPENDED:
        return Ending.SUSPENDED
    if row.grant.state != State.ACTIVE:
        return Ending.ENDED
    if row.grant_id not in kept:
        return Ending.GROUND
    return None
