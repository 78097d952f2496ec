"""How far the files of an area have come, village by village: counts without persons, small ones hidden.

What must be hidden so that nothing small is recovered from what stands beside it is said in ``areas.published``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max

from xiangxin.kernel.divisions import prefix_of
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.published import Shown, counted_for, published
from xiangxin.office.areas.queries import villages_inside
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.choices import FILE
from xiangxin.office.consent.queries import consented_to
from xiangxin.office.creditfile.queries.believing import believed, disputed
from xiangxin.office.creditfile.terms import LIMITS
from xiangxin.office.parties.models import Person


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
    whole = counted_for(area)
    villages = villages_inside(whole, on)
    with reading(viewer.actor, purpose="statistics", ground="duty", what="creditfile.villages") as look:
        look.showed_nobody()
        living = Person.objects.filter(inside(whole), died_on__isnull=True)
        persons = Counter(living.values_list("area", flat=True))
        agreed: dict[UUID, str] = dict(living.filter(id__in=consented_to(FILE, on)).values_list("id", "area"))
        latest = believed(None).filter(person__in=living.values("id")).values("person").order_by()
        newest: dict[UUID, date | None] = dict(latest.annotate(day=Max("happened_on")).values_list("person", "day"))
        open_ = disputed(None).filter(person__in=living.values("id"))
        contested = Counter(open_.values_list("person__area", flat=True))
    until = on - timedelta(days=LIMITS["stale_days"])
    empty = Counter(home for person, home in agreed.items() if person not in newest)
    stale = Counter(home for person, home in agreed.items() if person in newest and (newest[person] or until) <= until)
    consenting = Counter(agreed.values())
    shown = published({code: _parts(persons[code], consenting[code], empty[code], stale[code]) for code in villages})
    matters = published({code: {"disputed": contested[code]} for code in villages})
    return [
        _figures(code, name, shown[code], matters[code].whole)
        for code, name in villages.items()
        if code.startswith(prefix_of(area)) and viewer.covers(code)
    ]


def _parts(persons: int, agreed: int, empty: int, stale: int) -> dict[str, int]:
    """The persons of one village as parts that add up to them."""
    return {"not_agreed": persons - agreed, "empty": empty, "stale": stale, "current": agreed - empty - stale}


def _figures(code: str, name: str, shown: Shown, contested: int | None) -> VillageFigures:
    persons, others = shown.whole, shown.parts["not_agreed"]
    agreed = None if persons is None or others is None else persons - others
    return VillageFigures(code, name, persons, agreed, shown.parts["empty"], shown.parts["stale"], contested)
