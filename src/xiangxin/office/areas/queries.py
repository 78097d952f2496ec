"""What is known of areas and institutions; all of it is public, so no viewer is asked for.

The question is always about a day: which area had a code, what it was called, where it belonged, what became of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from xiangxin.kernel.divisions import LEVELS, Level, level_of, parent_of
from xiangxin.office.areas.choices import VILLAGE_LEVELS
from xiangxin.office.areas.errors import AreaUnknown, InstitutionUnknown
from xiangxin.office.areas.models import Area, Institution, Succession
from xiangxin.office.areas.scope import in_force, inside


def areas_on(day: date) -> QuerySet[Area]:
    """Every area in force on ``day``, by code."""
    return Area.objects.filter(in_force(day)).order_by("code")


def areas_inside(area: str, day: date) -> QuerySet[Area]:
    """``area`` and what lies in it on ``day``, by code."""
    return areas_on(day).filter(inside(area, "code"))


def village_names(area: str, day: date) -> dict[str, str]:
    """As ``villages_inside``, each with its township's name before."""
    return _with_townships(villages_inside(area, day), day)


def names_of_villages(codes: Collection[str], day: date) -> dict[str, str]:
    """The same for these villages alone."""
    villages = areas_on(day).filter(code__in=codes, level__in=VILLAGE_LEVELS)
    return _with_townships(dict(villages.values_list("code", "name")), day)


def _with_townships(villages: Mapping[str, str], day: date) -> dict[str, str]:
    """In one statement more, however many they are."""
    codes = {parent_of(code, "township") for code in villages}
    townships = dict(areas_on(day).filter(code__in=codes).values_list("code", "name"))
    return {code: townships.get(parent_of(code, "township"), "") + name for code, name in villages.items()}


def parts_of(area: str, day: date) -> QuerySet[Area]:
    """The areas one level below ``area`` on ``day``."""
    below = LEVELS[LEVELS.index(level_of(area)) + 1 :][:1]
    names = VILLAGE_LEVELS if "village" in below else below
    return areas_inside(area, day).filter(level__in=names)


def villages_inside(area: str, day: date) -> dict[str, str]:
    """Code and name of every village and community in ``area`` on ``day``, by code."""
    return dict(areas_inside(area, day).filter(level__in=VILLAGE_LEVELS).values_list("code", "name"))


def area_on(code: str, day: date, field: str | None = None) -> Area:
    """The area that had ``code`` on ``day``; ``AreaUnknown`` where none had."""
    found = areas_on(day).filter(code=code).first()
    if found is None:
        raise AreaUnknown(field, code=code, day=day.isoformat())
    return found


def where(code: str, day: date) -> tuple[Area, ...]:
    """The areas that ``code`` lay in on ``day``, from the largest to itself; those the office knows."""
    codes = {parent_of(code, level) for level in LEVELS[: LEVELS.index(level_of(code)) + 1]}
    return tuple(areas_on(day).filter(code__in=codes))


def place_name(code: str, day: date, above: Level = "township") -> str:
    """The name with the names above it, from ``above`` down, as people say it; the code itself where it is unknown.

    A larger area than that has its own name alone.
    """
    found = where(code, day)
    names = [one.name for one in found if LEVELS.index(level_of(one.code)) >= LEVELS.index(above)]
    return "".join(names) or next((one.name for one in found if one.code == code), code)


def place_today(code: str) -> str:
    """``place_name`` as it is today."""
    return place_name(code, timezone.localdate())


def became(code: str, known_on: date, day: date) -> tuple[Area, ...]:
    """What the area that had ``code`` on ``known_on`` is on ``day``: itself, or its successors until then.

    More than one after a split. ``AreaUnknown`` when there was none.
    """
    return tuple(_follow([area_on(code, known_on)], day))


def came_from(code: str, day: date, known_on: date) -> tuple[Area, ...]:
    """What was, on the earlier day ``known_on``, the place that has ``code`` on ``day``."""
    found, todo = {}, [area_on(code, day)]
    while todo:
        one = todo.pop()
        if one.from_on <= known_on:
            found[one.id] = one
            continue
        todo += Area.objects.filter(became__successor=one)
    return tuple(sorted(found.values(), key=lambda one: one.code))


def history(code: str) -> QuerySet[Area]:
    """Every area that ever had ``code``, the first one first."""
    return Area.objects.filter(code=code).order_by("from_on")


def changes(area: str) -> QuerySet[Succession]:
    """Every change that an area inside ``area`` came from or ended by, the last one first."""
    touched = inside(area, "predecessor__code") | inside(area, "successor__code")
    return (
        Succession.objects.filter(touched)
        .select_related("predecessor", "successor")
        .order_by("-happened_on", "predecessor__code", "successor__code")
    )


def _follow(areas: Iterable[Area], day: date) -> list[Area]:
    found: dict[UUID, Area] = {}
    todo = list(areas)
    while todo:
        one = todo.pop()
        if one.to_on is None or one.to_on >= day:
            found[one.id] = one
        else:
            todo += Area.objects.filter(came_from__predecessor=one)
    return sorted(found.values(), key=lambda one: one.code)


def institutions_on(day: date, area: str | None = None, kinds: Iterable[str] | None = None) -> QuerySet[Institution]:
    """Institutions in force on ``day``, in ``area`` and of ``kinds`` where these are given."""
    wanted = in_force(day) & (inside(area) if area else Q())
    found = Institution.objects.filter(wanted).select_related("parent").order_by("kind", "area", "name")
    return found if kinds is None else found.filter(kind__in=list(kinds))


def institution(id_: UUID, day: date, field: str | None = None) -> Institution:
    """The institution with this id, in force on ``day``; ``InstitutionUnknown`` where it is not."""
    found = Institution.objects.filter(in_force(day), id=id_).first()
    if found is None:
        raise InstitutionUnknown(field)
    return found


def any_institution(id_: UUID) -> Institution | None:
    """The institution with this id, whatever its days."""
    return Institution.objects.filter(id=id_).select_related("parent").first()


def with_branches(id_: UUID) -> frozenset[UUID]:
    """The institution and all below it, whatever their days."""
    found, todo = {id_}, {id_}
    while todo:
        todo = set(Institution.objects.filter(parent__in=todo).values_list("id", flat=True)) - found
        found |= todo
    return frozenset(found)
