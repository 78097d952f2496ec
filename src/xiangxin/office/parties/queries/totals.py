"""How far the register has come, township by township, without persons.

Small figures are hidden by the law pack's thresholds, and so is a second one where the sum would tell the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xiangxin.kernel.divisions import parent_of
from xiangxin.law.load import load_law
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import areas_inside
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.reads import reading
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
        agreed = _by_township(persons.filter(id__in=consented_to("file", on)).values_list("area", flat=True))
        homes = _by_township(
            Household.objects.filter(inside(viewer.area), ended_on__isnull=True).values_list("area", flat=True)
        )
        look.showed([], [])
    firms = _by_township(
        Business.objects.filter(inside(viewer.area), closed_on__isnull=True).values_list("area", flat=True)
    )
    shown = [_hidden(one, list(townships)) for one in (people, homes)]
    consenting = _hidden(agreed, list(townships), whole=people)
    lines = [
        TotalsLine(code, name, shown[0][code], shown[1][code], consenting[code], firms[code])
        for code, name in townships.items()
    ]
    return [*lines, TotalsLine("", "", shown[0][""], shown[1][""], consenting[""], sum(firms.values()))]


def _by_township(codes: Iterable[str]) -> Counter[str]:
    return Counter(parent_of(code, "township") for code in codes)


def _hidden(figures: Counter[str], areas: list[str], whole: Counter[str] | None = None) -> dict[str, int | None]:
    """Figures that may be shown, with their sum under ``""``; ``whole``: what the figures are a part of.

    What is hidden is together large enough that the sum does not tell it; where it cannot be, the sum is hidden too.
    """
    least = load_law().publication.minimum_count
    wholes = figures if whole is None else whole  # a figure that is all of itself leaves nobody out
    small = {code for code in areas if _small(figures[code], wholes[code], least)}
    rest = sorted((figures[code], code) for code in areas if code not in small and figures[code])
    while small and rest and (len(small) == 1 or sum(figures[code] for code in small) < least):
        small.add(rest.pop(0)[1])
    total = sum(figures[code] for code in areas)
    tells = bool(small) and (len(small) == 1 or sum(figures[code] for code in small) < least)
    if tells or _small(total, sum(wholes[code] for code in areas), least):
        return {**{code: None if code in small else figures[code] for code in areas}, "": None}
    return {**{code: None if code in small else figures[code] for code in areas}, "": total}


def _small(figure: int, whole: int, least: int) -> bool:
    return 0 < figure < least or 0 < whole - figure < least
