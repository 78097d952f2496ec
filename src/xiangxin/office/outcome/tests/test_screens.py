"""A person's result on a phone, in a browser: from the letter to yes, wrong in two taps, light, clean to axe."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.urls import reverse

from bases.accounts_made import make_account
from bases.browser import PHONE, TABLET, WIDE, Visitors
from bases.consent_made import make_institution
from bases.grants_made import fresh, letter_of, looking, make_cases, make_line
from bases.parties_made import TOWNSHIP
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.creditfile.models import Dispute
from xiangxin.office.grants.actions import Chosen, decide_case, decide_on_line
from xiangxin.office.grants.choices import DecisionKind, State
from xiangxin.office.grants.models import Grant
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.opening import opened
from xiangxin.office.station.actions import begin_visit

pytestmark = [
    pytest.mark.needs("chromium"),
    pytest.mark.engine("sqlite"),
    pytest.mark.django_db(databases=["default", "reads"], transaction=True),
]
PICTURES = os.environ.get("XIANGXIN_PICTURES", "")
HEAVIEST_KB = 100
"""What the longest of these pages may weigh before it is packed: a few seconds on a village's line."""


def account_of(grant: Grant) -> Account:
    with looking():
        area = Person.objects.get(id=grant.person_id).area
    return Account.objects.filter(person=grant.person_id).first() or make_account(
        Role.HOUSEHOLD, area, person=grant.person_id
    )


def test_from_the_letter_to_yes_at_390_pixels(visitors: Visitors) -> None:
    manager, bank, (grant,) = make_cases()
    visitor = visitors(PHONE, account_of(grant))

    def look(name: str) -> None:
        if PICTURES:
            visitor.photograph(Path(PICTURES) / f"outcome-{name}.png")
        visitor.check()

    visitor.goes_to(reverse("outcome:results"))
    look("waiting")
    decide_case(manager, grant.id, Chosen(DecisionKind.ACCEPT))
    page = visitor.goes_to("/")
    look("home")
    page.get_by_role("link", name=f"{bank.name}有一封信给您").click()
    look("closed")
    page.get_by_role("button", name="打开这封信").click()
    page.get_by_role("heading", name="授信通知").wait_for()
    look("letter")
    page.get_by_text("我要这个额度", exact=True).click()
    look("weighing")
    page.get_by_role("button", name="看明白了，我要").click()
    page.get_by_text("记下了：您要这个额度").wait_for()
    look("accepted")
    assert fresh(grant).state == State.ACTIVE


def test_this_one_is_wrong_takes_two_taps_and_the_page_is_light(visitors: Visitors) -> None:
    _manager, _bank, (grant,) = make_cases()
    visitor = visitors(PHONE, account_of(grant))
    page = visitor.goes_to(reverse("outcome:result", args=[grant.result]))
    if PICTURES:
        visitor.photograph(Path(PICTURES) / "outcome-result.png")
    visitor.check()
    assert len(page.content().encode()) <= HEAVIEST_KB * 1024
    line = page.locator("#l-income_band")
    line.get_by_text("这条不对").first.click()
    line.get_by_role("button", name="“年收入（本人说明）”记错了").click()
    page.get_by_text("答复以前这一条不作数").wait_for()
    if PICTURES:
        visitor.photograph(Path(PICTURES) / "outcome-wrong.png")
    visitor.check()
    with looking():
        assert Dispute.objects.get().fact.kind == "income_yearly"


def test_english_and_large_type(visitors: Visitors) -> None:
    manager, _bank, grant, _person = make_line()
    words = "2026年11月1日起合同项下一笔款项逾期未还。"
    decide_on_line(manager, grant.id, Chosen(DecisionKind.SUSPEND, "lenders_record", words))
    visitor = visitors(PHONE, account_of(grant))
    page = visitor.goes_to(reverse("outcome:letter", args=[letter_of(grant).id]))
    page.get_by_role("button", name="大字").click()
    page.get_by_role("button", name="打开这封信").click()
    page.get_by_role("button", name="English").click()
    page.get_by_text("is going to suspend this line").wait_for()
    if PICTURES:
        visitor.photograph(Path(PICTURES) / "outcome-english.png")
    visitor.check()
    visitor.goes_to(reverse("outcome:result", args=[grant.result]))
    if PICTURES:
        visitor.photograph(Path(PICTURES) / "outcome-result-english.png")
    visitor.check()


@pytest.mark.parametrize("size", [WIDE, TABLET, PHONE], ids=["wide", "tablet", "phone"])
def test_the_counter_shows_the_same_at_every_width(visitors: Visitors, size: tuple[int, int]) -> None:
    manager, _bank, (grant,) = make_cases()
    decide_case(manager, grant.id, Chosen(DecisionKind.ACCEPT))
    station = make_institution("station")
    keeper = make_account(Role.STATION_KEEPER, TOWNSHIP, station)
    with looking():
        number = opened(Person.objects.get(id=grant.person_id), "id_number_sealed")
    begin_visit(Viewer(keeper.id, Role.STATION_KEEPER, TOWNSHIP, station.id), number)
    visitor = visitors(size, keeper)

    def look(name: str) -> None:
        if PICTURES:
            visitor.photograph(Path(PICTURES) / f"counter-{name}-{size[0]}.png")
        visitor.check()

    page = visitor.goes_to(reverse("station:desk"))
    page.get_by_role("link", name="结果和信件").click()
    look("results")
    visitor.goes_to(reverse("station:result", args=[grant.result]))
    look("result")
    visitor.goes_to(reverse("station:letter", args=[letter_of(grant).id]))
    page.get_by_role("button", name="打开这封信").click()
    page.get_by_role("heading", name="授信通知").wait_for()
    look("letter")
    assert fresh(grant).state == State.DELIVERED
