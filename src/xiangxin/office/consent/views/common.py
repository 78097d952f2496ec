"""What the pages of staff share: the villages of an area."""

from __future__ import annotations

from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.choices import AreaLevel
from xiangxin.office.areas.queries import areas_inside, place_name


def villages(by: Viewer) -> list[tuple[str, str]]:
    """Villages and communities of the viewer's area in force today, with their names."""
    today = timezone.localdate()
    found = areas_inside(by.area, today).filter(level__in=[AreaLevel.VILLAGE, AreaLevel.COMMUNITY])
    return [(one.code, place_name(one.code, today)) for one in found]
