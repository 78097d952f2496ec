"""The room's pages in a real browser: no error, no foreign request, no breach, axe finds nothing, nothing too wide."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from bases.accounts_made import make_account
from bases.browser import PHONE, WIDE, Visitors
from bases.parties_made import VILLAGE, make_person, phone
from xiangxin.office.accounts.choices import Role
from xiangxin.office.parties.tests.pages_made import Made

# How a page looks does not hang on the database.
pytestmark = [
    pytest.mark.needs("chromium"),
    pytest.mark.engine("sqlite"),
    pytest.mark.django_db(databases=["default", "reads"], transaction=True),
]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_cadre_s_pages_are_clean(visitors: Visitors, size: tuple[int, int]) -> None:
    made = Made()
    for name in ("张小三", "李春梅", "王大山"):
        make_person(name, phone=phone())
    visitor = visitors(size, make_account(Role.VILLAGE_CADRE, VILLAGE))
    person, home, firm = made.person.id, made.household.id, made.business.id
    pages: dict[str, list[Any]] = {
        "people": [VILLAGE],
        "person": [person],
        "unmask": [person],
        "household": [home],
        "split": [home],
        "register": [],
        "look_up": [],
        "businesses": [],
        "business": [firm],
        "fields": [],
    }
    for name, args in pages.items():
        visitor.goes_to(reverse(f"parties:{name}", args=args))
        visitor.check()


def test_a_person_s_own_page_is_clean_on_a_phone(visitors: Visitors) -> None:
    made = Made()
    visitor = visitors(PHONE, make_account(Role.HOUSEHOLD, VILLAGE, person=made.person.id))
    visitor.goes_to(reverse("parties:mine"))
    visitor.check()
