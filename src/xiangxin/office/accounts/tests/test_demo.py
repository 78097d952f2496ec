"""The page with a button per role exists in a demo on this machine, and nowhere else."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client, override_settings

from bases.accounts_made import COUNTY, make_account
from xiangxin.office.accounts import actions, errors
from xiangxin.office.accounts.actions import NewDemoAccount
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account, SignIn
from xiangxin.office.audit.models import Entry

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def people() -> list[Account]:
    return actions.make_demo_accounts(
        [
            NewDemoAccount("demo-office", "金主任", Role.COUNTY_OFFICE, COUNTY),
            NewDemoAccount("demo-household", "农户", Role.HOUSEHOLD, "990101101001", person=uuid4()),
            NewDemoAccount("demo-auditor", "审计员", Role.AUDITOR, COUNTY),
        ]
    )


def test_a_button_signs_in_without_a_password(client: Client, people: list[Account]) -> None:
    page = client.get("/demo/").content.decode()
    assert "金主任" in page
    assert client.post("/demo/", {"who": str(people[0].id), "next": "/account/"})["Location"] == "/account/"
    assert client.get("/").status_code == 200
    assert SignIn.objects.get().way == "demo"
    assert Entry.objects.filter(act="accounts.signed_in", actor=f"account:{people[0].id}").count() == 1


def test_another_button_ends_the_stay_before(client: Client, people: list[Account]) -> None:
    for person in people[:2]:
        client.post("/demo/", {"who": str(person.id)})
    assert client.get("/").wsgi_request.viewer.role == "household"  # type: ignore[attr-defined]
    assert SignIn.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "elsewhere",
    [
        {"REMOTE_ADDR": "10.0.0.5"},
        {"HTTP_X_FORWARDED_FOR": "10.0.0.5"},
        {"HTTP_FORWARDED": "for=10.0.0.5"},
    ],
)
def test_from_anywhere_else_there_is_nothing(people: list[Account], elsewhere: dict[str, str], method: str) -> None:
    answer = getattr(Client(**elsewhere), method)("/demo/", {"who": str(people[0].id)})  # type: ignore[arg-type]
    assert answer.status_code == 404
    assert SignIn.objects.count() == 0


@pytest.mark.parametrize(
    "other",
    [{"DEMO": False}, {"ALLOWED_HOSTS": ["127.0.0.1", "office.example"]}, {"PROXIES": ["10.0.0.1"]}],
)
def test_in_any_other_office_there_is_nothing(client: Client, people: list[Account], other: dict[str, object]) -> None:
    with override_settings(**other):
        assert client.get("/demo/", headers={"host": "127.0.0.1"}).status_code == 404
        assert client.post("/demo/", {"who": str(people[0].id)}, headers={"host": "127.0.0.1"}).status_code == 404
    assert SignIn.objects.count() == 0


def test_who_signs_in_by_phone_is_told_the_invented_number_on_the_demo_s_own_machine_only(client: Client) -> None:
    page = "/sign-in/household/"
    shown = client.get(page).content.decode()
    assert "199 0000 6015" in shown
    assert "990101198804091014" in shown
    assert "0000 6015" not in Client(REMOTE_ADDR="10.0.0.5").get(page).content.decode()
    with override_settings(PROXIES=["10.0.0.1"]):
        assert "0000 6015" not in client.get(page).content.decode()


def test_no_other_account_has_a_button(client: Client) -> None:
    clerk = make_account(login="clerk")
    for who in (str(clerk.id), str(uuid4()), "nobody", ""):
        assert client.post("/demo/", {"who": who}).status_code == 404
    assert SignIn.objects.count() == 0


def test_a_button_needs_the_page_s_token(people: list[Account]) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/demo/", {"who": str(people[0].id)}).status_code == 403
    assert SignIn.objects.count() == 0


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere(client: Client, people: list[Account], to: str) -> None:
    assert client.post("/demo/", {"who": str(people[0].id), "next": to})["Location"] == "/"


def test_demo_accounts_are_made_in_a_demo_office_only() -> None:
    new = NewDemoAccount("demo-other", "某", Role.AUDITOR, COUNTY)
    with override_settings(DEMO=False), pytest.raises(errors.DemoOnly):
        actions.make_demo_accounts([new])
    with pytest.raises(errors.LoginUnfit):
        actions.make_demo_accounts([NewDemoAccount("other", "某", Role.AUDITOR, COUNTY)])
    assert Account.objects.filter(login__in=["demo-other", "other"]).count() == 0
