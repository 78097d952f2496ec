"""A sheet signed at a station reaches the township: somebody outside of the station sees the person's own hand.

The township, because it keeps the register and sees names there; a village's head never speaks for others, and the
county sees no persons (decision 24).
"""

from __future__ import annotations

from uuid import UUID

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.consent.actions.giving import confirm
from xiangxin.office.consent.choices import Channel
from xiangxin.office.consent.models import Consent
from xiangxin.office.parties.models import Person
from xiangxin.office.shell.errors import NotAllowed
from xiangxin.office.station import errors
from xiangxin.office.station.queries import awaiting_sheet


def countersign(by: Viewer, sheet_no: str) -> Consent:
    """Confirm the consent whose signed sheet lies before the viewer.

    Errors: ``NotAllowed`` for who is no township's cadre; ``SheetUnknown`` for no such sheet in the viewer's area, and
    for one that waits for nothing.
    """
    if by.role != Role.TOWNSHIP_CADRE:
        raise NotAllowed
    with act("station.sheet_countersigned", by=by.actor, purpose="register") as done:
        row = awaiting_sheet(sheet_no).select_for_update(of=("self",)).first()
        area = None if row is None else _area_of(row.person)
        if row is None or area is None or not by.covers(area):
            raise errors.SheetUnknown("sheet")
        done.person, done.area, done.about = row.person, area, f"consent.consent:{row.id}"
        confirm(row, by, Channel.PAPER)
        done.wrote(row)
    return row


def _area_of(person: UUID) -> str | None:
    return Person.objects.filter(id=person, died_on__isnull=True).values_list("area", flat=True).first()
