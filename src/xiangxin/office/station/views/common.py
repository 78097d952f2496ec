"""What the desk's pages share: the door of the station's keeper, and who is being served."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest

from xiangxin.office.accounts.choices import OBJECTION, Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.station.errors import NobodyIsHere
from xiangxin.office.station.models import Visit
from xiangxin.office.station.queries import visit_of
from xiangxin.office.station.terms import LIMITS

keeper = door(Role.STATION_KEEPER, scope="institution", purpose=OBJECTION)


def here(request: HttpRequest) -> tuple[Viewer, Visit]:
    """Who is being served; ``NobodyIsHere`` where the visit has ended meanwhile.

    The viewer carries the mandate somebody came with: consenting is refused to it wherever it is tried.
    """
    by = asker(request)
    visit = visit_of(by)
    if visit is None:
        raise NobodyIsHere(minutes=LIMITS["visit_minutes"])
    return replace(by, mandate=visit.mandate), visit
