"""The register for systems: a whole number, masked, on the consent to the token's bank, counted; totals of nobody."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from bases.accounts_made import COUNTY, viewer_for
from bases.consent_made import make_consent
from bases.gateway_made import caller, make_body, make_token, send
from bases.parties_made import FAR_VILLAGE, TOWNSHIP, VILLAGE, id_number, make_cadre, make_person, make_village, phone
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.parties.actions import NewBusiness, NewTrade, lift_lock, register_business, register_trade
from xiangxin.office.parties.models import Asking, AskingLock
from xiangxin.office.parties.queries.locks import open_locks
from xiangxin.office.parties.tests.test_businesses import code

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
API = "/api/v1"
LOOK_UP = "/people/look-up"


def bank_client(area: str = COUNTY) -> tuple[Any, Any]:
    make_village()
    bank = make_body()
    return caller(make_token(Role.ACCOUNT_MANAGER, "scoring", bank, area)[1]), bank


def test_a_bank_s_system_finds_who_consented_and_nobody_else() -> None:
    client, bank = bank_client()
    number = id_number()
    person = make_person("欧阳小三", number=number, phone=phone(5))
    assert send(client, LOOK_UP, {"id_number": number}).json() == {"person": None}
    assert client.get(f"{API}/people/{person.id}").status_code == 404
    make_consent(person.id, "scoring", bank)
    answer = send(client, LOOK_UP, {"id_number": number})
    assert answer.json()["person"] == {
        "id": str(person.id),
        "name": "欧**三",
        "id_number": f"9901**********{number[-4:]}",
        "birth_year": 1980,
        "area": VILLAGE,
        "alive": True,
    }
    assert client.get(f"{API}/people/{person.id}").json() == answer.json()["person"]
    assert number not in answer.content.decode()
    notes = PendingRead.objects.filter(person=person.id, institution=bank.id)
    assert sorted(note.what for note in notes) == ["parties.card", "parties.look_up"]
    assert client.get(f"{API}/people/{uuid4()}").status_code == 404


@pytest.mark.parametrize(
    "body", [{}, {"id_number": 1}, {"id_number": "1"}, {"id_number": "9" * 31}, {"id_number": "\x00"}]
)
def test_half_a_number_costs_nothing(body: dict[str, object]) -> None:
    client, _ = bank_client()
    answer = send(client, LOOK_UP, body)
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"
    assert Asking.objects.count() == 0


def test_the_thirty_first_look_up_locks_the_token_and_an_administrator_sees_and_lifts_it() -> None:
    client, _ = bank_client()
    number = id_number()
    assert [send(client, LOOK_UP, {"id_number": number}).status_code for _ in range(31)] == [200] * 30 + [429]
    (line,) = open_locks()
    assert (line.kind, line.asked, line.display) == ("按号码查找", 30, "测试系统")
    lift_lock(viewer_for(Role.SECURITY_ADMIN), AskingLock.objects.get().id)
    assert send(client, LOOK_UP, {"id_number": number}).status_code == 200


def test_a_token_for_another_purpose_or_role_finds_no_person() -> None:
    make_village()
    for role, purpose in ((Role.ACCOUNT_MANAGER, "statistics"), (Role.COUNTY_OFFICE, "statistics")):
        client = caller(make_token(role, purpose)[1])
        assert send(client, LOOK_UP, {"id_number": id_number()}).status_code == 403
        assert client.get(f"{API}/people/{uuid4()}").status_code == 403


def test_organisations_of_the_token_s_area_without_whoever_trades_alone() -> None:
    client, _ = bank_client(TOWNSHIP)
    person = make_person()
    make_village(FAR_VILLAGE)
    for number, area in ((1, VILLAGE), (2, VILLAGE), (3, FAR_VILLAGE)):
        new = NewBusiness(code(number=number), f"虚构公司{number}", "company", area, None)
        register_business(make_cadre(area), new, date(2026, 6, 1))
    register_trade(make_cadre(VILLAGE), NewTrade(person.id, code("92"), "小卖部"), date(2026, 6, 1))
    first = client.get(f"{API}/businesses?limit=1").json()
    second = client.get(f"{API}/businesses?limit=1&cursor={first['next']}").json()
    assert [one["name"] for one in first["items"] + second["items"]] == ["虚构公司1", "虚构公司2"]
    assert second["next"] is None
    assert client.get(f"{API}/businesses?kind=cooperative").json()["items"] == []
    assert client.get(f"{API}/businesses?inside={FAR_VILLAGE}").status_code == 404


def test_totals_hide_small_figures() -> None:
    for _ in range(3):
        make_person()
    client = caller(make_token(Role.COUNTY_OFFICE, "statistics")[1])
    answer = client.get(f"{API}/register/totals").json()
    assert [line["persons"] for line in answer["items"] if line["area"] in (TOWNSHIP, "")] == [None, None]
