"""Figures by village: how many have agreed, and how many have points today. Nobody is named, small figures are hidden.

Whether a figure may stand beside the others is said in ``areas.published``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.published import counted_for, published
from xiangxin.office.areas.queries import villages_inside
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.queries import agreeing_with, receivers_for
from xiangxin.office.incentives.models import Entry
from xiangxin.office.incentives.queries.lots import lots
from xiangxin.office.incentives.reckoning import left
from xiangxin.office.incentives.scope import PURPOSE, kept_by
from xiangxin.office.parties.models import Person


@dataclass(frozen=True, slots=True)
class VillagePoints:
    """What may be seen of a village; None where a figure is too small, or would tell a small one."""

    area: str
    name: str
    agreed: int | None
    with_points: int | None


_PARTS = ("other", "agreed", "with_points")
"""Together they are who is registered in a village."""


def totals(viewer: Viewer) -> list[VillagePoints]:
    """One line for each village of the viewer's area, by code. ``agreed`` are those who agreed and have no points."""
    today, whole = timezone.localdate(), counted_for(viewer.area)
    names = villages_inside(whole, today)
    shown = published(_counted(viewer, whole, today, names))
    return [
        VillagePoints(code, name, shown[code].parts["agreed"], shown[code].parts["with_points"])
        for code, name in names.items()
        if viewer.covers(code)
    ]


def _counted(viewer: Viewer, area: str, today: date, villages: Iterable[str]) -> dict[str, dict[str, int]]:
    with reading(viewer.actor, purpose="statistics", ground="duty", what="incentives.villages") as look:
        look.showed_nobody()
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
    parts = Counter((home, _part(person, any_yes, having)) for person, home in homes.items())
    return {code: {part: parts[code, part] for part in _PARTS} for code in villages}


def _part(person: UUID, agreeing: Collection[UUID], having: Collection[UUID]) -> str:
    return _PARTS[2 if person in having else 1 if person in agreeing else 0]
