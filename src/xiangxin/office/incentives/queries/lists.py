"""The list in force. Nothing here is personal."""

from __future__ import annotations

from datetime import date

from xiangxin.office.areas.scope import in_force
from xiangxin.office.incentives.errors import NoList
from xiangxin.office.incentives.lists import Points, stored
from xiangxin.office.incentives.models import PointsList


def list_on(on: date) -> PointsList:
    """The list in force on the day; ``NoList``."""
    found = adopted_on(on)
    if found is None:
        raise NoList()
    return found


def adopted_on(on: date) -> PointsList | None:
    """The same, or None."""
    return PointsList.objects.filter(in_force(on)).order_by("-from_on").first()


def points_of(row: PointsList) -> Points:
    """What an adopted list says."""
    return stored(row.content)
