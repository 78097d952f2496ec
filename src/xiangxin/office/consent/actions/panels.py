"""Naming a panel: who sits on it is told to every household before it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.choices import InstitutionKind
from xiangxin.office.areas.queries import institutions_on
from xiangxin.office.audit.acts import act
from xiangxin.office.consent.errors import DayUnfit, MembersWrong, ReceiverUnfit
from xiangxin.office.consent.models import PanelListing
from xiangxin.office.consent.terms import LIMITS
from xiangxin.office.shell.errors import NotAllowed
from xiangxin.office.vault.sealing import seal_on

NAME_LIMIT = 60


def name_panel(by: Viewer, panel: UUID, members: Sequence[str], on: date) -> PanelListing:
    """From ``on`` the panel consists of ``members``, reserves included; the list before it ends the day before.

    ``MembersWrong``, ``ReceiverUnfit`` for no panel of the viewer's area, ``DayUnfit`` for a day that is past or not
    after the list in force began.
    """
    if by.role not in (Role.COUNTY_OFFICE, Role.TOWNSHIP_CADRE):
        raise NotAllowed()
    names = _names(members)
    found = institutions_on(on, by.area, [InstitutionKind.PANEL]).filter(id=panel).first()
    if found is None:
        raise ReceiverUnfit("panel")
    if on < timezone.localdate():
        raise DayUnfit("on")
    with act("consent.panel_named", by=by.actor, about=found, area=found.area, payload={"on": on}) as done:
        for earlier in PanelListing.objects.select_for_update().filter(panel=found, to_on=None):
            if earlier.from_on >= on:
                raise DayUnfit("on")
            earlier.to_on = on - timedelta(days=1)
            earlier.save(update_fields=["to_on"])
            done.wrote(earlier)
        row = PanelListing(panel=found, from_on=on)
        seal_on(row, "members_sealed", "\n".join(names))
        row.save(force_insert=True)
        done.wrote(row)
        done.payload["members"] = len(names)
    return row


def _names(members: Sequence[str]) -> list[str]:
    names = [" ".join(one.split()) for one in members if one.strip()]
    fits = LIMITS["panel_least"] <= len(names) <= LIMITS["panel_most"] and len(set(names)) == len(names)
    if not fits or any(len(one) > NAME_LIMIT or not one.isprintable() or not one[0].isalpha() for one in names):
        raise MembersWrong("members", least=LIMITS["panel_least"], most=LIMITS["panel_most"])
    return names
