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
from bases.unchanged import nothing_changes
from xiangxin.office.accounts.actions.household import holds
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Mandate, Slip, Word
from xiangxin.office.accounts.rules import term
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry, PendingRead
from xiangxin.office.consent.models import Consent, NoticeDelivery
from xiangxin.office.parties.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
NUMBER, HOLDER = id_number(), id_number()


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
    with nothing_changes("consent"):
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
    with nothing_changes("consent"):
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
    with nothing_changes("consent"):
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


def mandate(desk: Client, **more: str) -> Any:
    sent = {"holder_number": HOLDER, "days": "30", "paper_ref": "委托-1", **more}
    return desk.post(reverse("station:mandate"), sent)


def test_a_slip_is_shown_once_and_kept_by_nobody(desk: Client, person: Person) -> None:
    begin(desk)
    assert "按四到六位数字" in text_of(desk.get(reverse("station:slip")))
    page = text_of(desk.post(reverse("station:slip"), {"pin": "7391", "again": "7391"}))
    [code] = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", page)
    assert code not in text_of(desk.get(reverse("station:desk")))
    with maintenance("tests"):
        slip = Slip.objects.get()
    assert (slip.account.person, slip.kind) == (person.id, "household")


@pytest.mark.parametrize(
    ("pin", "again"),
    [
        ("", ""),
        ("7391", "7392"),
        ("739", "739"),
        ("7391739", "7391739"),
        ("1111", "1111"),
        ("1234", "1234"),
        ("9876", "9876"),
        ("1980", "1980"),
        ("73a1", "73a1"),
        (NUMBER[-4:], NUMBER[-4:]),
    ],
)
def test_digits_that_are_easy_or_stand_on_the_card_make_no_slip(
    desk: Client, person: Person, pin: str, again: str
) -> None:
    begin(desk)
    with nothing_changes("consent"):
        assert desk.post(reverse("station:slip"), {"pin": pin, "again": again}).status_code == 422
    with maintenance("tests"):
        assert Slip.objects.count() == 0


def test_a_mandate_is_signed_in_person_and_lets_a_member_of_the_family_look_and_take_back_only(
    desk: Client, person: Person
) -> None:
    make_person(number=HOLDER)
    row = make_consent(person.id, on=date(2026, 3, 1))
    begin(desk)
    assert mandate(desk).status_code == 302
    assert "委托-1" in text_of(desk.get(reverse("station:desk")))
    desk.post(reverse("station:end"))
    begin(desk, holder_number=HOLDER)
    page = text_of(desk.get(reverse("station:desk")))
    assert "同意要由本人来办" in page
    with nothing_changes("consent"):
        assert mandate(desk, paper_ref="委托-2").status_code == 403
        assert desk.post(reverse("station:end_mandate", args=[uuid4()])).status_code == 403
    assert desk.post(reverse("station:withdraw", args=[row.id])).status_code == 302


def test_a_mandate_under_which_nothing_was_signed_agrees_to_nothing(desk: Client, person: Person) -> None:
    make_person(number=HOLDER)
    bank, text = make_institution(), make_text("scoring", "file")
    begin(desk)
    mandate(desk)
    desk.post(reverse("station:end"))
    begin(desk, holder_number=HOLDER)
    answer = desk.post(reverse("station:read", args=[text.id, bank.id]))
    assert desk.post(answer["Location"], {"answer": "given"}).status_code == 403
    assert consents() == []


def test_a_mandate_that_the_person_ends_opens_nothing_more(desk: Client, person: Person) -> None:
    make_person(number=HOLDER)
    begin(desk)
    mandate(desk)
    [one] = Mandate.objects.all()
    assert desk.post(reverse("station:end_mandate", args=[one.id])).status_code == 302
    assert desk.post(reverse("station:end_mandate", args=[one.id])).status_code == 404
    desk.post(reverse("station:end"))
    answer = begin(desk, holder_number=HOLDER)
    assert answer.status_code == 422
    assert "没有有效的委托" in text_of(answer)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("holder_number", "1"),
        ("days", "0"),
        ("days", "-1"),
        ("days", "9" * 30),
        ("days", "三十"),
        ("paper_ref", ""),
        ("paper_ref", "x" * 41),
        ("holder_number", NUMBER),
    ],
)
def test_a_bad_mandate_is_told_at_its_field_and_gives_nothing(
    desk: Client, person: Person, field: str, typed: str
) -> None:
    begin(desk)
    answer = mandate(desk, **{field: typed})
    assert answer.status_code == 422
    assert Mandate.objects.count() == 0


def test_the_form_offers_a_mandate_of_no_more_days_than_one_lasts(desk: Client, person: Person) -> None:
    begin(desk)
    assert f'max="{term("mandate_days")}"' in desk.get(reverse("station:mandate")).content.decode()


def test_one_paper_is_one_mandate(desk: Client, person: Person) -> None:
    begin(desk)
    mandate(desk)
    answer = mandate(desk)
    assert answer.status_code == 422
    assert "已经登记过" in text_of(answer)
    assert Mandate.objects.count() == 1


def test_who_looked_is_shown_at_the_counter_with_numbers_and_where_to_complain(desk: Client, person: Person) -> None:
    begin(desk)
    page = text_of(desk.get("/oversight/counter/"))
    assert re.search(r"\d{4}-\d{6}", page)
    for words in ("谁看过本人", "本人（或受托家人）到场办理", "县里的审计员", "data-print"):
        assert words in page, words
    notes = PendingRead.objects.filter(person=person.id, what="oversight.counter")
    assert [(one.role, one.ground) for one in notes] == [("station_keeper", "mandate")]
    desk.post(reverse("station:end"))
    assert desk.get("/oversight/counter/").status_code == 409


def test_a_word_is_set_by_who_stands_here_and_typed_twice(desk: Client, person: Person) -> None:
    begin(desk)
    address = reverse("station:word")
    assert desk.post(address, {"word": "山里的月亮", "again": "别的"}).status_code == 422
    assert desk.post(address, {"word": "x", "again": "x"}).status_code == 422
    assert not Word.objects.exists()
    assert desk.post(address, {"word": "山里的月亮", "again": "山里的月亮"}).status_code == 302
    assert holds(person.id, "山里的月亮")


def test_a_slip_says_where_it_opens_and_taking_back_asks_twice(desk: Client, person: Person, settings: Any) -> None:
    settings.HOUSEHOLD_SITE = "https://xin.example"
    make_consent(person.id, on=date(2026, 3, 1))
    begin(desk)
    page = text_of(desk.get(reverse("station:desk")))
    assert page.index("先问清楚") < page.index("确定撤回")
    slip = text_of(desk.post(reverse("station:slip"), {"pin": "7391", "again": "7391"}))
    assert "https://xin.example/sign-in/household/slip/" in slip
    assert "data-print" in slip
