"""How far the register has come, township by township, without persons.

Small figures are hidden, and so is a second one where the sum would tell the first: ``areas.published`` says which.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xiangxin.kernel.divisions import parent_of
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.published import Shown, published
from xiangxin.office.areas.queries import areas_inside
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.choices import FILE
from xiangxin.office.consent.queries import consented_to
from xiangxin.office.parties.models import Business, Household, Person


@dataclass(frozen=True, slots=True)
class TotalsLine:
    """Figures of one township (``""`` for the whole); None where a figure is too small to be shown."""

    area: str
    name: str
    persons: int | None
    households: int | None
    consenting: int | None
    businesses: int


def totals(viewer: Viewer, on: date) -> list[TotalsLine]:
    """One line for each township of the viewer's area in force on ``on``, the whole last."""
    townships = {row.code: row.name for row in areas_inside(viewer.area, on).filter(level="township")}
    with reading(viewer.actor, purpose="statistics", ground="duty", what="parties.totals") as look:
        persons = Person.objects.filter(inside(viewer.area), died_on__isnull=True)
        people = _by_township(persons.values_list("area", flat=True))
        agreed = _by_township(persons.filter(id__in=consented_to(FILE, on)).values_list("area", flat=True))
        homes = _by_township(
            Household.objects.filter(inside(viewer.area), ended_on__isnull=True).values_list("area", flat=True)
        )
        look.showed_nobody()
    firms = _by_township(
        Business.objects.filter(inside(viewer.area), closed_on__isnull=True).values_list("area", flat=True)
    )
    firms[""] = sum(firms.values())
    shown = _with_sum(townships, others=people - agreed, agreed=agreed)
    households = _with_sum(townships, households=homes)
    return [
        TotalsLine(code, name, shown[code].whole, households[code].whole, shown[code].parts["agreed"], firms[code])
        for code, name in [*townships.items(), ("", "")]
    ]


def _by_township(codes: Iterable[str]) -> Counter[str]:
    return Counter(parent_of(code, "township") for code in codes)


def _with_sum(townships: Iterable[str], **counted: Counter[str]) -> dict[str, Shown]:
    """What may be shown of each township, and under ``""`` of all: of nothing that is hidden of a county."""
    shown = published({one: {part: of[one] for part, of in counted.items()} for one in townships}, above="county")
    counties = [shown[code] for code in sorted({parent_of(one, "county") for one in townships})]
    parts = {part: _sum(one.parts[part] for one in counties) for part in counted}
    return {**shown, "": Shown(_sum(one.whole for one in counties), parts)}


def _sum(figures: Iterable[int | None]) -> int | None:
    total = 0
    for one in figures:
        if one is None:
            return None
        total += one
    return total
