"""The room's pages: who may come in, what stands on them, and what becomes of bad input."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bases.accounts_made import COUNTY, make_account, sign_in
from bases.parties_made import (
    OTHER_VILLAGE,
    SINCE,
    TOWNSHIP,
    VILLAGE,
    id_number,
    make_cadre,
    make_household,
    make_person,
    make_village,
    phone,
)
from xiangxin.kernel.ids import IdNumber, check_id_number, person_id
from xiangxin.office.accounts.choices import Role
from xiangxin.office.areas.actions import add_institution
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.new import NewInstitution
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.parties.actions import (
    NewBusiness,
    NewRosterContact,
    NewTrade,
    add_roster,
    look_up,
    register_business,
    register_trade,
)
from xiangxin.office.parties.errors import AskedTooOften
from xiangxin.office.parties.forms import PersonForm
from xiangxin.office.parties.models import AskingLock, Household, Person, RosterContact
from xiangxin.office.parties.tests.state import nothing_changes
from xiangxin.office.parties.tests.test_businesses import code
from xiangxin.office.vault.keys import ring

pytestmark = pytest.mark.django_db(databases=["default", "reads"])

CADRES = (Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE)
ALL = tuple(Role.values)
STAFF = tuple(role for role in ALL if role != Role.HOUSEHOLD)
NAME, PHONE = "欧阳小三", phone(77)


class Made:
    """Somebody of everything, in one village."""

    def __init__(self) -> None:
        self.number = id_number()
        by = make_cadre(make_village())
        self.person = make_person(NAME, number=self.number, phone=PHONE)
        self.trade = register_trade(by, NewTrade(self.person.id, code("92"), "欧阳小三小卖部"), SINCE)
        self.household = make_household([self.person])
        self.business = register_business(
            by, NewBusiness(code(), "虚构柳河种植专业合作社", "cooperative", VILLAGE, self.person.id), SINCE
        )
        self.bank = add_institution(system("tests"), NewInstitution("bank-one", "bank", "虚构银行", COUNTY), SINCE)
        checked = check_id_number(id_number())
        assert isinstance(checked, IdNumber)
        listed = NewRosterContact(person_id(checked, ring().person_key), VILLAGE, "诸葛大山", phone(88))
        add_roster(system("tests"), [listed], self.bank.id, SINCE)
        with maintenance("tests"):
            self.line = RosterContact.objects.get().id
        self.lock = uuid4()

    @property
    def whole(self) -> tuple[str, ...]:
        """What may stand on no page without a reason."""
        return NAME, self.number, PHONE, code("92"), "欧阳小三小卖部", "诸葛大山", phone(88)


@pytest.fixture
def made() -> Made:
    return Made()


def signed_in(role: str, made: Made | None = None, area: str = "") -> Client:
    """A client in the post of the role, in the area where such a post is held."""
    areas = {Role.VILLAGE_CADRE: VILLAGE, Role.TOWNSHIP_CADRE: TOWNSHIP, Role.STATION_KEEPER: VILLAGE}
    institution: Institution | None = made.bank if made is not None and role == Role.ACCOUNT_MANAGER else None
    client = Client()
    person = made.person.id if made is not None and role == Role.HOUSEHOLD else None
    sign_in(client, make_account(role, area or areas.get(Role(role), COUNTY), institution, person=person))
    return client


def addresses(made: Made) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Every address of the room that answers to GET, and the roles that see something there."""
    person, home, firm = [made.person.id], [made.household.id], [made.business.id]
    yield reverse("parties:villages"), (Role.TOWNSHIP_CADRE,), "village"
    yield reverse("parties:people", args=[VILLAGE]), CADRES, "village"
    for name in ("register", "look_up"):
        yield reverse(f"parties:{name}"), (*CADRES, Role.ACCOUNT_MANAGER, Role.STATION_KEEPER), ""
    yield reverse("parties:person", args=person), CADRES, "person"
    yield reverse("parties:unmask", args=person), CADRES, "person"
    for name in ("correct_name", "change_phone", "move", "record_death", "register_trade", "add_kin"):
        yield reverse(f"parties:{name}", args=person), CADRES, "person"
    yield reverse("parties:close_trade", args=[made.person.id, made.trade.id]), CADRES, ""
    for name in ("household", "join", "leave", "split", "absence"):
        yield reverse(f"parties:{name}", args=home), CADRES, "person" if name != "join" else ""
    yield reverse("parties:businesses"), (*CADRES, Role.COUNTY_OFFICE, Role.ACCOUNT_MANAGER), ""
    yield reverse("parties:register_business"), CADRES, ""
    yield reverse("parties:business", args=firm), (*CADRES, Role.COUNTY_OFFICE, Role.ACCOUNT_MANAGER), ""
    yield reverse("parties:representative", args=firm), CADRES, ""
    yield reverse("parties:close_business", args=firm), CADRES, ""
    yield reverse("parties:roster"), (Role.ACCOUNT_MANAGER,), ""
    yield reverse("parties:roster_line", args=[made.line]), (Role.ACCOUNT_MANAGER,), ""
    yield reverse("parties:mine"), (Role.HOUSEHOLD,), "own"
    yield reverse("parties:totals"), (Role.COUNTY_OFFICE, Role.CENTRAL_BANK), ""
    yield reverse("parties:fields"), STAFF, ""
    yield reverse("parties:locks"), (Role.SECURITY_ADMIN,), ""


@pytest.mark.parametrize("role", ALL)
def test_each_page_opens_to_its_roles_and_shows_nothing_whole(role: str, made: Made) -> None:
    client = signed_in(role, made)
    for address, roles, shows in addresses(made):
        answer = client.get(address)
        if role == Role.VILLAGE_CADRE and address == reverse("parties:villages"):
            assert answer["Location"] == reverse("parties:people", args=[VILLAGE])
            continue
        inside = address in (
            reverse("parties:person", args=[made.person.id]),
            reverse("parties:unmask", args=[made.person.id]),
        )
        expected = 200 if role in roles else 404 if role == Role.ACCOUNT_MANAGER and inside else 403
        assert (address, answer.status_code) == (address, expected)
        shown = answer.content.decode()
        own = (NAME, "欧阳小三小卖部") if shows == "own" else ()
        assert [value for value in made.whole if value in shown and value not in own] == []
        assert answer["Cache-Control"] == "no-store"


def test_who_is_not_signed_in_sees_nothing(made: Made) -> None:
    for address, _, _ in addresses(made):
        answer = Client().get(address)
        assert (address, answer.status_code, answer.content) == (address, 302, b"")
        assert "sign-in" in answer["Location"] or "login" in answer["Location"]


def test_another_village_s_cadre_finds_nothing_there(made: Made) -> None:
    client = signed_in(Role.VILLAGE_CADRE, made, make_village(OTHER_VILLAGE))
    for address, roles, _ in addresses(made):
        if Role.VILLAGE_CADRE not in roles or str(made.person.id) not in address:
            continue
        if address != reverse("parties:close_trade", args=[made.person.id, made.trade.id]):
            assert (address, client.get(address).status_code) == (address, 404)
    for name, key in (("household", made.household.id), ("split", made.household.id), ("business", made.business.id)):
        assert client.get(reverse(f"parties:{name}", args=[key])).status_code == 404
    assert client.get(reverse("parties:people", args=[VILLAGE])).status_code == 404


def posts(made: Made) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every change that the room's pages can make, in a form that would stand for who keeps the register."""
    today = timezone.localdate().isoformat()
    person, home, firm = [made.person.id], [made.household.id], [made.business.id]
    fresh = {"name": "李四", "id_number": id_number(), "area": VILLAGE, "phone": ""}
    yield reverse("parties:register"), fresh
    yield reverse("parties:correct_name", args=person), {"name": "欧阳大山", "on": today}
    yield reverse("parties:change_phone", args=person), {"phone": phone(), "on": today}
    yield reverse("parties:move", args=person), {"area": VILLAGE, "on": today}
    yield reverse("parties:record_death", args=person), {"on": today, "sure": "on"}
    yield reverse("parties:correct_death", args=person), {}
    yield reverse("parties:register_trade", args=person), {"name": "小卖部", "code": code("92", 5), "on": today}
    yield reverse("parties:close_trade", args=[made.person.id, made.trade.id]), {"on": today}
    yield reverse("parties:form_household", args=person), {}
    yield reverse("parties:leave", args=home), {"person": str(made.person.id), "on": today, "left": "moved"}
    yield reverse("parties:absence", args=home), {"person": str(made.person.id), "on": today}
    yield reverse("parties:contact", args=[made.household.id, made.person.id]), {}
    new = {"name": "另一个合作社", "code": code(number=9), "kind": "company", "area": VILLAGE, "on": today}
    yield reverse("parties:register_business"), new
    yield reverse("parties:representative", args=firm), {"id_number": made.number}
    yield reverse("parties:close_business", args=firm), {"on": today}
    yield reverse("parties:roster_line", args=[made.line]), {}
    yield reverse("parties:delivered", args=[made.line]), {}
    yield reverse("parties:lift_lock", args=[made.lock]), {}
    whole = {"fields_wanted": ["id_number"], "why": "document", "words": "填写合同"}
    yield reverse("parties:unmask", args=person), whole


@pytest.mark.parametrize("role", [role for role in ALL if role not in (*CADRES, Role.ACCOUNT_MANAGER)])
def test_who_does_not_keep_the_register_changes_nothing(role: str, made: Made) -> None:
    client = signed_in(role, made)
    for address, given in posts(made):
        if role == Role.STATION_KEEPER and address == reverse("parties:register"):
            continue
        with nothing_changes():
            answer = client.post(address, given)
        expected = 404 if role == Role.SECURITY_ADMIN and "locks" in address else 403
        assert (address, answer.status_code) == (address, expected)
        assert made.number not in answer.content.decode()


def test_a_cadre_of_another_village_changes_nothing(made: Made) -> None:
    client = signed_in(Role.VILLAGE_CADRE, made, make_village(OTHER_VILLAGE))
    for address, given in posts(made):
        with nothing_changes():
            answer = client.post(address, given)
        assert (address, answer.status_code in (403, 404, 422)) == (address, True)


def test_a_bank_changes_no_register_but_may_register_who_stands_before_it(made: Made) -> None:
    client = signed_in(Role.ACCOUNT_MANAGER, made)
    own = {
        reverse("parties:register"),
        reverse("parties:roster_line", args=[made.line]),
        reverse("parties:delivered", args=[made.line]),
    }
    for address, given in posts(made):
        if address not in own:
            with nothing_changes():
                assert client.post(address, given).status_code in (403, 404)
    assert client.post(*next(posts(made))).status_code == 302
    shown = client.post(reverse("parties:roster_line", args=[made.line]))
    assert "诸葛大山" in shown.content.decode()
    assert client.post(reverse("parties:delivered", args=[made.line])).status_code == 302


def registered(client: Client, **changes: str) -> HttpResponse:
    given = {"name": "李四", "id_number": id_number(), "area": make_village(), "phone": "", **changes}
    return client.post(reverse("parties:register"), given)  # type: ignore[return-value]


def test_of_several_villages_none_is_chosen_beforehand_and_of_one_it_is() -> None:
    form = PersonForm([("990101100201", "柳河村"), ("990101100202", "上清村")])
    assert form["area"].as_widget().count("selected") == 1
    assert '<option value="" selected>请选择' in form["area"].as_widget()
    assert '<option value="">' not in PersonForm([("990101100201", "柳河村")])["area"].as_widget()


def test_a_cadre_registers_somebody_and_comes_to_their_page() -> None:
    make_village()
    client = signed_in(Role.VILLAGE_CADRE)
    answer = registered(client, name="李春梅", phone=phone(3))
    with maintenance("tests"):
        person = Person.objects.get()
    assert answer["Location"] == reverse("parties:person", args=[person.id])
    page = client.get(answer["Location"]).content.decode()
    assert "李*梅" in page
    assert "199****0003" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, 'id="id_name_error"'),
        ({"name": "张" * 61}, "60"),
        ({"name": "12345"}, "姓名不能用"),
        ({"id_number": "990101"}, "不是 18 位"),
        ({"id_number": "9" * 31}, "30"),
        ({"id_number": "99010119990230001X"}, "出生日期不存在"),
        ({"phone": "12345"}, "电话号码不对"),
        ({"area": "990101999999"}, 'id="id_area_error"'),
        ({"area": OTHER_VILLAGE}, 'id="id_area_error"'),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_changes(changes: dict[str, str], said: str) -> None:
    make_village()
    make_village(OTHER_VILLAGE)
    client = signed_in(Role.VILLAGE_CADRE)
    with nothing_changes():
        answer = registered(client, **changes)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("damaged", ["张\x00三", "张\ud800三"])
def test_damaged_text_is_refused_before_anything_is_read(damaged: str) -> None:
    make_village()
    client = signed_in(Role.VILLAGE_CADRE)
    body = f"name={damaged}".encode("utf-8", "surrogatepass")
    with nothing_changes():
        answer = client.post(reverse("parties:register"), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize("day", ["", "9999-12-31", "0000-00-00", "2026-02-30", "x", "99999999999999999999"])
def test_a_day_that_cannot_be_is_told(day: str, made: Made) -> None:
    client = signed_in(Role.VILLAGE_CADRE)
    for name in ("correct_name", "record_death"):
        with nothing_changes():
            answer = client.post(
                reverse(f"parties:{name}", args=[made.person.id]), {"name": "欧阳大山", "on": day, "sure": "on"}
            )
        assert answer.status_code == 422


def test_a_form_that_is_sent_twice_changes_once(made: Made) -> None:
    client = signed_in(Role.VILLAGE_CADRE)
    given = {"name": "李四", "id_number": id_number(), "area": VILLAGE, "phone": phone(4)}
    first = client.post(reverse("parties:register"), given)
    with nothing_changes():
        again = client.post(reverse("parties:register"), given)
    assert first["Location"] == again["Location"]


def test_a_search_is_posted_and_stands_in_no_address(made: Made) -> None:
    client = signed_in(Role.VILLAGE_CADRE)
    address = reverse("parties:people", args=[VILLAGE])
    found = client.post(address, {"wanted": "ouyang"}).content.decode()
    none = client.post(address, {"wanted": "sima"}).content.decode()
    assert "欧**三" in found
    assert "欧**三" not in none
    assert client.get(f"{address}?wanted=sima").content.decode().count("欧**三") == found.count("欧**三")


def test_an_exact_number_is_posted_and_the_answer_is_masked(made: Made) -> None:
    for role in CADRES:
        client = signed_in(role, made)
        answer = client.post(reverse("parties:look_up"), {"id_number": made.number})
        shown = answer.content.decode()
        assert (answer.status_code, "欧**三" in shown, made.number in shown) == (200, True, False)
    for role in (Role.ACCOUNT_MANAGER, Role.STATION_KEEPER):  # nobody consented, nobody gave a mandate
        client = signed_in(role, made)
        assert "没有找到" in client.post(reverse("parties:look_up"), {"id_number": made.number}).content.decode()
    wrong = client.post(reverse("parties:look_up"), {"id_number": "1"})
    assert "不是 18 位" in wrong.content.decode()


def test_a_whole_value_is_shown_once_with_a_reason(made: Made) -> None:
    client = signed_in(Role.VILLAGE_CADRE)
    address = reverse("parties:unmask", args=[made.person.id])
    given = {"fields_wanted": ["id_number", "phone"], "why": "document", "words": "填写借款合同"}
    with nothing_changes():
        assert client.post(address, {**given, "words": "看"}).status_code == 422
    shown = client.post(address, given)
    assert (shown.status_code, made.number in shown.content.decode()) == (200, True)
    assert shown["Cache-Control"] == "no-store"
    assert made.number not in client.get(address).content.decode()


def test_who_moved_a_person_away_does_not_land_on_a_page_that_is_closed(made: Made) -> None:
    make_village(OTHER_VILLAGE)
    client, today = signed_in(Role.VILLAGE_CADRE), timezone.localdate().isoformat()
    moved = client.post(reverse("parties:move", args=[made.person.id]), {"area": OTHER_VILLAGE, "on": today})
    assert moved["Location"] == reverse("parties:villages")
    assert client.get(reverse("parties:person", args=[made.person.id])).status_code == 404


def test_a_person_reads_who_saw_whole_values_and_why(made: Made) -> None:
    given = {"fields_wanted": ["id_number", "phone"], "why": "document", "words": "填写借款合同"}
    signed_in(Role.VILLAGE_CADRE).post(reverse("parties:unmask", args=[made.person.id]), given)
    shown = signed_in(Role.HOUSEHOLD, made).get(reverse("parties:mine")).content.decode()
    for told in (NAME, "公民身份号码、电话", "填写合同或文书：填写借款合同", "村干部"):
        assert told in shown
    assert made.number not in shown


def test_a_household_goes_through_its_changes_on_its_page(made: Made) -> None:
    client = signed_in(Role.VILLAGE_CADRE)
    other = make_person("李春梅")
    today = timezone.localdate().isoformat()
    page = reverse("parties:household", args=[made.household.id])
    joined = client.post(reverse("parties:join", args=[made.household.id]), {"person": str(other.id), "on": today})
    assert joined["Location"] == page
    shown = client.get(page).content.decode()
    assert "李*梅" in shown
    assert "加入（出生、成家、收养、回来）" in shown
    with nothing_changes():
        wrong = client.post(reverse("parties:split", args=[made.household.id]), {"leaving": [], "on": today})
    assert wrong.status_code == 422
    alone = make_person("王五")
    formed = client.post(reverse("parties:form_household", args=[alone.id]))
    with maintenance("tests"):
        home = Household.objects.get(contact=alone)
    assert formed["Location"] == reverse("parties:household", args=[home.id])


def test_the_security_administrator_sees_locks_and_lifts_them(made: Made) -> None:
    by = make_cadre(VILLAGE)
    for _ in range(30):
        look_up(by, made.number)
    with pytest.raises(AskedTooOften):
        look_up(by, made.number)
    client = signed_in(Role.SECURITY_ADMIN)
    lock = AskingLock.objects.get()
    assert "按号码查找" in client.get(reverse("parties:locks")).content.decode()
    assert "超过限额" in client.get("/").content.decode()
    assert client.post(reverse("parties:lift_lock", args=[lock.id])).status_code == 302
    assert "没有锁定的账号" in client.get(reverse("parties:locks")).content.decode()


def test_exports_are_masked_and_told_row_by_row(made: Made) -> None:
    client = signed_in(Role.VILLAGE_CADRE)
    answer = client.get(reverse("parties:people", args=[VILLAGE]) + "?as=xlsx")
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
    assert made.number.encode() not in answer.content
    assert signed_in(Role.ACCOUNT_MANAGER, made).get(reverse("parties:roster") + "?as=xlsx").content[:2] != b"PK"


def test_who_trades_alone_is_on_no_list_of_organisations(made: Made) -> None:
    for role in (*CADRES, Role.COUNTY_OFFICE, Role.ACCOUNT_MANAGER):
        shown = signed_in(role, made).get(reverse("parties:businesses")).content.decode()
        assert ("虚构柳河种植专业合作社" in shown, "92******" in shown) == (True, False)


def test_an_address_that_is_no_id_is_not_found(made: Made) -> None:
    client = signed_in(Role.VILLAGE_CADRE)
    for address in ("person/1/", "person/%00/", f"household/{UUID(int=1)}/", "village/x/", "village/%00/"):
        assert client.get(f"/parties/{address}").status_code in (400, 404)
