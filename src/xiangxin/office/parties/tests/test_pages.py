"""The room's pages: who may come in, what stands on them, and what becomes of bad input."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bases.parties_made import (
    OTHER_VILLAGE,
    VILLAGE,
    id_number,
    make_cadre,
    make_person,
    make_village,
    phone,
)
from bases.unchanged import nothing_changes
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.reads import reading
from xiangxin.office.parties.actions import (
    look_up,
)
from xiangxin.office.parties.errors import AskedTooOften
from xiangxin.office.parties.forms import PersonForm
from xiangxin.office.parties.models import AskingLock, Household, Person
from xiangxin.office.parties.tests.pages_made import CADRES, NAME, Made, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


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
    with nothing_changes("parties"):
        answer = registered(client, **changes)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("damaged", ["张\x00三", "张\ud800三"])
def test_damaged_text_is_refused_before_anything_is_read(damaged: str) -> None:
    make_village()
    client = signed_in(Role.VILLAGE_CADRE)
    body = f"name={damaged}".encode("utf-8", "surrogatepass")
    with nothing_changes("parties"):
        answer = client.post(reverse("parties:register"), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize("day", ["", "9999-12-31", "0000-00-00", "2026-02-30", "x", "99999999999999999999"])
def test_a_day_that_cannot_be_is_told(day: str, made: Made) -> None:
    client = signed_in(Role.VILLAGE_CADRE)
    for name in ("correct_name", "record_death"):
        with nothing_changes("parties"):
            answer = client.post(
                reverse(f"parties:{name}", args=[made.person.id]), {"name": "欧阳大山", "on": day, "sure": "on"}
            )
        assert answer.status_code == 422


def test_a_form_that_is_sent_twice_changes_once(made: Made) -> None:
    client = signed_in(Role.VILLAGE_CADRE)
    given = {"name": "李四", "id_number": id_number(), "area": VILLAGE, "phone": phone(4)}
    first = client.post(reverse("parties:register"), given)
    with nothing_changes("parties"):
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
    with nothing_changes("parties"):
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


def test_where_whole_values_left_without_a_reason_the_person_is_told_how_often_and_led_to_all_looks(made: Made) -> None:
    client = signed_in(Role.HOUSEHOLD, made)
    page = client.get(reverse("parties:mine")).content.decode()
    assert ("没有人这样看过" in page, "另有" in page, reverse("oversight:looks") in page) == (True, False, True)
    with reading(system("tests"), purpose="register", ground="duty", what="intake.returned") as look:
        look.showed([made.person.id], ("name_whole", "id_number_whole"))
    page = client.get(reverse("parties:mine")).content.decode()
    assert ("没有人这样看过" in page, "另有 1 次，您的完整信息出现在别人要用的表或文书里" in page) == (True, True)


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
    with nothing_changes("parties"):
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
