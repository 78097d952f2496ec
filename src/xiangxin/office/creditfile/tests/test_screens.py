"""The room's pages with a whole file on them in a browser: clean to axe, policy and console."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.urls import reverse

from bases.accounts_made import COUNTY, make_account
from bases.browser import PHONE, TABLET, WIDE, Visitor, Visitors
from bases.consent_made import make_institution
from bases.creditfile_made import add, fact_of, make_filed_person, new_record, new_value
from bases.parties_made import VILLAGE, make_household
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account
from xiangxin.office.areas.models import Institution
from xiangxin.office.creditfile.new import NewCoverage, NewItem
from xiangxin.office.parties.models import Person

pytestmark = [
    pytest.mark.needs("chromium"),
    pytest.mark.engine("sqlite"),
    pytest.mark.django_db(databases=["default", "reads"], transaction=True),
]


class Made:
    """A file with a line of every kind, corrected once."""

    def __init__(self) -> None:
        self.bank: Institution = make_institution()
        self.source: Institution = make_institution("provider")
        self.person: Person = make_filed_person(self.bank)
        self.household = make_household([self.person])
        self.land = new_value(self.person, "land_area_mu", "12", self.source)
        add(
            [
                self.land,
                new_value(self.person, "residence_ground", "lease", self.source),
                new_value(self.person, "income_yearly", "3600000", self.source, happened_on=date(2024, 1, 1)),
                new_value(self.person, "provincial_score", "7000", self.source, items=(NewItem("履约情况", 3000),)),
                new_record(self.person, "honour", self.source, category="veteran", level="county"),
                new_record(self.person, "arrears", self.source, amount_fen=123456, ended_on=date(2026, 1, 20)),
            ],
            coverage=[NewCoverage(self.person.id, "court_enforcement", self.source.id, date(2026, 2, 1))],
        )
        add([new_value(self.person, "land_area_mu", "15", self.source)], date(2026, 4, 1))

    def manager(self) -> Account:
        return make_account(Role.ACCOUNT_MANAGER, COUNTY, self.bank)


@contextmanager
def clean(visitor: Visitor, name: str, *args: object) -> Iterator[None]:
    visitor.goes_to(reverse(name, args=args))
    yield
    visitor.check()


@pytest.mark.parametrize("size", [WIDE, TABLET, PHONE], ids=["wide", "tablet", "phone"])
def test_a_file_is_clean_at_every_width(visitors: Visitors, size: tuple[int, int]) -> None:
    made = Made()
    visitor = visitors(size, made.manager())
    for name, key in (
        ("creditfile:file", made.person.id),
        ("creditfile:paper", made.person.id),
        ("creditfile:household", made.household.id),
        ("creditfile:village", VILLAGE),
    ):
        with clean(visitor, name, key):
            pass
    provider = visitors(size, make_account(Role.DATA_PROVIDER, COUNTY, made.source))
    with clean(provider, "creditfile:provided"):
        assert "经营土地面积" in provider.page.content()


def test_a_person_says_in_two_taps_that_a_line_is_wrong(visitors: Visitors) -> None:
    made = Made()
    visitor = visitors(PHONE, make_account(Role.HOUSEHOLD, VILLAGE, person=made.person.id))
    with clean(visitor, "creditfile:mine"):
        assert visitor.page.locator(".phone-tabs a").count() == 4
    visitor.page.get_by_role("button", name="大字").click()
    visitor.page.wait_for_load_state("networkidle")
    visitor.check()
    fact = fact_of(made.land).id
    line = visitor.page.locator(f"section[aria-labelledby='f{fact}']")
    line.locator("summary").click()
    visitor.check()
    line.get_by_role("button", name="是的，这一条不对").click()
    visitor.page.wait_for_url("**/disputes/")
    visitor.check()
    assert visitor.page.get_by_text("最晚答复").count() == 1
    for name in ("creditfile:say", "creditfile:mine_paper", "creditfile:mine"):
        with clean(visitor, name):
            pass
