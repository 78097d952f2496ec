"""A notice may leave parts to be ticked: none is beforehand, each is taken back alone, and no other is accepted."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bases.accounts_made import COUNTY, browser_of, make_account, sign_in, viewer_for
from bases.consent_made import deliver, make_consent, make_institution, make_text
from bases.parties_made import TOWNSHIP, VILLAGE, make_person
from bases.unchanged import nothing_changes
from xiangxin.law.load import load_law
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.consent import errors
from xiangxin.office.consent.actions import (
    NewForm,
    Scope,
    give_consent,
    hide_part,
    name_panel,
    print_forms,
    scan_form,
    withdraw_consent,
)
from xiangxin.office.consent.models import Consent, PaperForm
from xiangxin.office.consent.parts import unfit
from xiangxin.office.consent.queries import panel_sees

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with time_machine.travel("2026-06-01 09:00+08:00", tick=False):
        yield


@pytest.fixture
def panel() -> Institution:
    found = make_institution("panel", area=VILLAGE)
    name_panel(viewer_for(Role.COUNTY_OFFICE, COUNTY), found.id, [f"成员{sign}" for sign in "甲乙丙丁戊"], TODAY)
    return found


def own(person: UUID) -> Viewer:
    return viewer_for(Role.HOUSEHOLD, VILLAGE, person=person)


def sees(person: UUID, panel: Institution) -> set[str] | None:
    with maintenance("tests"):
        found = panel_sees(person, panel.id, TODAY)
    return None if found is None else set(found)


def test_nothing_is_ticked_beforehand_and_what_is_ticked_stands_on_the_receipt(panel: Institution) -> None:
    me = make_person()
    phone = Client()
    sign_in(phone, make_account(Role.HOUSEHOLD, VILLAGE, person=me.id))
    text = make_text("review", "review")
    notice = phone.get(reverse("consent:read", args=[text.id, panel.id])).content.decode()
    assert "得过的荣誉、参加过的培训：荣誉、培训" in notice
    asked = phone.post(reverse("consent:read", args=[text.id, panel.id]))["Location"]
    page = phone.get(asked).content.decode()
    assert page.count('name="parts"') == 3
    assert "checked" not in page
    receipt = phone.post(asked, {"answer": "given", "parts": ["merits"]})["Location"]
    assert "得过的荣誉、参加过的培训" in phone.get(receipt).content.decode()
    assert sees(me.id, panel) == {"honour", "training"}

    with maintenance("tests"):
        row = Consent.objects.get()
    hide = reverse("consent:hide", args=[row.id, "merits"])
    assert f'action="{hide}"' in phone.get(reverse("consent:mine")).content.decode()
    assert phone.post(hide)["Location"] == reverse("consent:mine")
    assert sees(me.id, panel) == set()
    assert "只给看姓名和村" in phone.get(reverse("consent:mine")).content.decode()
    assert phone.post(hide).status_code == 409


def test_a_part_that_the_notice_does_not_offer_is_refused_by_name_and_nothing_is_given(panel: Institution) -> None:
    me = make_person()
    mine = own(me.id)
    told = deliver(mine, me.id, panel, "review", "review")
    with nothing_changes("consent"), pytest.raises(errors.PartUnknown):
        give_consent(mine, me.id, told.id, parts=["income"])
    phone = browser_of(mine)
    with nothing_changes("consent"):
        answer = phone.post(reverse("consent:answer", args=[told.id]), {"answer": "given", "parts": ["income"]})
    assert answer.status_code == 422
    assert sees(me.id, panel) is None


def test_only_the_person_takes_a_part_back_and_a_withdrawal_takes_all(panel: Institution) -> None:
    me, stranger = make_person(), make_person()
    mine, other = own(me.id), own(stranger.id)
    told = deliver(mine, me.id, panel, "review", "review")
    row = give_consent(mine, me.id, told.id, parts=["farm", "paid"])
    with nothing_changes("consent"):
        for by, person, wanted in [
            (other, me.id, errors.NotYours),
            (other, stranger.id, errors.PartUnseen),
            (mine, me.id, errors.PartUnseen),
        ]:
            with pytest.raises(wanted):
                hide_part(by, person, row.id, "merits")
    withdraw_consent(mine, me.id, Scope("review", panel.id, "review"))
    assert sees(me.id, panel) is None


def test_of_two_consents_in_force_the_one_given_last_says_what_is_shown(panel: Institution) -> None:
    me = make_person()
    mine = own(me.id)
    make_consent(me.id, "review", panel, "review", on=date(2026, 3, 4), to_on=date(2026, 6, 10))
    with maintenance("tests"):
        Consent.objects.update(parts="farm")
    told = deliver(mine, me.id, panel, "review", "review")
    give_consent(mine, me.id, told.id, parts=["paid"])
    assert sees(me.id, panel) == {"utilities_paid", "social_insurance_paid"}


def test_on_paper_only_what_the_form_offers_is_registered_and_no_tick_stays_for_the_next_form(
    panel: Institution,
) -> None:
    people = [make_person(), make_person()]
    make_text("review", "review")
    printer, taker = (viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP) for _ in range(2))
    forms = [NewForm(one.id, "张小三", "虚构村") for one in people]
    print_forms(printer, Scope("review", panel.id, "review"), VILLAGE, forms, TODAY)
    with maintenance("tests"):
        first, second = (PaperForm.objects.get(person=one.id).code for one in people)
    with nothing_changes("consent"), pytest.raises(errors.PartUnknown):
        scan_form(taker, first, VILLAGE, TODAY, parts=["income"])

    desk = Client()
    sign_in(desk, make_account(Role.TOWNSHIP_CADRE, TOWNSHIP))
    given = {"area": VILLAGE, "signed_on": TODAY.isoformat(), "notice_signed": "on", "answer": "given"}
    page = desk.post(reverse("consent:scan"), given | {"code": first, "parts": ["farm", "paid"]})
    assert page.status_code == 200
    assert page.content.decode().count('name="parts"') == 3
    assert 'name="parts" value="farm" checked' not in " ".join(page.content.decode().split())
    desk.post(reverse("consent:scan"), given | {"code": second})
    assert sees(people[0].id, panel) == {
        "crop_area_mu",
        "greenhouse_area_mu",
        "livestock_head",
        "poultry_head",
        "years_in_business",
        "utilities_paid",
        "social_insurance_paid",
    }
    assert sees(people[1].id, panel) == set()


def test_no_notice_may_offer_money_debts_scores_lenders_records_or_what_speaks_against_somebody() -> None:
    fit = {kind for kind in {**load_law().fields, **load_law().record_kinds} if not unfit({"one": {"kinds": [kind]}})}
    assert fit == {
        "crop_area_mu",
        "farm_support",
        "greenhouse_area_mu",
        "honour",
        "land_area_mu",
        "livestock_head",
        "poultry_head",
        "skills_certificate",
        "social_insurance_paid",
        "training",
        "utilities_paid",
        "years_in_business",
    }
