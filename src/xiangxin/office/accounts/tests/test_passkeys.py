"""A passkey in a real browser, with an authenticator that the browser plays: added, used to come in, and kept."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page

from bases.accounts_made import make_account
from bases.browser import Visitors
from xiangxin.office.accounts.models import SignIn
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.models import Entry

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(databases=["default", "reads"], transaction=True)]

PASSWORD = "four unlike words in a row"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_device(page: Page) -> None:
    """The browser behaves as if the computer had a key of its own."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def test_a_passkey_is_added_and_opens_the_office_by_itself(visitors: Visitors) -> None:
    account = make_account(login="clerk")
    with acts.act("tests.password", by=system("tests")) as done:
        account.set_password(PASSWORD)
        account.save()
        done.wrote(account)
    visitor = visitors()
    page = visitor.goes_to("/sign-in/")
    with_device(page)
    page.get_by_label("登录名").fill("clerk")
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(f"{visitor.address}/")
    page.goto("/account/factors/passkeys/add/")
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="继续").click()
    page.locator("[name=passwordless]").check()
    page.get_by_role("button", name="添加").click()
    page.wait_for_url("**/account/factors/recovery-codes/")
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"webauthn", "recovery_codes"}
    page.goto("/account/")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.goto("/sign-in/")
    page.get_by_role("button", name="用通行密钥登录").click()
    page.wait_for_url(f"{visitor.address}/")
    stay = SignIn.objects.get(ended_at=None)
    assert (stay.way, stay.second_factor, stay.account_id) == ("passkey", True, account.id)
    assert Entry.objects.filter(act="accounts.second_factor_added").count() == 1
    visitor.check()
