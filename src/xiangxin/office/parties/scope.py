"""Whose rows a viewer's post reaches, before consent is asked: the condition every query and action begins with.

Must never widen: what is outside looks like what does not exist.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.conf import settings

from xiangxin.kernel.divisions import level_of, prefix_of
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.choices import VILLAGE_LEVELS
from xiangxin.office.areas.queries import areas_on
from xiangxin.office.parties.errors import AreaNotYours, AreaNoVillage
from xiangxin.office.parties.models import Household, Person
from xiangxin.office.shell.errors import AddressUnknown

CADRES = frozenset({Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE})
"""They keep the register of their area, by duty; evaluating somebody is another purpose and asks for consent."""

COLLECTORS = CADRES | {Role.ACCOUNT_MANAGER, Role.STATION_KEEPER}
"""They may register somebody who stands before them."""


def village_of(by: Viewer, area: str, on: date, field: str = "area") -> str:
    """``area`` when it is a village in force on ``on`` and within the viewer's own area."""
    try:
        is_village = level_of(area) == "village"
    except ValueError:
        is_village = False
    if not is_village:
        raise AreaNoVillage(field)
    if not by.covers(area):
        raise AreaNotYours(field)
    if not areas_on(on).filter(code=area).exists():
        raise AreaNoVillage(field)
    return area


def village_anywhere(area: str, on: date, field: str = "area") -> str:
    """``area`` when it is a village of this office's county in force on ``on``: where somebody may move to."""
    county = prefix_of(settings.HOME.county)
    if not area.startswith(county) or not areas_on(on).filter(code=area, level__in=VILLAGE_LEVELS).exists():
        raise AreaNoVillage(field)
    return area


def person_kept_by(by: Viewer, id_: UUID) -> Person:
    """A person whose registration the viewer keeps; ``AddressUnknown`` for everybody else.

    Inside an act: the row is held until it ends, so that two changes of one person follow each other.
    """
    found = Person.objects.select_for_update().filter(id=id_).first()
    if found is None or by.role not in CADRES or not by.covers(found.area):
        raise AddressUnknown
    return found


def household_kept_by(by: Viewer, id_: UUID) -> Household:
    """The same for a household."""
    found = Household.objects.select_for_update().filter(id=id_).first()
    if found is None or by.role not in CADRES or not by.covers(found.area):
        raise AddressUnknown
    return found
