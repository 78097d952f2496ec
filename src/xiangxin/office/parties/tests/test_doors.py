"""To whom each page of the register opens, and who changes nothing there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bases.parties_made import (
    OTHER_VILLAGE,
    VILLAGE,
    id_number,
    make_village,
    phone,
)
from bases.unchanged import nothing_changes
from xiangxin.office.accounts.choices import Role
from xiangxin.office.parties.tests.pages_made import CADRES, NAME, Made, signed_in
from xiangxin.office.parties.tests.test_businesses import code

ALL = tuple(Role.values)
STAFF = tuple(role for role in ALL if role != Role.HOUSEHOLD)
pytestmark = pytest.mark.django_db(databases=["default", "reads"])


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
    for address, roles, _ in addresses(made):
        door = "/sign-in/household/" if roles == (Role.HOUSEHOLD,) else "/sign-in/"
        answer = Client().get(address)
        assert (address, answer.status_code, answer.content) == (address, 302, b"")
        assert answer["Location"] == f"{door}?next={quote(address, safe='')}"


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
        with nothing_changes("parties"):
            answer = client.post(address, given)
        expected = 404 if role == Role.SECURITY_ADMIN and "locks" in address else 403
        assert (address, answer.status_code) == (address, expected)
        assert made.number not in answer.content.decode()


def test_a_cadre_of_another_village_changes_nothing(made: Made) -> None:
    client = signed_in(Role.VILLAGE_CADRE, made, make_village(OTHER_VILLAGE))
    for address, given in posts(made):
        with nothing_changes("parties"):
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
            with nothing_changes("parties"):
                assert client.post(address, given).status_code in (403, 404)
    assert client.post(*next(posts(made))).status_code == 302
    shown = client.post(reverse("parties:roster_line", args=[made.line]))
    assert "诸葛大山" in shown.content.decode()
    assert client.post(reverse("parties:delivered", args=[made.line])).status_code == 302


def test_the_list_of_fields_says_in_words_what_is_kept_and_shows_no_names_of_columns() -> None:
    page = signed_in(Role.AUDITOR).get(reverse("parties:fields")).content.decode()
    assert ("name_sealed" in page, "person." in page) == (False, False)
