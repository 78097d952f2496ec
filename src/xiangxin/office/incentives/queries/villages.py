"""Figures by village: how many have agreed, and how many have points today. Nobody is named, small figures are hidden.

Whether a figure may stand beside the others is the engine's search (``scoring.smallcells``), one township at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.divisions import level_of, parent_of, prefix_of
from xiangxin.law.load import load_law
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import areas_inside
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.queries import agreeing_with, receivers_for
from xiangxin.office.incentives.models import Entry
from xiangxin.office.incentives.queries.lots import lots
from xiangxin.office.incentives.reckoning import left
from xiangxin.office.incentives.scope import PURPOSE, kept_by
from xiangxin.office.parties.models import Person
from xiangxin.scoring.smallcell_moves import PERSON_COLUMNS
from xiangxin.scoring.smallcells import AreaTotals, publish

Level = Literal["village", "township"]


class Counted(NamedTuple):
    """Exact counts of one village, which add up to who is registered there."""

    other: int
    agreed: int
    with_points: int


@dataclass(frozen=True, slots=True)
class VillagePoints:
    """What may be seen of a village; None where a figure is too small, or would tell a small one."""

    area: str
    name: str
    agreed: int | None
    with_points: int | None


_COLUMN = {"other": "no_consent", "agreed": "not_evaluable", "with_points": "scored"}
"""Under which column of the engine's table each part of a village's persons is protected."""


def totals(viewer: Viewer) -> list[VillagePoints]:
    """One line for each village of the viewer's area, by code. ``agreed`` are those who agreed and have no points."""
    today = timezone.localdate()
    whole = parent_of(viewer.area, "township") if level_of(viewer.area) == "village" else viewer.area
    there = areas_inside(whole, today).filter(level__in=["village", "community"]).order_by("code")
    names = dict(there.values_list("code", "name"))
    counted = _counted(viewer, whole, list(names))
    shown: dict[str, Mapping[str, int | None]] = {}
    for township in sorted({parent_of(code, "township") for code in names}):
        of_it = tuple((code, one) for code, one in counted.items() if parent_of(code, "township") == township)
        shown |= publishable(township, of_it)
    return [
        VillagePoints(code, name, shown[code]["agreed"], shown[code]["with_points"])
        for code, name in names.items()
        if code.startswith(prefix_of(viewer.area))
    ]


@lru_cache(maxsize=64)
def publishable(township: str, villages: tuple[tuple[str, Counted], ...]) -> dict[str, Mapping[str, int | None]]:
    """Of each village what may be shown beside the figures of the others and of the township."""
    whole = Counted(*(sum(column) for column in zip(*(one for _, one in villages), strict=True)))
    areas = [*(_area(code, one, "village") for code, one in villages), _area(township, whole, "township")]
    counts = {one.area_code: one.counts for one in publish(areas, None, load_law().publication).areas}
    return {code: {part: counts[code][column] for part, column in _COLUMN.items()} for code, _one in villages}


def _area(code: str, one: Counted, level: Level) -> AreaTotals:
    persons = dict.fromkeys(PERSON_COLUMNS, 0) | {_COLUMN[name]: count for name, count in one._asdict().items()}
    return AreaTotals(code, level, persons, 0, 0, None, None, None, 0, 0, 0)


def _counted(viewer: Viewer, area: str, villages: list[str]) -> dict[str, Counted]:
    today = timezone.localdate()
    with reading(viewer.actor, purpose="statistics", ground="duty", what="incentives.villages") as look:
        look.showed([], [])
        living = Person.objects.filter(inside(area), died_on__isnull=True)
        homes: dict[UUID, str] = dict(living.values_list("id", "area"))
        receivers = list(receivers_for(PURPOSE, today).values_list("id", flat=True))
        any_yes = {
            person
            for office in receivers
            for person in living.filter(id__in=agreeing_with(office, PURPOSE, today)).values_list("id", flat=True)
        }
        rows = list(Entry.objects.filter(kept_by(receivers, today), person__in=living.values("id")))
        whose = {row.id: row.person_id for row in rows}
        having = {whose[lot.id] for lot in lots(rows) if left(lot, today) > 0}
    counts = {code: [0, 0, 0] for code in villages}
    for person, home in homes.items():
        if home in counts:
            counts[home][2 if person in having else 1 if person in any_yes else 0] += 1
    return {code: Counted(*three) for code, three in counts.items()}
