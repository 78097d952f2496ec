"""Whoever was told a number of a look, or holds a receipt, is answered: the auditor finds it, and that is seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from bases.accounts_made import make_account, sign_in
from bases.consent_made import give, make_institution
from bases.parties_made import VILLAGE, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.actor import account
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.audit.reads import reading
from xiangxin.office.audit.sealing import seal_reads
from xiangxin.office.oversight.queries.looks import ground_words, number_of

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ADDRESS = "/oversight/log/number/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-06-01 09:00+08:00", tick=False) as travelled:
        yield travelled


@pytest.fixture
def desk() -> Client:
    client = Client()
    sign_in(client, make_account(Role.AUDITOR))
    return client


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("sealed", [False, True])
def test_a_number_of_a_look_tells_who_when_in_which_post_what_for_and_is_a_look_itself(
    desk: Client, sealed: bool, clock: time_machine.Traveller
) -> None:
    person = make_person().id
    cadre = make_account(Role.VILLAGE_CADRE, VILLAGE, login="zhao.cadre")
    station = make_institution("station", area=VILLAGE)
    with reading(
        account(cadre.id, "village_cadre"),
        purpose="evaluation",
        ground="duty",
        what="parties.person",
        institution=station.id,
    ) as look:
        look.showed([person], ["name"])
    made = PendingRead.objects.get(person=person)
    if sealed:
        seal_reads()
    clock.move_to("2027-03-01 09:00+08:00")
    sign_in(desk, make_account(Role.AUDITOR))
    answer = desk.post(ADDRESS, {"number": f" {number_of(made.id, made.at)} "})
    page = text_of(answer)
    assert answer.status_code == 200
    for words in ("zhao.cadre", "村干部", station.name, "法定职责", "姓名", str(person)):
        assert words in page, words
    noted = PendingRead.objects.filter(person=person, what="oversight.number")
    assert [(one.role, one.purpose, one.ground) for one in noted] == [("auditor", "audit", "duty")]


@pytest.mark.parametrize("typed", ["0601-000000", "0230-123456", "1399-123456", "hello", "AAAA-BBBB-CCCC"])
def test_a_number_that_nothing_bears_is_told_at_the_field_and_looks_at_nobody(desk: Client, typed: str) -> None:
    answer = desk.post(ADDRESS, {"number": typed})
    assert answer.status_code == 422
    assert "没有这个编号" in text_of(answer)
    assert not PendingRead.objects.filter(what="oversight.number").exists()


def test_a_receipt_leads_to_the_acts_that_wrote_its_consent(desk: Client) -> None:
    person = make_person().id
    own = make_account(Role.HOUSEHOLD, VILLAGE, person=person)
    viewer = Viewer(own.id, Role.HOUSEHOLD, VILLAGE, person=person)
    given = give(viewer, person, make_institution("bank"))
    page = text_of(desk.post(ADDRESS, {"number": given.receipt_no.lower()}))
    assert re.search(r'href="/oversight/log/\d+/"', page)
    assert str(person) in page
    assert PendingRead.objects.filter(person=person, what="oversight.number").count() == 1


def test_who_stands_at_a_counter_is_told_so_and_not_that_they_gave_a_mandate() -> None:
    assert ground_words("station_keeper", "mandate") == "本人（或受托家人）到场办理"
    assert ground_words("household", "mandate") == "本人委托"
