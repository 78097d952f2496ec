"""The desk's pages: nothing without a card, everything for the one who is there, each act naming keeper and person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bases.accounts_made import make_account, sign_in
from bases.consent_made import make_consent, make_institution, make_text
from bases.parties_made import TOWNSHIP, id_number, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry
from xiangxin.office.consent.models import Consent, NoticeDelivery
from xiangxin.office.consent.tests.state import nothing_changes
from xiangxin.office.parties.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
NUMBER = id_number()


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-06-01 09:00+08:00", tick=False) as travelled:
        yield travelled


@pytest.fixture
def person() -> Person:
    return make_person(number=NUMBER)


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.keeper = sign_in(client, make_account(Role.STATION_KEEPER, TOWNSHIP, make_institution("station")))  # type: ignore[attr-defined]
    return client


def keeper(desk: Client) -> Viewer:
    found: Viewer = desk.keeper  # type: ignore[attr-defined]
    return found


def begin(desk: Client, **more: str) -> Any:
    return desk.post(reverse("station:desk"), {"id_number": NUMBER, **more})


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def read(desk: Client, field_class: str = "file") -> NoticeDelivery:
    bank, text = make_institution(), make_text("scoring", field_class)
    assert "不同意会怎样" in text_of(desk.get(reverse("station:read", args=[text.id, bank.id])))
    assert desk.post(reverse("station:read", args=[text.id, bank.id])).status_code == 302
    with maintenance("tests"):
        return NoticeDelivery.objects.get(text=text, receiver=bank)


def consents() -> list[Consent]:
    with maintenance("tests"):
        return list(Consent.objects.all())


def test_before_a_card_lies_there_nothing_can_be_done(desk: Client, person: Person) -> None:
    row, text, bank = make_consent(person.id), make_text("scoring", "file"), make_institution()
    with nothing_changes():
        for name, ids in (("read", [text.id, bank.id]), ("answer", [row.delivery_id]), ("withdraw", [row.id])):
            answer = desk.post(reverse(f"station:{name}", args=ids), {"answer": "given"})
            assert answer.status_code == 409
            assert "现在没有人在办理" in text_of(answer)
        assert desk.get(reverse("station:receipt_file", args=[row.id])).status_code == 409


def test_a_person_without_a_phone_is_told_agrees_gets_a_receipt_and_goes(desk: Client, person: Person) -> None:
    assert begin(desk)["Location"] == reverse("station:desk")
    page = text_of(desk.get(reverse("station:desk")))
    assert "张*三" in page
    assert NUMBER not in page
    told = read(desk)
    answer = desk.post(reverse("station:answer", args=[told.id]), {"answer": "given"})
    [row] = consents()
    assert answer["Location"] == reverse("station:receipt", args=[row.id])
    assert (row.person, row.channel, row.taken_by) == (person.id, "station", keeper(desk).account)
    assert desk.get(reverse("station:receipt_file", args=[row.id])).content.startswith(b"%PDF-")
    with maintenance("tests"):
        entry = Entry.objects.get(act="consent.given")
    assert (entry.person, entry.actor) == (person.id, f"account:{keeper(desk).account}")
    desk.post(reverse("station:end"))
    assert desk.get(reverse("station:receipt", args=[row.id])).status_code == 409


def test_a_class_in_writing_is_signed_on_a_sheet_whose_number_is_entered(desk: Client, person: Person) -> None:
    begin(desk)
    told = read(desk, "income_property")
    address = reverse("station:answer", args=[told.id])
    assert desk.get(reverse("station:sheet", args=[told.id])).content.startswith(b"%PDF-")
    assert desk.post(address, {"answer": "given", "signature": ""}).status_code == 422
    assert desk.post(address, {"answer": "given", "signature": "9" * 41}).status_code == 422
    assert consents() == []
    assert desk.post(address, {"answer": "given", "signature": told.id.hex[:12].upper()}).status_code == 302
    assert [row.written for row in consents()] == [True]


def test_no_is_an_answer_and_an_unclear_one_is_none(desk: Client, person: Person) -> None:
    begin(desk)
    address = reverse("station:answer", args=[read(desk).id])
    with nothing_changes():
        assert desk.post(address, {}).status_code == 422
        assert desk.post(address, {"answer": "yes"}).status_code == 422
    assert desk.post(address, {"answer": "refused"}).status_code == 302
    assert consents() == []


def test_a_consent_is_taken_back_at_the_desk(desk: Client, person: Person) -> None:
    row = make_consent(person.id, on=date(2026, 3, 1))
    begin(desk)
    assert desk.post(reverse("station:withdraw", args=[row.id])).status_code == 302
    assert [one.withdrawn_on for one in consents()] == [date(2026, 6, 1)]


def test_what_belongs_to_somebody_who_is_not_there_does_not_exist(desk: Client, person: Person) -> None:
    other = make_consent(make_person().id)
    begin(desk)
    with nothing_changes():
        for id_ in (other.id, uuid4()):
            assert desk.post(reverse("station:withdraw", args=[id_])).status_code == 404
            assert desk.get(reverse("station:receipt", args=[id_])).status_code == 404
        for id_ in (other.delivery_id, uuid4()):
            assert desk.post(reverse("station:answer", args=[id_]), {"answer": "given"}).status_code == 404


@pytest.mark.parametrize("typed", ["", "1", "9" * 31, "一二三", "99010119800501001Y"])
def test_a_number_that_is_none_is_told_at_its_field(desk: Client, typed: str) -> None:
    answer = desk.post(reverse("station:desk"), {"id_number": typed})
    assert answer.status_code == 422
    assert 'id="id_id_number_error"' in text_of(answer)


def test_a_nul_does_not_reach_the_desk(desk: Client) -> None:
    assert desk.post(reverse("station:desk"), {"id_number": "99\x00"}).status_code == 400


def test_a_second_person_waits_until_the_first_has_gone(desk: Client, person: Person) -> None:
    other = id_number()
    make_person(number=other)
    begin(desk)
    answer = desk.post(reverse("station:desk"), {"id_number": other})
    assert answer.status_code == 422
    assert "上一位还没有办完" in text_of(answer)


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.STATION_KEEPER])
def test_the_desk_is_nobody_elses(role: str, person: Person) -> None:
    client = Client()
    own = person.id if role == Role.HOUSEHOLD else None
    sign_in(client, make_account(role, TOWNSHIP, make_institution("station"), person=own))
    assert client.get(reverse("station:desk")).status_code == 403
    assert client.post(reverse("station:desk"), {"id_number": NUMBER}).status_code == 403
