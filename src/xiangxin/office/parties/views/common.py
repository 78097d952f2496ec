"""What the pages share: villages to choose from, and the name of one."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import place_name
from xiangxin.office.parties.queries.places import village_names


def villages(by: Viewer) -> list[tuple[str, str]]:
    """Villages and communities within the viewer's area in force today, each with its township's name."""
    return list(village_names(by.area, timezone.localdate()).items())


def all_villages() -> list[tuple[str, str]]:
    """The same for the whole county."""
    return list(village_names(settings.HOME.county, timezone.localdate()).items())


def place(code: str) -> str:
    """A village's name with its township's."""
    return place_name(code, timezone.localdate())
