"""The phone at the desk: a code goes to it and comes back, or nothing changes; whatever goes wrong has its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client, override_settings
from django.urls import reverse

from bases.accounts_made import make_account, sign_in, viewer_for
from bases.consent_made import make_institution
from bases.parties_made import TOWNSHIP, VILLAGE, id_number, make_person, phone
from bases.unchanged import nothing_changes
from xiangxin.office.accounts import errors as accounts
from xiangxin.office.accounts import phone as texts
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.household import finder
from xiangxin.office.accounts.models import PhoneCode, PhoneDoor
from xiangxin.office.accounts.rules import term
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry
from xiangxin.office.parties.models import Contact, Person
from xiangxin.office.parties.opening import opened
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.station import errors
from xiangxin.office.station.actions import begin_visit, end_visit, send_phone_code, verify_phone

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
HERE, OWN, NEW = "127.0.0.1", phone(8101), phone(8102)
ON = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-06-01 09:00+08:00", tick=False) as travelled:
        yield travelled


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(texts, "deliver", lambda number, words: told.append((number, words)))
    return told


@pytest.fixture
def number() -> str:
    return id_number()


@pytest.fixture
def person(number: str) -> Person:
    return make_person(number=number, phone=OWN)


@pytest.fixture
def keeper(person: Person, number: str) -> Viewer:
    viewer = viewer_for(Role.STATION_KEEPER, TOWNSHIP, make_institution("station"))
    begin_visit(viewer, number)
    return viewer


def refusal(run: Callable[[], object]) -> type[OfficeError] | None:
    try:
        run()
    except OfficeError as error:
        return type(error)
    return None


def contacts(person: Person) -> list[tuple[str, date | None, date | None]]:
    with maintenance("tests"):
        rows = Contact.objects.filter(person=person).order_by("from_on", "to_on")
        return [(opened(row, "phone_sealed"), row.verified_on, row.to_on) for row in rows]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_registered_phone_is_verified_by_the_code_that_came_back(
    keeper: Viewer, person: Person, sent: list[tuple[str, str]], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        asked = send_phone_code(keeper, "", HERE)
    ((number, words),) = sent
    assert number == OWN
    assert asked.code in words
    assert "不能登录" in words
    assert list(finder().by_phone(OWN)) == []
    verify_phone(keeper, asked.id, "", f" {asked.code[:3]}-{asked.code[3:]} ")
    assert contacts(person) == [(OWN, ON, None)]
    assert [one.person for one in finder().by_phone(OWN)] == [person.id]
    with maintenance("tests"):
        assert Entry.objects.filter(act="parties.phone_verified", person=person.id).count() == 1
        assert Entry.objects.filter(act="station.phone_code_sent", person=person.id).count() == 1


def test_a_new_number_takes_the_place_of_the_old_one_which_is_told(
    keeper: Viewer, person: Person, sent: list[tuple[str, str]], django_capture_on_commit_callbacks: Any
) -> None:
    first = send_phone_code(keeper, "", HERE)
    verify_phone(keeper, first.id, "", first.code)
    asked = send_phone_code(keeper, "１９９ ００００ ８１０２", HERE)
    with django_capture_on_commit_callbacks(execute=True):
        verify_phone(keeper, asked.id, NEW, asked.code)
    assert sorted(contacts(person)) == [(OWN, ON, ON), (NEW, ON, None)]
    assert [number for number, words in sent if "不再是您的登记手机" in words] == [OWN]


def test_a_wrong_code_an_expired_one_and_one_that_was_used_have_their_names(
    keeper: Viewer, person: Person, clock: time_machine.Traveller
) -> None:
    asked = send_phone_code(keeper, "", HERE)
    before = contacts(person)
    assert refusal(lambda: verify_phone(keeper, asked.id, "", wrong(asked.code))) is accounts.DeskCodeWrong
    assert refusal(lambda: verify_phone(keeper, asked.id, NEW, asked.code)) is accounts.DeskCodeWrong
    assert refusal(lambda: verify_phone(keeper, uuid4(), "", asked.code)) is accounts.DeskCodeWrong
    clock.move_to(datetime.fromisoformat("2026-06-01T09:05:00+08:00"))
    assert refusal(lambda: verify_phone(keeper, asked.id, "", asked.code)) is accounts.DeskCodeExpired
    assert contacts(person) == before
    again = send_phone_code(keeper, "", HERE)
    verify_phone(keeper, again.id, "", again.code)
    assert refusal(lambda: verify_phone(keeper, again.id, "", again.code)) is accounts.DeskCodeUsed


def test_a_phone_that_wrong_facts_had_shut_opens_again_at_the_desk(keeper: Viewer, number: str, person: Person) -> None:
    first = send_phone_code(keeper, "", HERE)
    verify_phone(keeper, first.id, "", first.code)
    with maintenance("tests"):
        PhoneDoor.objects.update(wrong_facts=term("code.wrong_facts"))
    client = Client()
    client.post("/sign-in/household/", {"phone": OWN})
    given = {"code": client.session["phone_code"]["shown"], "fact": number}
    assert client.post("/sign-in/household/code/", given).status_code == 422
    again = send_phone_code(keeper, "", HERE)
    verify_phone(keeper, again.id, "", again.code)
    assert contacts(person) == [(OWN, ON, None)]
    assert client.post("/sign-in/household/code/", given).status_code == 302


def test_a_code_ends_after_its_tries(keeper: Viewer, person: Person) -> None:
    asked = send_phone_code(keeper, "", HERE)
    for _ in range(term("code.tries")):
        assert refusal(lambda: verify_phone(keeper, asked.id, "", wrong(asked.code))) is accounts.DeskCodeWrong
    assert refusal(lambda: verify_phone(keeper, asked.id, "", asked.code)) is accounts.DeskCodeExpired
    assert contacts(person) == [(OWN, None, None)]


def test_a_visit_sends_so_many_codes_and_a_phone_gets_so_many_a_day(
    keeper: Viewer, number: str, person: Person
) -> None:
    for _ in range(4):
        send_phone_code(keeper, "", HERE)
    with nothing_changes("consent"):
        assert refusal(lambda: send_phone_code(keeper, phone(), HERE)) is errors.CodesInVisitUsedUp
    end_visit(keeper)
    begin_visit(keeper, number)
    send_phone_code(keeper, "", HERE)
    assert refusal(lambda: send_phone_code(keeper, "", HERE)) is accounts.CodesUsedUp
    assert PhoneCode.objects.count() == term("code.per_day")


@pytest.mark.parametrize("typed", ["1", "abc", "0101-5550101", "2" * 11, "1" * 12])
def test_what_is_no_mobile_number_gets_no_code(keeper: Viewer, typed: str) -> None:
    with nothing_changes("consent"):
        assert refusal(lambda: send_phone_code(keeper, typed, HERE)) is accounts.PhoneUnfit


def test_without_a_registered_phone_a_number_has_to_be_named() -> None:
    number = id_number()
    make_person(number=number)
    keeper = viewer_for(Role.STATION_KEEPER, TOWNSHIP, make_institution("station"))
    begin_visit(keeper, number)
    assert refusal(lambda: send_phone_code(keeper, " ", HERE)) is errors.NoPhoneHere
    end_visit(keeper)
    assert refusal(lambda: send_phone_code(keeper, NEW, HERE)) is errors.NobodyIsHere


@override_settings(DEMO=False)
def test_an_office_that_sends_no_texts_says_so(keeper: Viewer) -> None:
    assert refusal(lambda: send_phone_code(keeper, "", HERE)) is accounts.PhoneClosed


def test_a_code_of_the_desk_signs_nobody_in(keeper: Viewer, number: str, person: Person) -> None:
    first = send_phone_code(keeper, "", HERE)
    verify_phone(keeper, first.id, "", first.code)
    asked = send_phone_code(keeper, "", HERE)
    client = Client()
    client.post("/sign-in/household/", {"phone": OWN})
    given = {"code": asked.code, "fact": number}
    if client.session["phone_code"]["shown"] != asked.code:
        assert client.post("/sign-in/household/code/", given).status_code == 422


@pytest.fixture
def desk(person: Person, number: str) -> Client:
    client = Client()
    sign_in(client, make_account(Role.STATION_KEEPER, TOWNSHIP, make_institution("station")))
    client.post(reverse("station:desk"), {"id_number": number})
    return client


def page_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_page_shows_the_registered_number_masked_and_keeps_none_in_the_session(desk: Client) -> None:
    page = page_of(desk.get(reverse("station:phone")))
    assert OWN not in page
    assert f"{OWN[:3]}****{OWN[-4:]}" in page
    desk.post(reverse("station:phone"), {"phone": NEW})
    assert NEW not in str(dict(desk.session))
    code = desk.session["station_phone"]["shown"]
    assert desk.post(reverse("station:phone_code"), {"phone": NEW, "code": wrong(code)}).status_code == 422
    assert desk.post(reverse("station:phone_code"), {"phone": NEW, "code": ""}).status_code == 422
    assert desk.post(reverse("station:phone_code"), {"phone": NEW, "code": code}).status_code == 302
    answer = desk.post(reverse("station:phone_code"), {"phone": NEW, "code": code})
    assert answer.status_code == 422
    assert "已经用过" in page_of(answer)


def test_a_code_of_one_visit_is_none_of_the_next(desk: Client, person: Person) -> None:
    desk.post(reverse("station:phone"), {"phone": ""})
    code = desk.session["station_phone"]["shown"]
    other = id_number()
    make_person("李春梅", VILLAGE, number=other)
    desk.post(reverse("station:end"))
    desk.post(reverse("station:desk"), {"id_number": other})
    with nothing_changes("consent"):
        answer = desk.post(reverse("station:phone_code"), {"phone": OWN, "code": code})
    assert answer["Location"] == reverse("station:phone")
    assert contacts(person) == [(OWN, None, None)]


@pytest.mark.parametrize("typed", ["12", "9" * 41])
def test_a_number_that_is_none_is_told_at_its_field(desk: Client, typed: str) -> None:
    answer = desk.post(reverse("station:phone"), {"phone": typed})
    assert answer.status_code == 422
    assert 'id="id_phone_error"' in page_of(answer)
