"""Names of villages as people say them, with the township's before, for a whole area in one look."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from xiangxin.kernel.divisions import parent_of
from xiangxin.office.areas.choices import VILLAGE_LEVELS
from xiangxin.office.areas.models import Area
from xiangxin.office.areas.queries import areas_inside, areas_on


def village_names(area: str, on: date) -> dict[str, str]:
    """Code and name of every village and community within ``area`` in force on ``on``, by code."""
    return _named(areas_inside(area, on), on)


def names_of_villages(codes: Collection[str], on: date) -> dict[str, str]:
    """The same for these villages alone."""
    return _named(areas_on(on).filter(code__in=codes), on)


def _named(areas: QuerySet[Area], on: date) -> dict[str, str]:
    rows = list(areas.filter(level__in=VILLAGE_LEVELS).values_list("code", "name"))
    codes = {parent_of(code, "township") for code, _ in rows}
    townships = dict(areas_on(on).filter(code__in=codes).values_list("code", "name"))
    return {code: townships.get(parent_of(code, "township"), "") + name for code, name in rows}
