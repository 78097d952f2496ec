"""Whatever can be reached by clicking is clean: each page of the office once, for the first role that gets there.

Clean means no error in the console, no breach of the content security policy, no request to anybody else, nothing that
axe objects to, nothing wider than the screen; on a desk, and for households on a phone.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from bases.accounts_made import COUNTY, make_account
from bases.browser import PHONE, WIDE, Visitor, Visitors
from bases.consent_made import make_institution
from bases.parties_made import TOWNSHIP, VILLAGE, make_household, make_person, make_village
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import system

# How a page looks does not hang on the database; that each address answers on both is what test_permissions.py shows.
pytestmark = [
    pytest.mark.needs("chromium"),
    pytest.mark.engine("sqlite"),
    pytest.mark.django_db(databases=["default", "reads"], transaction=True),
]

IN_A_VILLAGE = {Role.VILLAGE_CADRE, Role.PANEL_MEMBER, Role.SUPERVISORY_COMMITTEE, Role.STATION_KEEPER}
IN_A_TOWNSHIP = {Role.TOWNSHIP_CADRE, Role.ACCOUNT_MANAGER}
WORKS_FOR = {
    Role.ACCOUNT_MANAGER: "bank",
    Role.DATA_PROVIDER: "provider",
    Role.FUND_KEEPER: "fund",
    Role.GUARANTOR: "guarantor",
    Role.STATION_KEEPER: "station",
}


@pytest.fixture
def accounts() -> list[Account]:
    """One account for each role, where such people work, in a county with a household."""
    make_village()
    person = make_person()
    make_household([person])
    found = []
    for role in Role:
        area = VILLAGE if role in IN_A_VILLAGE else TOWNSHIP if role in IN_A_TOWNSHIP else COUNTY
        employer = make_institution(WORKS_FOR[role]) if role in WORKS_FOR else None
        account = make_account(role, area, employer, person=person.id if role == Role.HOUSEHOLD else None)
        if account.person is None:
            with_password(account)
        found.append(account)
    return found


def with_password(account: Account) -> None:
    """Whoever has no password cannot show who they are again, which changing a factor asks for."""
    with acts.act("accounts.made_for_tests", by=system("tests")) as done:
        account.set_password(secrets.token_urlsafe(16))
        account.save()
        done.wrote(account)


def links(visitor: Visitor) -> list[str]:
    """Addresses on the page that only show something. Paper is no page: the browser shows it in one of its own."""
    found = visitor.page.locator("a[href]:not([download])").evaluate_all("nodes => nodes.map(node => node.href)")
    here = urlsplit(visitor.address).netloc
    parts = [one for one in map(urlsplit, found) if one.netloc == here and not one.path.endswith(".pdf")]
    return [f"{one.path}?{one.query}".rstrip("?") for one in parts]


def view_of(address: str) -> str:
    """The name of the view behind an address; empty where there is none."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def wrongs(visitor: Visitor, address: str) -> Iterator[str]:
    """What is wrong with the page at ``address``."""
    visitor.looks_at(address)
    asked = [*visitor.breaches(), *visitor.accessibility()]
    told, visitor.wrongs[:] = [*visitor.wrongs, *asked], []
    for what in told:
        yield f"{address}, or the page before: {what}"
    if visitor.overflow() > 0:
        yield f"{address}: {visitor.overflow()} pixels wider than the screen"


def test_every_page_within_reach_of_a_click_is_clean(visitors: Visitors, accounts: list[Account]) -> None:
    seen: set[str] = set()
    found: list[str] = []
    for account in accounts:
        visitor = visitors(PHONE if account.person else WIDE, account)
        todo = ["/"]
        while todo:
            address = todo.pop(0)
            name = view_of(address)
            if name in seen and address != "/":
                continue
            seen.add(name)
            found += wrongs(visitor, address)
            todo += [link for link in links(visitor) if view_of(link) not in seen]
        visitor.page.wait_for_load_state("networkidle")
        found += visitor.wrongs
    assert found == []
    assert {"web:home", "web:help"} <= seen
