"""Businesses: organisations by their code; who trades alone is a person and on no list."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from stdnum.cn.uscc import calc_check_digit

from bases.accounts_made import viewer_for
from bases.parties_made import OTHER_VILLAGE, TOWNSHIP, VILLAGE, make_cadre, make_person, make_village
from bases.unchanged import nothing_changes
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.context import maintenance
from xiangxin.office.parties.actions import (
    NewBusiness,
    NewTrade,
    change_representative,
    close_business,
    close_trade,
    record_death,
    register_business,
    register_trade,
)
from xiangxin.office.parties.errors import (
    AlreadySo,
    AreaNotYours,
    CodeTaken,
    CodeWrong,
    NoTrader,
    PersonDead,
    TraderIsPerson,
)
from xiangxin.office.parties.models import Business, Representative, Trade
from xiangxin.office.parties.queries.businesses import business_page, businesses_in
from xiangxin.office.parties.queries.people import person_page
from xiangxin.office.shell.errors import AddressUnknown, OfficeError

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ON = date(2026, 6, 1)


def code(first: str = "93", number: int = 1) -> str:
    """A code that nobody has: the region 990101, the right check character."""
    digits = f"{first}990101MA{number:07d}"
    return digits + calc_check_digit(digits)


def new(**changes: str) -> NewBusiness:
    given = {"code": code(), "name": "虚构柳河种植专业合作社", "kind": "cooperative", "area": VILLAGE, **changes}
    return NewBusiness(given["code"], given["name"], given["kind"], given["area"])


def test_an_organisation_is_registered_once() -> None:
    make_village()
    by = make_cadre(VILLAGE)
    first = register_business(by, new(), ON)
    with nothing_changes("parties"):
        assert register_business(by, new(code=f" {code().lower()} "), ON) == first
    with nothing_changes("parties"), pytest.raises(CodeTaken):
        register_business(by, new(name="另一个合作社"), ON)


def test_the_code_of_a_village_collective_is_taken_though_the_library_refuses_it() -> None:
    make_village()
    row = register_business(make_cadre(VILLAGE), new(code=code("N2"), kind="collective"), ON)
    assert row.code.startswith("N2990101")


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"code": code("92")}, TraderIsPerson, "code"),
        ({"code": code()[:-1] + "?"}, CodeWrong, "code"),
        ({"code": code()[:-1]}, CodeWrong, "code"),
        ({"code": code().replace("MA", "MI")}, CodeWrong, "code"),
        ({"code": ""}, CodeWrong, "code"),
        ({"area": OTHER_VILLAGE}, AreaNotYours, "area"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(changes: dict[str, str], error: type[OfficeError], field: str) -> None:
    make_village()
    with nothing_changes("parties"), pytest.raises(error) as refused:
        register_business(make_cadre(VILLAGE), new(**changes), ON)
    assert refused.value.field == field


def test_a_representative_is_a_person_masked_and_changes_by_day() -> None:
    one, two = make_person("张小三"), make_person("李春梅")
    by = make_cadre(VILLAGE)
    row = register_business(by, NewBusiness(code(), "虚构农机有限公司", "company", VILLAGE, one.id), ON)
    page = business_page(by, row.id)
    assert page.representative is not None
    assert (page.representative.id, page.representative.name, page.since_on) == (one.id, "张*三", ON)
    change_representative(by, row.id, two.id, ON)
    with maintenance("tests"):
        rows = Representative.objects.order_by("to_on").values_list("person", "from_on", "to_on")
        assert set(rows) == {(one.id, ON, ON), (two.id, ON, None)}
    with nothing_changes("parties"), pytest.raises(AlreadySo):
        change_representative(by, row.id, two.id, ON)


def test_a_bank_without_the_person_s_consent_sees_the_organisation_and_nobody_behind_it() -> None:
    one = make_person()
    row = register_business(
        make_cadre(VILLAGE), NewBusiness(code(), "虚构农机有限公司", "company", VILLAGE, one.id), ON
    )
    for role in (Role.ACCOUNT_MANAGER, Role.COUNTY_OFFICE):
        page = business_page(viewer_for(role, TOWNSHIP), row.id)
        assert (page.business, page.representative) == (row, None)
    with pytest.raises(AddressUnknown):
        business_page(make_cadre(make_village(OTHER_VILLAGE)), row.id)


def test_the_dead_stand_for_nothing() -> None:
    one, by = make_person(), make_cadre(VILLAGE)
    record_death(by, one.id, ON)
    with nothing_changes("parties"), pytest.raises(PersonDead):
        register_business(by, NewBusiness(code(), "虚构农机有限公司", "company", VILLAGE, one.id), ON)


def test_who_trades_alone_stands_at_the_person_masked_and_on_no_list() -> None:
    one, by = make_person(), make_cadre(VILLAGE)
    trade = register_trade(by, NewTrade(one.id, code("92"), "柳河张小三小卖部"), ON)
    with nothing_changes("parties"):
        assert register_trade(by, NewTrade(one.id, code("92"), "柳河张小三小卖部"), ON) == trade
    assert businesses_in(by, VILLAGE) == []
    (line,) = person_page(by, one.id).trades
    assert (line.name, line.code) == ("柳河****", f"92************{code('92')[-4:]}")
    with maintenance("tests"):
        cells = b"".join(bytes(cell) for cell in Trade.objects.values_list("name_sealed", "code_sealed")[0])
    assert code("92").encode() not in cells
    two = make_person("李四")
    with nothing_changes("parties"), pytest.raises(CodeTaken):
        register_trade(by, NewTrade(two.id, code("92"), "柳河张小三小卖部"), ON)
    close_trade(by, trade.id, ON)
    with nothing_changes("parties"), pytest.raises(NoTrader):
        register_trade(by, NewTrade(one.id, code("93"), "柳河张小三小卖部"), ON)


def test_an_organisation_closes_once() -> None:
    make_village()
    by = make_cadre(VILLAGE)
    row = register_business(by, new(), ON)
    close_business(by, row.id, ON)
    with maintenance("tests"):
        assert Business.objects.get().closed_on == ON
    with nothing_changes("parties"), pytest.raises(AlreadySo):
        close_business(by, row.id, ON)
    with nothing_changes("parties"), pytest.raises(AddressUnknown):
        close_business(by, uuid4(), ON)
