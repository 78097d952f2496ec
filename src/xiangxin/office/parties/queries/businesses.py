"""Organisations of an area. Who trades alone is not among them; who stands behind one is shown masked or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.scope import inside
from xiangxin.office.parties.models import Business, Representative
from xiangxin.office.parties.queries.access import looking, reads_persons
from xiangxin.office.parties.queries.cards import PersonCard, card_of
from xiangxin.office.parties.scope import CADRES
from xiangxin.office.shell.errors import AddressUnknown


@dataclass(frozen=True, slots=True)
class BusinessPage:
    """An organisation; ``representative`` is masked, and None where the viewer may not know who it is."""

    business: Business
    representative: PersonCard | None
    since_on: date | None
    kept: bool


def business_rows(viewer: Viewer, area: str) -> QuerySet[Business]:
    """Organisations within ``area``; ``AddressUnknown`` where that lies outside of the viewer's."""
    try:
        within = inside(area)
    except ValueError:
        raise AddressUnknown from None
    if not viewer.covers(area):
        raise AddressUnknown
    return Business.objects.filter(within)


def businesses_in(viewer: Viewer, area: str) -> list[Business]:
    """The same as a list, by name."""
    return list(business_rows(viewer, area).order_by("name", "code"))


def business_kept(viewer: Viewer, id_: UUID) -> Business:
    """One organisation whose registration the viewer keeps, without who stands behind it."""
    business = Business.objects.filter(id=id_).first()
    if business is None or viewer.role not in CADRES or not viewer.covers(business.area):
        raise AddressUnknown
    return business


def business_page(viewer: Viewer, id_: UUID) -> BusinessPage:
    """One organisation of the viewer's area."""
    business = Business.objects.filter(id=id_).first()
    if business is None or not viewer.covers(business.area):
        raise AddressUnknown
    if not reads_persons(viewer):
        return BusinessPage(business, None, None, False)
    with looking(viewer, "parties.business", PersonCard.SHOWN) as look:
        open_to = look.persons.values("id")
        row = (
            Representative.objects.filter(business=business, to_on__isnull=True, person__in=open_to)
            .select_related("person")
            .first()
        )
        card = None if row is None else card_of(row.person)
        look.showed([] if card is None else [card.id], PersonCard.SHOWN)
    return BusinessPage(business, card, None if row is None else row.from_on, viewer.role in CADRES)
