"""At the counter each part is asked and ticked, stands on the sheet that is signed, and is taken back with one word."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from bases import review_made as made_
from bases.accounts_made import make_account, sign_in
from bases.browser import TABLET, WIDE, Visitors
from bases.consent_made import make_institution, make_text
from bases.parties_made import TOWNSHIP, id_number, make_person
from bases.unchanged import nothing_changes
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.context import maintenance
from xiangxin.office.consent.models import Consent, NoticeDelivery
from xiangxin.office.station.actions import begin_visit

PICTURES = os.environ.get("XIANGXIN_PICTURES", "")


def counter(panel: made_.Made) -> tuple[Account, str]:
    """A keeper before whom somebody stands, and the address of the notice about the panel."""
    number, station = id_number(), make_institution("station")
    make_person(number=number)
    keeper = make_account(Role.STATION_KEEPER, TOWNSHIP, station)
    begin_visit(Viewer(keeper.id, Role.STATION_KEEPER, TOWNSHIP, station.id), number)
    text = make_text("review", "review")
    return keeper, reverse("station:read", args=[text.id, panel.panel.id])


def given() -> Consent:
    with maintenance("tests"):
        return Consent.objects.select_related("delivery").get()


@pytest.mark.django_db(databases=["default", "reads"])
def test_what_was_ticked_stands_before_the_township_and_is_taken_back_at_the_counter() -> None:
    keeper, notice = counter(made_.make_panel())
    desk, cadre = Client(), Client()
    sign_in(desk, keeper)
    sign_in(cadre, make_account(Role.TOWNSHIP_CADRE, TOWNSHIP))
    asked = desk.post(notice)["Location"]
    with nothing_changes("consent"):
        assert desk.post(asked, {"answer": "given", "parts": ["income"]}).status_code == 422
    desk.post(asked, {"answer": "given", "parts": ["farm", "paid"]})
    row = given()
    assert (row.parts, row.awaits) == ("farm paid", True)
    assert desk.get(reverse("station:sheet", args=[row.delivery_id])).content[:5] == b"%PDF-"

    page = cadre.post(reverse("station:sheets"), {"sheet": row.delivery_id.hex[:12]}).content.decode()
    assert "种了多少地、养了多少牲畜；水电和社会保险按时缴费" in page
    assert desk.post(reverse("station:hide", args=[row.id, "farm"]))["Location"] == reverse("station:desk")
    assert given().parts == "paid"
    with nothing_changes("consent"):
        assert desk.post(reverse("station:hide", args=[row.id, "farm"])).status_code == 409


@pytest.mark.needs("chromium")
@pytest.mark.engine("sqlite")
@pytest.mark.django_db(databases=["default", "reads"], transaction=True)
@pytest.mark.parametrize("size", [WIDE, TABLET], ids=["wide", "tablet"])
def test_the_counter_s_pages_are_clean(visitors: Visitors, size: tuple[int, int]) -> None:
    keeper, notice = counter(made_.make_panel())
    visitor = visitors(size, keeper)

    def look(name: str) -> None:
        if PICTURES:
            visitor.photograph(Path(PICTURES) / f"station-parts-{name}-{size[0]}.png")
        visitor.check()

    page = visitor.goes_to(notice)
    look("notice")
    page.get_by_role("button", name="已读给本人，本人听懂了").click()
    page.get_by_label("得过的荣誉、参加过的培训").check()
    look("answer")
    page.get_by_role("button", name="本人同意", exact=True).click()
    page.wait_for_url("**/receipt/")
    look("receipt")
    visitor.goes_to(reverse("station:desk"))
    look("visit")
    page.get_by_role("button", name="不再给看：得过的荣誉、参加过的培训").click()
    page.get_by_text("已收回").wait_for()
    with maintenance("tests"):
        assert NoticeDelivery.objects.get().answer == "given"
    assert given().parts == ""
