"""Points as people see them, at every size; axe objects to nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bases.browser import PHONE, TABLET, WIDE, Visitor, Visitors
from bases.incentives_made import make_ledger
from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.incentives.choices import Why

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(databases=["default", "reads"], transaction=True)]
PICTURES = os.environ.get("XIANGXIN_PICTURES", "")


@pytest.mark.parametrize("size", [WIDE, TABLET, PHONE], ids=["wide", "tablet", "phone"])
def test_every_page_of_points(visitors: Visitors, size: tuple[int, int]) -> None:
    made = make_ledger()
    made.confirm()
    made.struck(Why.TWICE)
    waiting = made.propose()

    def visitor_of(viewer: Viewer) -> Visitor:
        return visitors(size, Account.objects.get(id=viewer.account))

    def look(visitor: Visitor, name: str) -> None:
        if PICTURES:
            visitor.photograph(Path(PICTURES) / f"points-{name}-{size[0]}.png")
        visitor.check()

    holder = visitor_of(made.holder)
    page = holder.goes_to("/points/")
    look(holder, "mine")
    page.locator("summary", has_text="换这个").first.click()
    page.get_by_role("button", name="确定，用 10 分").first.click()
    page.get_by_text("换好了").first.wait_for()
    page.locator("summary", has_text="这条不对").first.click()
    page.get_by_role("button", name="是的，这条不对").first.click()
    page.get_by_text("记下了").first.wait_for()
    look(holder, "said")

    cadre = visitor_of(made.cadre)
    for name in ("people/", f"people/{made.person.id}/"):
        cadre.goes_to(f"/points/{name}")
        look(cadre, "people" if name == "people/" else "propose")
    county = visitor_of(made.county)
    for name in ("entries/", f"entries/{waiting.id}/", "exchanged/", "villages/", "list/"):
        county.goes_to(f"/points/{name}")
        look(county, name.split("/")[0] + ("-one" if name.count("/") > 1 else ""))
