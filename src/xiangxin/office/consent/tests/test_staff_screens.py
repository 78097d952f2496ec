"""Pages of staff as they are seen, at two sizes: axe objects to nothing, and a scanner's Enter registers a form."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from bases.accounts_made import make_account, viewer_for
from bases.browser import PHONE, WIDE, Visitors
from bases.consent_made import make_institution, make_order, make_text
from bases.parties_made import TOWNSHIP, VILLAGE, make_person, make_village
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.context import maintenance
from xiangxin.office.consent.actions import NewForm, Scope, name_panel, print_forms
from xiangxin.office.consent.models import BurstFlag, Consent, PaperForm

# How a page looks does not hang on the database; what a scanned code does on both is in test_staff_pages.py.
pytestmark = [
    pytest.mark.needs("chromium"),
    pytest.mark.engine("sqlite"),
    pytest.mark.django_db(databases=["default", "reads"], transaction=True),
]
PICTURES = os.environ.get("XIANGXIN_PICTURES", "")
SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])


@SIZES
def test_a_scanner_types_a_code_and_enter_and_the_page_waits_for_the_next(
    visitors: Visitors, size: tuple[int, int]
) -> None:
    bank, person = make_institution(), make_person()
    make_text()
    make_village()
    printer = viewer_for(Role.ACCOUNT_MANAGER, TOWNSHIP, bank)
    scope = Scope("scoring", bank.id, "file")
    print_forms(printer, scope, VILLAGE, [NewForm(person.id, "张小三", "虚构村")], timezone.localdate())
    with maintenance("tests"):
        code = PaperForm.objects.get().code
    visitor = visitors(size, make_account(Role.ACCOUNT_MANAGER, TOWNSHIP, bank))
    page = visitor.goes_to(reverse("consent:scan"))
    for typed, says in (("2345-6789", "没有这个编号"), (code.lower(), "已登记"), (code, "已经登记过")):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        page.get_by_text(says).first.wait_for()
    if PICTURES:
        visitor.photograph(Path(PICTURES) / f"scan-{size[0]}.png")
    visitor.check()
    with maintenance("tests"):
        assert Consent.objects.count() == 1


@SIZES
def test_every_page_with_something_on_it_is_clean(visitors: Visitors, size: tuple[int, int]) -> None:
    bank, person, panel = make_institution(), make_person(), make_institution("panel", area=VILLAGE)
    make_text()
    name_panel(viewer_for(Role.COUNTY_OFFICE), panel.id, ["王一", "李二", "张三", "赵四", "陈五"], timezone.localdate())
    make_order(person.id, bank, timezone.localdate() - timedelta(days=20))
    make_order(person.id, bank, timezone.localdate())
    with maintenance("tests"):
        BurstFlag.objects.create(
            channel="phone", device="phone-1", people=4, from_at=timezone.now(), to_at=timezone.now()
        )
    for role, institution, names in (
        (Role.ACCOUNT_MANAGER, bank, ("deletions", "batches", "grounds")),
        (Role.COUNTY_OFFICE, None, ("texts", "panels")),
        (Role.AUDITOR, None, ("bursts",)),
    ):
        visitor = visitors(size, make_account(role, TOWNSHIP if institution else "990101000000", institution))
        addresses = [(name, reverse(f"consent:{name}")) for name in names]
        if role == Role.COUNTY_OFFICE:
            addresses.append(("text", reverse("consent:text", args=["scoring-income-property"])))
            addresses.append(("panel", reverse("consent:panel", args=[panel.id])))
        for name, address in addresses:
            visitor.goes_to(address)
            if PICTURES:
                visitor.photograph(Path(PICTURES) / f"{name}-{size[0]}.png")
            visitor.check()
