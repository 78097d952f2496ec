"""Names of villages as people say them, with the township's before, for a whole area in one look."""

from __future__ import annotations

from datetime import date

from xiangxin.kernel.divisions import parent_of
from xiangxin.office.areas.queries import areas_inside, areas_on
from xiangxin.office.parties.scope import VILLAGE_LEVELS


def village_names(area: str, on: date) -> dict[str, str]:
    """Code and name of every village and community within ``area`` in force on ``on``, by code."""
    rows = list(areas_inside(area, on).filter(level__in=VILLAGE_LEVELS).values_list("code", "name"))
    codes = {parent_of(code, "township") for code, _ in rows}
    townships = dict(areas_on(on).filter(code__in=codes).values_list("code", "name"))
    return {code: townships.get(parent_of(code, "township"), "") + name for code, name in rows}
