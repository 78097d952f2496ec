"""Certificates as people see them, at every size; axe objects to nothing. A scanned code never reaches the server."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bases.accounts_made import make_account
from bases.browser import PHONE, TABLET, WIDE, Visitor, Visitors
from bases.certificates_made import make_certificate
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(databases=["default", "reads"], transaction=True)]
PICTURES = os.environ.get("XIANGXIN_PICTURES", "")


@pytest.mark.parametrize("size", [WIDE, TABLET, PHONE], ids=["wide", "tablet", "phone"])
def test_a_code_is_made_scanned_and_answered(visitors: Visitors, size: tuple[int, int]) -> None:
    held = make_certificate()
    holder = visitors(PHONE, Account.objects.get(id=held.holder.account))
    other = visitors(size, None)

    def look(visitor: Visitor, name: str) -> None:
        if PICTURES:
            visitor.photograph(Path(PICTURES) / f"certificate-{name}-{size[0]}.png")
        visitor.check()

    page = holder.goes_to("/certificates/")
    look(holder, "mine")
    page.get_by_role("button", name="给对面的人查验").click()
    code = page.locator("p.number strong").inner_text()
    look(holder, "code")
    page.goto(f"/certificates/own/{held.certificate.id}/paper/")
    look(holder, "paper")
    page.goto(f"/certificates/own/{held.certificate.id}/file/")
    look(holder, "file")

    page = other.goes_to(f"/certificates/check/#{code}")
    assert page.get_by_label("查验码").input_value() == code
    assert code not in page.url
    look(other, "check")
    page.get_by_role("button", name="查验").click()
    page.get_by_text("有效", exact=True).wait_for()
    look(other, "valid")
    page.get_by_label("查验码").fill("2222-2222-2222")
    page.get_by_role("button", name="查验").click()
    page.get_by_text("无效", exact=True).wait_for()
    look(other, "invalid")
    for role, address in ((Role.SECURITY_ADMIN, "/certificates/keys/"), (None, "/certificates/held/")):
        account = make_account(role) if role else Account.objects.get(id=held.manager.account)
        staff = visitors(size, account)
        staff.goes_to(address)
        look(staff, address.split("/")[2])
