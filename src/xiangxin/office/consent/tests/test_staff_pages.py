"""Pages of staff: texts, panels, forms scanned one by one, deletion orders, bursts; bad input changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bases.accounts_made import make_account, sign_in, viewer_for
from bases.consent_made import give, make_consent, make_institution, make_text
from bases.parties_made import OTHER_VILLAGE, TOWNSHIP, VILLAGE, make_person, make_village
from bases.unchanged import nothing_changes
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.proposals import decide
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.consent.actions import NewForm, Scope, print_forms, withdraw_consent
from xiangxin.office.consent.actions.reminding import forget_forms, remind
from xiangxin.office.consent.models import (
    BurstFlag,
    Consent,
    DeletionOrder,
    NoticeText,
    PanelListing,
    PaperForm,
    Reminder,
)
from xiangxin.office.consent.queries.paper import to_be_asked
from xiangxin.office.parties.queries.cards import masked_number

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
TODAY = date(2026, 6, 10)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-06-10 12:00+08:00", tick=False) as travelled:
        yield travelled


def desk(role: str, area: str = "990101000000", institution: Institution | None = None) -> Client:
    client = Client()
    sign_in(client, make_account(role, area, institution))
    return client


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def printed_code(bank: Institution, field_class: str = "file") -> str:
    make_text("scoring", field_class)
    make_village(VILLAGE)
    by = viewer_for(Role.ACCOUNT_MANAGER, TOWNSHIP, bank)
    print_forms(by, Scope("scoring", bank.id, field_class), VILLAGE, [NewForm(make_person().id, "张小三", "村")], TODAY)
    with maintenance("tests"):
        return PaperForm.objects.order_by("-batch__printed_on", "id").values_list("code", flat=True).last() or ""


def scanned(number: str, **changes: str) -> dict[str, str]:
    given = {"area": VILLAGE, "signed_on": "2026-06-10", "notice_signed": "on", "answer": "given", "code": number}
    return given | changes


def exported(answer: Any) -> list[list[object]]:
    """Head and rows of a table's file."""
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    start = next(at for at, row in enumerate(rows) if {"收回", "人数", "删除单"} & set(row))
    return rows[start:]


def test_a_text_is_proposed_on_its_page_and_is_in_force_when_another_has_agreed() -> None:
    author = desk(Role.POLICY_AUTHOR)
    assert "还没有发布" in text_of(author.get(reverse("consent:texts")))
    page = author.get(reverse("consent:text", args=["scoring-file"]))
    assert "不同意也可以申请基础额度，不影响其他事。" in text_of(page)
    assert author.post(page.request["PATH_INFO"], {"reason": "首次发布"}).status_code == 302
    decide(Proposal.objects.get().id, viewer_for(Role.SECURITY_ADMIN), agrees=True)
    assert NoticeText.objects.get().code == "scoring-file"
    again = author.post(page.request["PATH_INFO"], {"reason": "再来一次"})
    assert (again.status_code, "这个版本已经发布过" in text_of(again)) == (422, True)
    assert author.get(reverse("consent:text", args=["no-such-text"])).status_code == 404


def test_members_of_a_panel_are_named_on_its_page_and_mistakes_are_told_at_the_field() -> None:
    panel = make_institution("panel", area=make_village(VILLAGE))
    county = desk(Role.COUNTY_OFFICE)
    assert "还没有登记" in text_of(county.get(reverse("consent:panels")))
    address = reverse("consent:panel", args=[panel.id])
    for wrong in ("", "王一", "王一\n王一\n李二\n张三\n赵四", "名" * 1001):
        with nothing_changes("consent"):
            assert county.post(address, {"members": wrong, "on": "2026-06-10"}).status_code == 422
    for day in ("", "2026-06-09", "2026-13-01", "99999999-01-01", "昨天"):
        with nothing_changes("consent"):
            answer = county.post(address, {"members": "王一\n李二\n张三\n赵四\n陈五", "on": day})
            assert answer.status_code == 422
    assert county.post(address, {"members": "王一\n李二\n张三\n赵四\n陈五", "on": "2026-06-10"}).status_code == 302
    assert PanelListing.objects.count() == 1
    assert "王一、李二、张三、赵四、陈五" in text_of(county.get(reverse("consent:panels")))
    elsewhere = desk(Role.TOWNSHIP_CADRE, "990101101000")
    assert elsewhere.get(address).status_code == 404


def test_codes_are_scanned_one_after_another_and_each_is_told_what_came_of_it() -> None:
    bank = make_institution()
    code = printed_code(bank)
    make_village(OTHER_VILLAGE)
    officer = desk(Role.ACCOUNT_MANAGER, TOWNSHIP, bank)
    address = reverse("consent:scan")
    assert "autofocus" in text_of(officer.get(address))
    for given, result in (
        (scanned("2345"), "没有这个编号"),
        (scanned(code, area=OTHER_VILLAGE), "是别的村的表"),
        ({name: value for name, value in scanned(code).items() if name != "notice_signed"}, "没有签收告知，不能登记"),
    ):
        with nothing_changes("consent"):
            assert result in text_of(officer.post(address, given))
    page = text_of(officer.post(address, scanned(code)))
    assert "已登记" in page
    assert 'value="2026-06-10"' in page
    assert f'value="{code}"' not in page
    with nothing_changes("consent"):
        assert "已经登记过，没有重复" in text_of(officer.post(address, scanned(code)))
    with maintenance("tests"):
        assert Consent.objects.count() == 1
    page = text_of(officer.get(reverse("consent:batches"), {"sort": "-back"}))
    assert ("scoring-file/1" in page, "信用档案" in page, 'aria-sort="descending"' in page) == (False, True, True)
    head, row = exported(officer.get(reverse("consent:batches"), {"as": "xlsx"}))
    assert dict(zip(head, row, strict=True))["收回"] == dict(zip(head, row, strict=True))["打印"] == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": ""},
        {"code": "A" * 61},
        {"area": "990101101201"},
        {"area": "x' OR 1=1"},
        {"signed_on": ""},
        {"signed_on": "2026-06-11"},
        {"signed_on": "99999999999999999999"},
        {"answer": "perhaps"},
        {"answer": ""},
    ],
    ids=str,
)
def test_what_cannot_be_scanned_is_told_at_its_field_and_changes_nothing(wrong: dict[str, str]) -> None:
    bank = make_institution()
    code = printed_code(bank)
    officer = desk(Role.ACCOUNT_MANAGER, TOWNSHIP, bank)
    with nothing_changes("consent"):
        answer = officer.post(reverse("consent:scan"), scanned(code, **wrong))
    assert answer.status_code == 422
    assert "什么都没有" in text_of(answer)


def test_text_that_no_database_keeps_is_refused_at_the_edge() -> None:
    bank = make_institution()
    code = printed_code(bank)
    officer = desk(Role.ACCOUNT_MANAGER, TOWNSHIP, bank)
    with nothing_changes("consent"):
        assert officer.post(reverse("consent:scan"), scanned(f"{code}\x00")).status_code == 400
        assert officer.post(reverse("consent:scan"), scanned("字" * 20_001)).status_code in (413, 422)


def test_a_receiver_finds_of_whom_it_has_to_delete_in_its_own_orders_and_reports_each_once() -> None:
    bank, person = make_institution(), make_person()
    own = viewer_for(Role.HOUSEHOLD, VILLAGE, person=person.id)
    row = give(own, person.id, bank)
    withdraw_consent(own, person.id, Scope("scoring", bank.id, "file"))
    kept = make_consent(person.id, "scoring", bank, "contact", on=date(2026, 4, 1), to_on=date(2026, 12, 1))
    withdraw_consent(own, person.id, Scope("scoring", bank.id, "contact"))
    officer, stranger = (
        desk(Role.ACCOUNT_MANAGER, TOWNSHIP, bank),
        desk(Role.ACCOUNT_MANAGER, TOWNSHIP, make_institution()),
    )
    page = text_of(officer.get(reverse("consent:deletions")))
    assert str(person.id) in page
    assert "张小三" not in page
    with maintenance("tests"):
        number = masked_number(person)
    assert "张*三" in page
    assert number in page
    head, *lines = exported(officer.get(reverse("consent:deletions"), {"as": "xlsx", "sort": "-due"}))
    shown = [tuple(str(line[head.index(name)]) for name in ("姓名", "身份号码", "系统里的编号")) for line in lines]
    assert shown == [("张*三", number, str(person.id))] * 2
    foreign = text_of(stranger.get(reverse("consent:deletions")))
    assert str(person.id) not in foreign
    assert "张*三" not in foreign
    looks = PendingRead.objects.filter(person=person.id, what="consent.deletions_named")
    assert set(looks.values_list("ground", "fields")) == {("duty", "area,deletion_order,id_number,name")}
    assert looks.count() == 2, "the page and the file, and nobody for the stranger"
    with maintenance("tests"):
        orders = dict(DeletionOrder.objects.values_list("consent", "id"))
    address = reverse("consent:deleted", args=[orders[kept.id]])
    with nothing_changes("consent"):
        assert stranger.post(address).status_code == 404
        assert officer.get(address).status_code == 405
    assert officer.post(address).status_code == 302
    with nothing_changes("consent"):
        assert officer.post(address).status_code == 409
    assert officer.post(reverse("consent:deleted", args=[orders[row.id]])).status_code == 302
    with maintenance("tests"):
        assert list(DeletionOrder.objects.values_list("consent", flat=True)) == [kept.id]


def test_bursts_are_seen_by_who_watches() -> None:
    with maintenance("tests"):
        flag = BurstFlag.objects.create(
            channel="station",
            account=viewer_for(Role.STATION_KEEPER).account,
            people=40,
            from_at="2026-06-10T01:00Z",
            to_at="2026-06-10T02:00Z",
        )
    auditor = desk(Role.AUDITOR)
    assert "40" in text_of(auditor.get(reverse("consent:bursts")))
    head, row = exported(auditor.get(reverse("consent:bursts"), {"as": "xlsx"}))
    told = dict(zip(head, row, strict=True))
    assert (told["人数"], told["账号或设备"], told["方式"]) == (40, str(Role.STATION_KEEPER.label), "服务站")
    assert auditor.post(reverse("consent:seen", args=[flag.id])).status_code == 302
    assert "看过" in text_of(auditor.get(reverse("consent:bursts")))
    assert desk(Role.ACCOUNT_MANAGER).get(reverse("consent:bursts")).status_code == 403


def test_everybody_who_works_here_can_read_on_what_their_post_rests() -> None:
    page = text_of(desk(Role.VILLAGE_CADRE, VILLAGE).get(reverse("consent:grounds")))
    assert "您的岗位" in page
    assert "个人信息保护法" in page
    assert desk(Role.HOUSEHOLD, VILLAGE).get(reverse("consent:grounds")).status_code == 403


def test_a_person_is_reminded_once_of_what_ends_and_not_of_what_goes_on_or_is_over() -> None:
    bank, person = make_institution(), make_person()
    soon, late = TODAY + timedelta(days=30), TODAY + timedelta(days=31)
    ends = make_consent(person.id, receiver=bank, to_on=soon)
    make_consent(person.id, receiver=make_institution(), to_on=late)
    make_consent(person.id, receiver=make_institution(), to_on=TODAY - timedelta(days=1))
    renewed = make_institution()
    make_consent(person.id, receiver=renewed, to_on=soon)
    make_consent(person.id, receiver=renewed, on=date(2026, 6, 1), to_on=late)
    withdrawn = make_institution()
    make_consent(person.id, receiver=withdrawn, to_on=soon, withdrawn_on=date(2026, 6, 2))
    assert (remind(TODAY), remind(TODAY)) == (1, 0)
    with maintenance("tests"):
        assert [row.consent_id for row in Reminder.objects.all()] == [ends.id]
    phone = Client()
    sign_in(phone, make_account(Role.HOUSEHOLD, VILLAGE, person=person.id))
    assert "快到期的同意" in text_of(phone.get("/"))


def test_the_home_page_names_whom_the_sheets_that_are_out_are_for() -> None:
    bank = make_institution()
    printed_code(bank)
    manager = Client()
    sign_in(manager, make_account(Role.ACCOUNT_MANAGER, TOWNSHIP, bank))
    assert f"印了 1 张，给{bank.name}" in text_of(manager.get("/"))


def test_forms_that_never_came_back_are_forgotten_and_those_that_did_stay(clock: time_machine.Traveller) -> None:
    bank = make_institution()
    printed_code(bank)
    back = printed_code(make_institution())
    with maintenance("tests"):
        bank_of_back = PaperForm.objects.select_related("batch__receiver").get(code=back).batch.receiver
    desk(Role.ACCOUNT_MANAGER, TOWNSHIP, bank_of_back).post(reverse("consent:scan"), scanned(back))
    last = TODAY + timedelta(days=120)
    assert forget_forms(last) == 0
    assert (forget_forms(last + timedelta(days=1)), forget_forms(last + timedelta(days=1))) == (1, 0)
    with maintenance("tests"):
        assert list(PaperForm.objects.values_list("code", flat=True)) == [back]


def test_nobody_gets_a_form_again_who_consented_or_refused_and_the_two_look_the_same() -> None:
    bank, consented, refused, other = make_institution(), make_person(), make_person(), make_person()
    make_consent(consented.id, receiver=bank, on=date(2026, 6, 1))
    with maintenance("tests"):
        row = make_consent(refused.id, receiver=bank, on=date(2026, 6, 1))
        Consent.objects.filter(id=row.id).delete()
        row.delivery.answer = "refused"
        row.delivery.save()
        people = [consented.id, refused.id, other.id]
        assert to_be_asked(Scope("scoring", bank.id, "file"), people, TODAY) == {other.id}
        assert to_be_asked(Scope("scoring", make_institution().id, "file"), people, TODAY) == set(people)


def test_nobody_gets_a_form_who_took_back_what_it_asks_until_they_agreed_again() -> None:
    bank, person, other = make_institution(), make_person(), make_person()
    scope, people = Scope("scoring", bank.id, "file"), [person.id, other.id]
    make_consent(person.id, receiver=bank, on=date(2026, 5, 1), withdrawn_on=date(2026, 5, 20))
    with maintenance("tests"):
        assert to_be_asked(scope, people, TODAY) == {other.id}
        assert to_be_asked(Scope("scoring", make_institution().id, "file"), people, TODAY) == set(people)
    last = TODAY - timedelta(days=1)
    make_consent(person.id, receiver=bank, on=date(2026, 5, 21), to_on=last)
    with maintenance("tests"):
        assert to_be_asked(scope, people, TODAY) == set(people)
