"""A phone is verified at the desk, then it opens the person's own page: code, whole number, own page. In a browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.urls import reverse

from bases.accounts_made import make_account
from bases.browser import PHONE, TABLET, WIDE, Visitor, Visitors
from bases.consent_made import make_institution
from bases.parties_made import TOWNSHIP, id_number, make_person, phone
from xiangxin.office.accounts.choices import Role

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(databases=["default", "reads"], transaction=True)]
PICTURES = os.environ.get("XIANGXIN_PICTURES", "")


def look(visitor: Visitor, name: str) -> None:
    """As it should be; that a browser notes an answer of 422 is no wrong here."""
    visitor.wrongs[:] = [one for one in visitor.wrongs if "status of 422" not in one]
    if PICTURES:
        visitor.photograph(Path(PICTURES) / f"phone-{name}.png")
    visitor.check()


def code_on(visitor: Visitor) -> str:
    """The code that the demo's page shows instead of a text."""
    return str(visitor.page.locator("[role=status] strong").inner_text())


@pytest.mark.parametrize("size", [WIDE, TABLET, PHONE], ids=["wide", "tablet", "phone"])
def test_from_the_desk_to_the_own_page(visitors: Visitors, size: tuple[int, int]) -> None:
    number, own = id_number(), phone()
    make_person(number=number, phone=own)
    keeper = make_account(Role.STATION_KEEPER, TOWNSHIP, make_institution("station"))
    desk = visitors(size, keeper)
    page = desk.goes_to(reverse("station:desk"))
    page.get_by_label("来人的公民身份号码").fill(f"{number[:6]} {number[6:14]} {number[14:]}")
    page.get_by_role("button", name="开始办理").click()
    page.get_by_role("link", name="验证手机").click()
    page.get_by_text("未验证").wait_for()
    look(desk, f"desk-{size[0]}")
    page.get_by_role("button", name="发验证码").click()
    page.get_by_label("本人念出的验证码").fill("000000")
    code = code_on(desk)
    page.get_by_role("button", name="验证", exact=True).click()
    page.get_by_text("验证码不对").first.wait_for()
    look(desk, f"wrong-{size[0]}")
    page.get_by_label("本人念出的验证码").fill(f"{code[:3]} {code[3:]}")
    page.get_by_role("button", name="验证", exact=True).click()
    page.get_by_text("手机已验证").wait_for()
    look(desk, f"verified-{size[0]}")

    home = visitors(PHONE)
    page = home.goes_to(reverse("accounts:household"))
    page.get_by_label("手机号码").fill(f"{own[:3]}-{own[3:7]}-{own[7:]}")
    page.get_by_role("button", name="发验证码").click()
    page.get_by_label("验证码").fill(code_on(home))
    page.get_by_label("只有您知道的一项").fill(number[-4:])
    page.get_by_role("button", name="进入").click()
    page.get_by_text("验证码或第二项内容不对").first.wait_for()
    page.get_by_label("验证码").fill(code_on(home))
    page.get_by_label("只有您知道的一项").fill(number)
    look(home, f"sign-in-{size[0]}")
    page.get_by_role("button", name="进入").click()
    page.wait_for_url(f"{home.address}/")
    look(home, f"own-{size[0]}")
