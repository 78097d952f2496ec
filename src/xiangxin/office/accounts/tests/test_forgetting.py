"""Codes, counters of phones, stays and sessions go at their term, a day before not; what is shut stays shut."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from bases.accounts_made import make_account, sign_in
from xiangxin.office.accounts import tasks
from xiangxin.office.accounts.actions.forgetting import Forgotten, forget_sign_ins
from xiangxin.office.accounts.choices import Ending
from xiangxin.office.accounts.models import PhoneCode, PhoneDoor, SignIn
from xiangxin.office.accounts.rules import term
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry
from xiangxin.office.audit.verify import verify
from xiangxin.office.jobs.schedule import REGISTERED

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
NOW = datetime.fromisoformat("2026-12-01T02:50:00+08:00")
NOTHING = Forgotten(0, 0, 0, 0, 0)


def code(expired: timedelta) -> PhoneCode:
    with maintenance("tests"):
        return PhoneCode.objects.create(phone=b"p", code="", address=b"a", sent_at=NOW, expires_at=NOW - expired)


def door(days: int, wrong_facts: int = 0) -> PhoneDoor:
    name = f"{days}/{wrong_facts}".encode()
    day = date(2026, 12, 1) - timedelta(days=days)
    with maintenance("tests"):
        return PhoneDoor.objects.create(phone=name, day=day, wrong_facts=wrong_facts)


def test_it_is_done_every_night() -> None:
    assert REGISTERED["accounts.forget"].function is tasks.forget_nightly


@time_machine.travel(NOW, tick=False)
def test_a_code_goes_after_its_days_and_no_earlier() -> None:
    days = timedelta(days=term("forget.code_days"))
    code(days + timedelta(seconds=1))
    young = [code(days), code(timedelta(0)), code(-timedelta(minutes=5))]
    assert forget_sign_ins() == Forgotten(1, 0, 0, 0, 0)
    assert set(PhoneCode.objects.all()) == set(young)
    assert forget_sign_ins() == NOTHING


@time_machine.travel(NOW, tick=False)
def test_the_counter_of_a_phone_goes_and_one_that_is_shut_stays_shut() -> None:
    days, shut_days, most = term("forget.door_days"), term("forget.shut_door_days"), term("code.wrong_facts")
    for gone in ((days + 1, 0), (days + 1, most - 1), (shut_days + 1, most)):
        door(*gone)
    kept = [door(days, 0), door(days + 1, most), door(shut_days, most)]
    assert forget_sign_ins() == Forgotten(0, 3, 0, 0, 0)
    assert set(PhoneDoor.objects.all()) == set(kept)


def test_a_stay_that_nobody_left_is_ended_and_goes_at_its_term(client: Client) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, make_account("county_office"))
        assert forget_sign_ins() == NOTHING
        clock.shift(timedelta(minutes=term("staff.idle_minutes"), seconds=1))
        assert forget_sign_ins().ended == 1
        assert SignIn.objects.get().ending == Ending.IDLE
        clock.shift(timedelta(days=term("forget.stay_days")))
        assert forget_sign_ins().stays == 0
        clock.shift(timedelta(seconds=1))
        assert forget_sign_ins().stays == 1
        assert forget_sign_ins() == NOTHING
    assert Entry.objects.filter(act__in=["accounts.signed_in", "accounts.signed_out"]).count() == 2


def test_a_session_of_a_browser_goes_when_it_has_run_out(client: Client) -> None:
    sign_in(client, make_account("county_office"))
    assert forget_sign_ins().sessions == 0
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert forget_sign_ins().sessions == 1


@time_machine.travel(NOW, tick=False)
def test_the_log_says_what_went_never_whose_and_still_proves_the_rest(client: Client) -> None:
    asked = Client()
    with time_machine.travel(NOW - timedelta(days=9), tick=False):
        asked.post("/sign-in/household/", {"phone": "19900000009"})
    sign_in(client, make_account("county_office"))
    assert forget_sign_ins().codes == 1
    entry = Entry.objects.get(act="accounts.sign_ins_forgotten")
    assert (entry.person, entry.object, entry.rows_count) == (None, "", 1)
    assert verify().findings == ()
