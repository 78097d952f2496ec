"""The county's areas as files name them: one picture of the day, for reading whole tables."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from xiangxin.interop.areas import Area, Areas
from xiangxin.kernel.divisions import level_of
from xiangxin.office.areas.queries import areas_on


def areas_of_files(on: date) -> Areas:
    """The areas in force on ``on`` by code and name; a community counts as a village, which its code says too."""
    rows = areas_on(on).values_list("code", "name")
    return Areas(str(settings.HOME.county), [Area(code, level_of(code), name) for code, name in rows])
