"""What the pages of staff share: the villages of an area."""

from __future__ import annotations

from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import village_names


def villages(by: Viewer) -> list[tuple[str, str]]:
    """Villages and communities of the viewer's area in force today, with their names."""
    return list(village_names(by.area, timezone.localdate()).items())
