"""A person's own pages: read first, then answer; two taps to take back; a receipt; nothing of anybody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bases.accounts_made import make_account, sign_in
from bases.consent_made import make_consent, make_institution, make_text
from bases.parties_made import TOWNSHIP, VILLAGE, make_person
from bases.unchanged import nothing_changes
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.consent.models import Consent, NoticeDelivery, NoticeText
from xiangxin.office.consent.printing import receipt_pdf
from xiangxin.office.consent.queries.mine import consents_of
from xiangxin.office.parties.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
STAFF = tuple(role for role in Role.values if role != Role.HOUSEHOLD)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-06-01 09:00+08:00", tick=False) as travelled:
        yield travelled


@pytest.fixture
def me() -> Person:
    return make_person()


@pytest.fixture
def phone(me: Person) -> Client:
    client = Client()
    sign_in(client, make_account(Role.HOUSEHOLD, VILLAGE, person=me.id))
    return client


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def read(phone: Client, field_class: str = "file", slug: str = "") -> tuple[UUID, UUID]:
    """Read a notice and say so; the delivery and the receiver."""
    bank = make_institution(slug=slug)
    text = make_text("scoring", field_class)
    answer = phone.post(reverse("consent:read", args=[text.id, bank.id]))
    assert answer.status_code == 302
    with maintenance("tests"):
        return NoticeDelivery.objects.get(text=text, receiver=bank).id, bank.id


def consents() -> list[Consent]:
    with maintenance("tests"):
        return list(Consent.objects.all())


def test_the_first_page_says_that_nothing_depends_on_agreeing(phone: Client) -> None:
    make_institution(slug="bank-of-the-county")
    make_text("scoring", "file")
    page = text_of(phone.get(reverse("consent:mine")))
    assert "现在没有人可以凭您的同意看您的信息" in page
    assert "不同意也可以申请基础额度，不影响其他事。" in page
    assert "同意让银行看您的信用档案" in page


def test_a_notice_is_shown_whole_before_anything_is_asked_and_reading_alone_delivers_nothing(phone: Client) -> None:
    bank, text = make_institution(), make_text("scoring", "file")
    page = text_of(phone.get(reverse("consent:read", args=[text.id, bank.id])))
    for heading in (
        "谁来问您",
        "看哪些",
        "用来做什么",
        "用多久",
        "不同意会怎样",
        "以后不想同意了",
        "觉得不对找谁",
        "不收钱",
    ):
        assert heading in page
    assert bank.name in page
    with maintenance("tests"):
        assert NoticeDelivery.objects.count() == 0


def test_read_agree_receipt_and_take_back_in_two_taps(phone: Client, me: Person) -> None:
    delivery, bank = read(phone)
    asked = text_of(phone.get(reverse("consent:answer", args=[delivery])))
    assert "为本人选定的银行评分" in asked
    assert Institution.objects.get(id=bank).name in asked
    answer = phone.post(reverse("consent:answer", args=[delivery]), {"answer": "given", "signature": ""})
    [row] = consents()
    assert answer["Location"] == reverse("consent:receipt", args=[row.id])
    assert (row.person, row.receiver_id, row.channel, row.taken_by) == (me.id, bank, "phone", None)
    page = text_of(phone.get(answer["Location"]))
    assert row.receipt_no in page
    assert 'src="data:image/svg+xml' in page
    mine = text_of(phone.get(reverse("consent:mine")))
    action = reverse("consent:withdraw", args=[row.id])
    assert f'action="{action}"' in mine
    assert "撤回收不回来的" in mine
    assert "当作没有同意过，记录也删除" in mine
    assert phone.post(action).status_code == 302
    assert consents() == []


def test_no_is_an_answer_and_changes_nothing_else(phone: Client) -> None:
    delivery, _bank = read(phone)
    answer = phone.post(reverse("consent:answer", args=[delivery]), {"answer": "refused"}, follow=True)
    page = text_of(answer)
    assert "已记下：不同意。不影响其他事。" in page
    assert consents() == []
    offered = page.split("可以考虑的")[1]
    assert ("没有问过" in offered, "不同意</span>" in offered, " 答复" in offered) == (False, True, True)


def test_what_was_never_asked_and_what_was_read_without_an_answer_are_told_apart(phone: Client) -> None:
    bank = make_institution().id
    make_text()
    assert "没有问过" in text_of(phone.get(reverse("consent:mine")))
    text = NoticeText.objects.get().id
    assert phone.post(reverse("consent:read", args=[text, bank])).status_code == 302
    page = text_of(phone.get(reverse("consent:mine")))
    assert ("没有问过" in page, "还没有答复" in page) == (False, True)


def test_a_class_in_writing_asks_for_the_step_of_signing_and_keeps_the_page(phone: Client) -> None:
    delivery, _bank = read(phone, "income_property")
    address = reverse("consent:answer", args=[delivery])
    for typed in ("", "好的", "x" * 41):
        answer = phone.post(address, {"answer": "given", "signature": typed})
        assert answer.status_code == 422
        assert 'id="id_signature_error"' in text_of(answer)
        assert consents() == []
    page = text_of(phone.get(address))
    assert ("可不填" in page, "再带身份证到服务站确认一次，确认以后才算数" in page) == (False, True)
    done = text_of(phone.post(address, {"answer": "given", "signature": "本人同意"}, follow=True))
    assert ("还要带身份证到服务站确认一次" in done, "已同意。随时可以撤回。" in done) == (True, False)
    assert "还没有用：请带身份证到服务站确认一次。" in done
    assert "请带身份证到服务站确认一次" in text_of(phone.get(reverse("consent:mine")))


def test_no_to_a_class_in_writing_needs_no_signature(phone: Client) -> None:
    delivery, _bank = read(phone, "income_property")
    answer = phone.post(reverse("consent:answer", args=[delivery]), {"answer": "refused", "signature": ""})
    assert (answer.status_code, consents()) == (302, [])
    with maintenance("tests"):
        assert NoticeDelivery.objects.get().answer == "refused"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"answer": ""},
        {"answer": "maybe"},
        {"answer": "given\x00"},
        {"answer": "9" * 30},
        {"answer": "given", "signature": "\ufffd"},
        {"answer": ["given", "sometimes"]},
    ],
)
def test_a_bad_answer_is_told_and_writes_nothing(phone: Client, sent: dict[str, Any]) -> None:
    delivery, _bank = read(phone)
    with nothing_changes("consent"):
        assert phone.post(reverse("consent:answer", args=[delivery]), sent).status_code in (400, 422)


def test_answering_again_is_told_and_writes_nothing(phone: Client) -> None:
    delivery, _bank = read(phone)
    address = reverse("consent:answer", args=[delivery])
    phone.post(address, {"answer": "given"})
    with nothing_changes("consent"):
        assert phone.post(address, {"answer": "given"}).status_code == 409
        assert phone.post(address, {"answer": "refused"}).status_code == 409
    assert len(consents()) == 1


def test_taking_back_again_is_told(phone: Client, me: Person) -> None:
    row = make_consent(me.id, on=date(2026, 3, 1))
    address = reverse("consent:withdraw", args=[row.id])
    assert phone.post(address).status_code == 302
    with nothing_changes("consent"):
        assert phone.post(address).status_code == 409


@pytest.mark.parametrize("name", ["withdraw", "receipt", "receipt_file", "answer", "notice"])
def test_what_belongs_to_somebody_else_and_what_is_not_there_look_the_same(phone: Client, name: str) -> None:
    other = make_consent(make_person().id)
    theirs = other.delivery_id if name in ("answer", "notice") else other.id
    with nothing_changes("consent"):
        for id_ in (theirs, uuid4()):
            address = reverse(f"consent:{name}", args=[id_])
            answer = phone.post(address, {"answer": "given"}) if name in ("withdraw", "answer") else phone.get(address)
            assert answer.status_code == 404


def test_a_notice_that_is_not_published_or_a_receiver_that_receives_nothing_is_not_read(phone: Client) -> None:
    text, panel = make_text("scoring", "file"), make_institution("guarantor")
    with nothing_changes("consent"):
        assert phone.post(reverse("consent:read", args=[uuid4(), panel.id])).status_code == 404
        assert phone.post(reverse("consent:read", args=[text.id, panel.id])).status_code == 422
        assert phone.post(reverse("consent:read", args=[text.id, uuid4()])).status_code == 422


@pytest.mark.parametrize("role", STAFF)
def test_these_pages_are_nobody_elses(role: str) -> None:
    client = Client()
    sign_in(client, make_account(role, TOWNSHIP, make_institution("station")))
    for name in ("mine", "notices"):
        assert client.get(reverse(f"consent:{name}")).status_code == 403


def test_the_person_sees_that_their_consents_were_shown_and_nobody_elses_is_named(phone: Client, me: Person) -> None:
    bank, other = make_institution(), make_institution()
    make_consent(me.id, receiver=bank)
    make_consent(make_person().id, receiver=other)
    page = text_of(phone.get(reverse("consent:mine")))
    head, _, _offers = page.partition("可以考虑的")
    assert bank.name in head
    assert other.name not in head
    assert {row.fields for row in PendingRead.objects.filter(person=me.id, what="consent.mine")} == {"consents"}


def test_notices_are_kept_in_the_words_that_were_read(phone: Client) -> None:
    delivery, _bank = read(phone)
    listed = text_of(phone.get(reverse("consent:notices")))
    assert "还没有答复" in listed
    assert reverse("consent:answer", args=[delivery]) in listed
    assert "不同意会怎样" in text_of(phone.get(reverse("consent:notice", args=[delivery])))


def test_no_page_is_kept_by_a_browser(phone: Client, me: Person) -> None:
    row = make_consent(me.id)
    for address in (reverse("consent:mine"), reverse("consent:receipt_file", args=[row.id])):
        assert phone.get(address)["Cache-Control"] == "no-store"


def test_the_receipt_on_paper_is_the_same_file_each_time(
    phone: Client, me: Person, clock: time_machine.Traveller
) -> None:
    row = make_consent(me.id)
    first = phone.get(reverse("consent:receipt_file", args=[row.id]))
    assert first["Content-Type"] == "application/pdf"
    assert first.content.startswith(b"%PDF-")
    clock.move_to("2026-06-01 09:10+08:00")
    again = phone.get(reverse("consent:receipt_file", args=[row.id]))
    assert again.content == first.content


@pytest.mark.usefixtures("phone")
def test_receipts_say_what_was_agreed(me: Person) -> None:
    row = make_consent(me.id)
    viewer = Viewer(Account.objects.get(person=me.id).id, Role.HOUSEHOLD, VILLAGE, person=me.id)
    [line] = consents_of(viewer, me.id)
    assert (line.receipt_no, line.from_on, line.state) == (row.receipt_no, row.from_on, "given")
    assert receipt_pdf(line) == receipt_pdf(line)


def test_a_device_is_known_again_and_two_browsers_of_one_kind_are_two_devices(phone: Client, me: Person) -> None:
    other, second = Client(), make_person()
    sign_in(other, make_account(Role.HOUSEHOLD, VILLAGE, person=second.id))
    for client in (phone, phone, other):
        bank, text = make_institution(), make_text("scoring", "file")
        address = client.post(reverse("consent:read", args=[text.id, bank.id]))["Location"]
        assert client.post(address, {"answer": "given"}).status_code == 302
    devices = {person: {row.device for row in consents() if row.person == person} for person in (me.id, second.id)}
    assert [len(names) for names in devices.values()] == [1, 1]
    assert devices[me.id] != devices[second.id]


def test_a_device_name_that_somebody_made_up_is_not_taken(phone: Client) -> None:
    phone.cookies["consent_device"] = "0" * 32
    delivery, _bank = read(phone)
    phone.post(reverse("consent:answer", args=[delivery]), {"answer": "given"})
    [row] = consents()
    assert row.device != "0" * 32
