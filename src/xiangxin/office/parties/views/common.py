"""What the pages share: villages to choose from."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import village_names


def villages(by: Viewer) -> list[tuple[str, str]]:
    """Villages and communities within the viewer's area in force today, each with its township's name."""
    return list(village_names(by.area, timezone.localdate()).items())


def all_villages() -> list[tuple[str, str]]:
    """The same for the whole county."""
    return list(village_names(settings.HOME.county, timezone.localdate()).items())
