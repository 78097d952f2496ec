"""The desk as a keeper sees it, at every size: from the card to the slip; axe objects to nothing."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from bases.accounts_made import make_account
from bases.browser import PHONE, WIDE, Visitors
from bases.consent_made import make_consent, make_institution, make_text
from bases.parties_made import TOWNSHIP, id_number, make_person
from xiangxin.office.accounts.choices import Role

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(databases=["default", "reads"], transaction=True)]
PICTURES = os.environ.get("XIANGXIN_PICTURES", "")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_visit_from_the_card_to_the_end(visitors: Visitors, size: tuple[int, int]) -> None:
    number = id_number()
    person, bank = make_person(number=number), make_institution()
    make_text("scoring", "income_property")
    make_consent(person.id, receiver=make_institution(), on=timezone.localdate() - timedelta(days=30))
    keeper = make_account(Role.STATION_KEEPER, TOWNSHIP, make_institution("station"))
    visitor = visitors(size, keeper)

    def look(name: str) -> None:
        if PICTURES:
            visitor.photograph(Path(PICTURES) / f"station-{name}-{size[0]}.png")
        visitor.check()

    page = visitor.goes_to(reverse("station:desk"))
    look("desk")
    page.get_by_label("来人的公民身份号码").fill(number)
    page.get_by_role("button", name="开始办理").click()
    page.get_by_role("button", name="办完了").wait_for()
    look("visit")
    page.get_by_role("link", name=f"读告知：同意让银行看您的收入和财产，{bank.name}").first.click()
    look("notice")
    page.get_by_role("button", name="已读给本人，本人听懂了").click()
    page.get_by_label("签字单编号").fill("QZ-0001")
    look("answer")
    page.get_by_role("button", name="本人同意", exact=True).click()
    page.wait_for_url("**/receipt/")
    look("receipt")
    visitor.goes_to(reverse("station:panels"))
    look("panels")
    visitor.goes_to(reverse("station:mandate"))
    look("mandate")
    visitor.goes_to(reverse("station:desk"))
    page.get_by_role("link", name="做登录凭条").click()
    page.get_by_label("请来人自己按四到六位数字").fill("7391")
    page.get_by_label("再按一遍").fill("7391")
    look("pin")
    page.get_by_role("button", name="做凭条").click()
    page.get_by_text("凭条号码", exact=True).wait_for()
    look("slip")
    visitor.goes_to(reverse("station:desk"))
    page.get_by_role("button", name="办完了").click()
    page.get_by_role("button", name="开始办理").wait_for()
