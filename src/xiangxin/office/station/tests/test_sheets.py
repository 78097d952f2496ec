"""A sheet signed at a station: the township sees who and what, and takes it; or the person confirms on the phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from bases.accounts_made import signed_in, viewer_for
from bases.consent_made import make_institution, make_text
from bases.parties_made import TOWNSHIP, VILLAGE, id_number, make_person
from bases.unchanged import nothing_changes
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.context import maintenance
from xiangxin.office.consent.actions import Scope, deliver_notice, give_consent
from xiangxin.office.consent.models import Consent
from xiangxin.office.station.actions import begin_visit

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-06-01 09:00+08:00", tick=False) as travelled:
        yield travelled


@pytest.fixture
def given() -> Consent:
    """What a keeper entered at the desk."""
    make_text("scoring", "file")
    number, bank = id_number(), make_institution()
    person = make_person("张小三", number=number)
    keeper = viewer_for(Role.STATION_KEEPER, TOWNSHIP, make_institution("station"))
    begin_visit(keeper, number)
    told = deliver_notice(keeper, person.id, Scope("scoring", bank.id, "file"))
    return give_consent(keeper, person.id, told.id)


def state() -> tuple[bool, date | None, str]:
    with maintenance("tests"):
        row = Consent.objects.get()
    return row.awaits, row.withdrawn_on, row.confirmed_through


def page_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_township_sees_what_the_sheet_says_and_then_takes_it(given: Consent) -> None:
    cadre, number = signed_in(Role.TOWNSHIP_CADRE, TOWNSHIP), given.delivery_id.hex[:12].upper()
    assert cadre.get(reverse("station:sheets")).status_code == 200
    with nothing_changes("consent"):
        page = page_of(cadre.post(reverse("station:sheets"), {"sheet": number.lower()}))
    assert "张*三" in page
    assert "张小三" not in page
    assert number in page
    assert state() == (True, None, "")
    assert cadre.post(reverse("station:sheets"), {"sheet": number, "seen": "yes"}).status_code == 302
    assert state() == (False, None, "paper")


@pytest.mark.parametrize("typed", ["", "1", "0" * 12, "g" * 12, "9" * 41])
@pytest.mark.parametrize("seen", ["", "yes"])
def test_a_number_of_no_sheet_is_told_at_its_field(given: Consent, typed: str, seen: str) -> None:
    cadre = signed_in(Role.TOWNSHIP_CADRE, TOWNSHIP)
    answer = cadre.post(reverse("station:sheets"), {"sheet": typed, "seen": seen})
    assert answer.status_code == 422
    assert 'id="id_sheet_error"' in page_of(answer)
    assert state() == (True, None, "")


def test_the_person_confirms_or_takes_back_on_the_own_page(given: Consent) -> None:
    mine = signed_in(Role.HOUSEHOLD, VILLAGE, person=given.person)
    page = page_of(mine.get(reverse("consent:mine")))
    assert "是我本人同意的" in page
    assert "不是您说的，请点下面的“撤回”。" in page
    stranger = signed_in(Role.HOUSEHOLD, VILLAGE, person=make_person().id)
    assert stranger.post(reverse("consent:confirm", args=[given.id])).status_code == 404
    assert state() == (True, None, "")
    assert mine.post(reverse("consent:confirm", args=[given.id])).status_code == 302
    assert state() == (False, None, "phone")
    assert "是我本人同意的" not in page_of(mine.get(reverse("consent:mine")))


def test_what_the_person_did_not_say_is_taken_back_and_gone(given: Consent) -> None:
    mine = signed_in(Role.HOUSEHOLD, VILLAGE, person=given.person)
    assert mine.post(reverse("consent:withdraw", args=[given.id])).status_code == 302
    with maintenance("tests"):
        assert Consent.objects.count() == 0
