"""How far the files of an area have come, village by village: counts without persons, small ones hidden.

What must be hidden so that nothing small is recovered from what stands beside it is the engine's to say
(``scoring.smallcells``). It is asked of one township at a time, whoever looks, so that two viewers see the same table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max

from xiangxin.kernel.divisions import level_of, parent_of, prefix_of
from xiangxin.law.load import load_law
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import areas_inside
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.queries import consented_to
from xiangxin.office.creditfile.queries.believing import believed, disputed
from xiangxin.office.creditfile.terms import LIMITS
from xiangxin.office.parties.models import Person
from xiangxin.scoring.smallcell_moves import PERSON_COLUMNS
from xiangxin.scoring.smallcells import AreaLevel, AreaTotals, publish


@dataclass(frozen=True, slots=True)
class VillageFigures:
    """Figures of one village; None where one is too small to be shown, or would tell a small one.

    ``agreed``: registered persons who agreed to a file. Of these, ``empty``: nothing is filed yet; ``stale``: nothing
    newer than the term of ``limits.yaml``. Both need a visit. ``disputed``: matters under dispute.
    """

    area: str
    name: str
    persons: int | None
    agreed: int | None
    empty: int | None
    stale: int | None
    disputed: int | None


def village_figures(viewer: Viewer, area: str, on: date) -> list[VillageFigures]:
    """One line for each village in ``area`` within the viewer's own, by its code."""
    whole = parent_of(area, "township") if level_of(area) == "village" else area
    there = areas_inside(whole, on).filter(level__in=["village", "community"]).order_by("code")
    villages = dict(there.values_list("code", "name"))
    with reading(viewer.actor, purpose="statistics", ground="duty", what="creditfile.villages") as look:
        look.showed([], [])
        living = Person.objects.filter(inside(whole), died_on__isnull=True)
        persons = Counter(living.values_list("area", flat=True))
        agreed: dict[UUID, str] = dict(living.filter(id__in=consented_to("file", on)).values_list("id", "area"))
        latest = believed(None).filter(person__in=living.values("id")).values("person").order_by()
        newest: dict[UUID, date | None] = dict(latest.annotate(day=Max("happened_on")).values_list("person", "day"))
        open_ = disputed(None).filter(person__in=living.values("id"))
        contested = Counter(open_.values_list("person__area", flat=True))
    until = on - timedelta(days=LIMITS["stale_days"])
    empty = Counter(home for person, home in agreed.items() if person not in newest)
    stale = Counter(home for person, home in agreed.items() if person in newest and (newest[person] or until) <= until)
    consenting = Counter(agreed.values())
    counted = {code: Counted(persons[code], consenting[code], empty[code], stale[code]) for code in villages}
    shown: dict[str, Mapping[str, int | None]] = {}
    for township in sorted({parent_of(code, "township") for code in villages}):
        of_it = {code: one for code, one in counted.items() if parent_of(code, "township") == township}
        shown |= publishable(township, tuple(of_it.items()))
    return [
        VillageFigures(code, name, **shown[code], disputed=_shown(contested[code]))
        for code, name in villages.items()
        if code.startswith(prefix_of(area)) and viewer.covers(code)
    ]


class Counted(NamedTuple):
    """Exact counts of one village: registered, agreed to a file; of these without anything filed, and out of date."""

    persons: int
    agreed: int
    empty: int
    stale: int


_STATUS = {"not_agreed": "no_consent", "empty": "not_evaluable", "stale": "awaiting_review", "fresh": "not_eligible"}
"""Under which status of the engine's table each part of a village's persons is protected."""


@lru_cache(maxsize=256)
def publishable(township: str, villages: tuple[tuple[str, Counted], ...]) -> dict[str, Mapping[str, int | None]]:
    """Of each village what may be shown beside the figures of the others and of the township."""
    whole = Counted(*(sum(column) for column in zip(*(one for _, one in villages), strict=True)))
    areas = [_totals(code, "village", one) for code, one in villages]
    table = publish([*areas, _totals(township, "township", whole)], None, load_law().publication)
    counts = {one.area_code: one.counts for one in table.areas}
    return {
        code: {
            "persons": counts[code]["persons"],
            "agreed": None if None in (counts[code]["persons"], counts[code]["no_consent"]) else one.agreed,
            "empty": counts[code][_STATUS["empty"]],
            "stale": counts[code][_STATUS["stale"]],
        }
        for code, one in villages
    }


def _totals(code: str, level: AreaLevel, one: Counted) -> AreaTotals:
    parts = {"not_agreed": one.persons - one.agreed, "empty": one.empty, "stale": one.stale}
    parts["fresh"] = one.persons - sum(parts.values())
    persons = dict.fromkeys(PERSON_COLUMNS, 0) | {_STATUS[name]: count for name, count in parts.items()}
    return AreaTotals(code, level, persons, 0, 0, None, None, None, 0, 0, 0)


def _shown(figure: int) -> int | None:
    return None if 0 < figure < load_law().publication.minimum_count else figure
