"""How far the files of an area have come, village by village: counts without persons, small ones hidden."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max

from xiangxin.law.load import load_law
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import areas_inside
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.queries import consented_to
from xiangxin.office.creditfile.queries.believing import believed, disputed
from xiangxin.office.creditfile.terms import LIMITS
from xiangxin.office.parties.models import Person


@dataclass(frozen=True, slots=True)
class VillageFigures:
    """Figures of one village; None where one is too small to be shown.

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
    there = areas_inside(viewer.area, on).filter(inside(area, "code"), level__in=["village", "community"])
    villages = dict(there.order_by("code").values_list("code", "name"))
    here = inside(area) & inside(viewer.area)
    with reading(viewer.actor, purpose="statistics", ground="duty", what="creditfile.villages") as look:
        look.showed([], [])
        living = Person.objects.filter(here, died_on__isnull=True)
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
    return [
        VillageFigures(
            code, name, *(_shown(figures[code]) for figures in (persons, consenting, empty, stale, contested))
        )
        for code, name in villages.items()
    ]


def _shown(figure: int) -> int | None:
    return None if 0 < figure < load_law().publication.minimum_count else figure
