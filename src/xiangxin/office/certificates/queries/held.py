"""Which lines of a bank have a certificate: for its account managers, without anybody's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import place_name
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.reads import reading
from xiangxin.office.certificates.choices import Colour
from xiangxin.office.certificates.models import Certificate
from xiangxin.office.certificates.standing import fallen
from xiangxin.office.consent.gate import persons_open_to
from xiangxin.office.runs.rules import SCORING, receiver_of


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One certificate, by the number of the line's case."""

    id: UUID
    person: UUID
    case: str
    village: str
    colour: str
    issued_on: date
    expires_on: date
    valid: bool


def held_at(viewer: Viewer) -> list[HeldLine]:
    """Certificates of the viewer's bank and area; of whoever withdrew nothing is there any more."""
    bank, today = receiver_of(viewer), timezone.localdate()
    if bank is None:
        return []
    gate = persons_open_to(viewer, SCORING, ["contact"], today)
    newer = Certificate.objects.filter(grant=OuterRef("grant"), issued_on__gt=OuterRef("issued_on"))
    with reading(
        viewer.actor, purpose=SCORING, ground=gate.ground, what="certificates.held", institution=viewer.institution
    ) as look:
        rows = list(
            Certificate.objects.filter(gate.where("person"), inside(viewer.area), ~Exists(newer), receiver=bank)
            .select_related("grant")
            .order_by("-issued_on", "number")
        )
        gone = fallen(rows, today)
        look.showed({row.person_id for row in rows}, ["certificate"])
    names = {area: place_name(area, today) for area in {row.area for row in rows}}
    return [_line(row, names[row.area], row.id in gone, today) for row in rows]


def _line(row: Certificate, village: str, gone: bool, today: date) -> HeldLine:
    return HeldLine(
        row.id,
        row.person_id,
        row.grant.number,
        village,
        str(Colour(row.colour).label),
        row.issued_on,
        row.expires_on,
        row.withdrawn_on is None and not gone and row.expires_on >= today,
    )
