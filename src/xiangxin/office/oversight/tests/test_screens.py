"""Pages of the room in a browser: nothing stands out at any width, and axe finds nothing."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

import pytest

from bases.accounts_made import make_account
from bases.browser import PHONE, Visitors
from bases.consent_made import make_institution
from bases.parties_made import VILLAGE, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.actor import account
from xiangxin.office.audit.checkpoints import make_checkpoint
from xiangxin.office.audit.reads import reading

# How a page looks does not hang on the database.
pytestmark = [
    pytest.mark.needs("chromium"),
    pytest.mark.engine("sqlite"),
    pytest.mark.django_db(databases=["default", "reads"], transaction=True),
]

PICTURES = os.environ.get("XIANGXIN_PICTURES", "")


def test_who_looked_at_me_fits_a_phone_folded_and_unfolded_and_leads_to_where_to_complain(visitors: Visitors) -> None:
    person, bank = make_person(), make_institution()
    for role, times in (("village_cadre", 25), ("account_manager", 1)):
        for _ in range(times):
            by = account(uuid4(), role)
            with reading(by, purpose="evaluation", ground="duty", what="parties.person", institution=bank.id) as look:
                look.showed([person.id], ["name", "phone_whole"])
    visitor = visitors(PHONE, make_account(Role.HOUSEHOLD, VILLAGE, person=person.id))
    page = visitor.goes_to("/oversight/looks/")
    visitor.check()
    assert page.get_by_text("别人一共看过 26 次").is_visible()
    first = page.locator("details.reveal").first
    assert not first.locator("li").first.is_visible()
    first.locator("summary").click()
    assert first.locator("li").count() == 20
    visitor.check()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("a", has_text="另外 5 次的时间").click()
    page.locator("summary").click()
    visitor.check()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.get_by_role("heading", name="向谁说").is_visible()


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_the_pages_of_the_desk_fit_each_width(visitors: Visitors, width: int) -> None:
    make_person()
    make_checkpoint()
    visitor = visitors((width, 900), make_account(Role.AUDITOR))
    for place in ("log/", "log/?area=x", "checkpoints/", "witnesses/", "verification/"):
        page = visitor.goes_to(f"/oversight/{place}")
        visitor.check()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
        if PICTURES:
            visitor.photograph(Path(PICTURES) / f"desk-{width}-{place.strip('/').replace('/?', '-')}.png")
