"""Fictional people for tests of any room, registered as the office registers them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import count
from uuid import UUID

from bases.accounts_made import COUNTY, viewer_for
from xiangxin.kernel.divisions import LEVELS, level_of, parent_of
from xiangxin.kernel.ids import check_character
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.actions import add_area
from xiangxin.office.areas.new import NewArea
from xiangxin.office.areas.queries import areas_on
from xiangxin.office.audit.actor import system
from xiangxin.office.parties.actions import NewPerson, form_household, register_person
from xiangxin.office.parties.models import Household, Person
from xiangxin.office.parties.queries.people import PersonLine, village

VILLAGE = "990101100201"
"""A village of the county under test; ``OTHER_VILLAGE`` lies in the same township, ``FAR_VILLAGE`` in another."""
OTHER_VILLAGE = "990101100202"
FAR_VILLAGE = "990101101201"
TOWNSHIP = "990101100000"
SINCE = date(2026, 1, 1)
BIRTH = date(1980, 5, 1)
_numbers = count(1)


def id_number(birth_on: date = BIRTH, number: int | None = None) -> str:
    """An identity number that nobody holds, another one at each call."""
    digits = f"990101{birth_on:%Y%m%d}{(next(_numbers) if number is None else number) % 1000:03d}"
    return digits + check_character(digits)


def phone(number: int | None = None) -> str:
    """A number out of a block that is not given out."""
    return f"1990000{(next(_numbers) if number is None else number) % 10_000:04d}"


def make_village(code: str = VILLAGE) -> str:
    """The village and what it lies in, where they are not there yet; its code."""
    for level in LEVELS[LEVELS.index("county") : LEVELS.index(level_of(code)) + 1]:
        part = parent_of(code, level)
        if not areas_on(SINCE).filter(code=part).exists():
            add_area(system("tests"), NewArea(part, level, f"虚构{part[-6:]}"), SINCE)
    return code


def make_cadre(area: str = COUNTY) -> Viewer:
    """A cadre who keeps the register of ``area``."""
    level = level_of(area)
    return viewer_for(Role.VILLAGE_CADRE if level == "village" else Role.TOWNSHIP_CADRE, area)


def make_person(
    name: str = "张小三",
    area: str = VILLAGE,
    *,
    birth_on: date = BIRTH,
    number: str = "",
    phone: str = "",
    on: date = SINCE,
    by: Viewer | None = None,
) -> Person:
    """A registered person; without ``number`` another one at each call."""
    make_village(area)
    new = NewPerson(name, number or id_number(birth_on), area, phone)
    return register_person(by or make_cadre(area), new, on)


def make_household(members: Sequence[Person | UUID] = (), area: str = VILLAGE, on: date = SINCE) -> Household:
    """A household of ``members``, or of one new person."""
    people = [one.id if isinstance(one, Person) else one for one in members] or [make_person(area=area).id]
    return form_household(make_cadre(area), people, on)


def listed_of_village(viewer: Viewer, area: str, wanted: str = "") -> tuple[PersonLine, ...]:
    """The list of a village's people, all of it on one page."""
    with village(viewer, area, wanted) as seen:
        seen.showed(seen.lines)
    return seen.lines
