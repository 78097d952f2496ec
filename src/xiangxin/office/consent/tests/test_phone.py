"""The pages on a phone as somebody holds it: read, agree, take back in two taps; axe objects to nothing."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from bases.accounts_made import make_account
from bases.browser import PHONE, Visitors
from bases.consent_made import make_consent, make_institution, make_text
from bases.parties_made import VILLAGE, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.context import maintenance
from xiangxin.office.consent.models import Consent

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(databases=["default", "reads"], transaction=True)]
PICTURES = os.environ.get("XIANGXIN_PICTURES", "")


def test_read_agree_and_take_back_with_two_taps(visitors: Visitors) -> None:
    bank, person = make_institution(), make_person()
    make_text("scoring", "file")
    make_consent(person.id, receiver=make_institution(), on=timezone.localdate() - timedelta(days=30))
    visitor = visitors(PHONE, make_account(Role.HOUSEHOLD, VILLAGE, person=person.id))

    def look(name: str) -> None:
        if PICTURES:
            visitor.photograph(Path(PICTURES) / f"consent-{name}.png")
        visitor.check()

    page = visitor.goes_to(reverse("consent:mine"))
    look("mine")
    page.get_by_role("link", name=f"看告知：同意让银行看您的信用档案，{bank.name}").click()
    look("notice")
    page.get_by_role("button", name="我看完了").click()
    look("answer")
    page.get_by_role("button", name="同意", exact=True).click()
    page.wait_for_url("**/receipt/")
    look("receipt")
    visitor.goes_to(reverse("consent:mine"))
    card = page.locator("section.card", has_text=bank.name)
    card.get_by_text("撤回", exact=True).click()
    card.get_by_role("button", name="确定撤回").click()
    page.get_by_text("当作没有同意过").first.wait_for()
    look("taken-back")
    with maintenance("tests"):
        assert Consent.objects.filter(receiver=bank).count() == 0
    visitor.goes_to(reverse("consent:notices"))
    look("notices")
