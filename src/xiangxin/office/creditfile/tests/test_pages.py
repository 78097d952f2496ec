"""Pages of files: what stands on them, for whom, as of when, and what a person can do about a line of their own."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from stdnum.cn.uscc import calc_check_digit

from bases.accounts_made import COUNTY, make_account, sign_in, signed_in
from bases.consent_made import make_consent, make_institution
from bases.creditfile_made import BY, add, fact_of, make_batch, make_filed_person, new_record, new_value
from bases.parties_made import FAR_VILLAGE, VILLAGE, make_cadre, make_household, make_person, make_village
from xiangxin.office.accounts.choices import Role
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.consent.actions import Scope, withdraw_consent
from xiangxin.office.consent.terms import LIMITS as CONSENT
from xiangxin.office.creditfile.actions import add_business_facts, show_batch
from xiangxin.office.creditfile.businesses import NewBusinessFact
from xiangxin.office.creditfile.models import Dispute, Statement
from xiangxin.office.creditfile.new import NewCoverage, NewFact, NewItem
from xiangxin.office.creditfile.terms import LIMITS
from xiangxin.office.parties.actions import close_business, register_business
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.new import NewBusiness
from xiangxin.office.parties.opening import opened
from xiangxin.office.shell.templatetags.office import day

pytestmark = pytest.mark.django_db(databases=["default", "reads"])

CODE = "93990101MA0000001" + calc_check_digit("93990101MA0000001")
QUERIES = 45
"""What a page of one whole file may cost, session and notes of looks included."""


class Made:
    """A person with a file of every kind of line, the bank that may read it, and who sent it."""

    def __init__(self) -> None:
        self.bank, self.source = make_institution(), make_institution("provider")
        self.person = make_filed_person(self.bank)
        self.land = new_value(self.person, "land_area_mu", "12", self.source)
        self.honour = new_record(
            self.person, "honour", self.source, category="veteran", level="county", document_no="虚构〔2026〕9号"
        )
        add(
            [
                self.land,
                new_value(self.person, "income_yearly", "3600000", self.source),
                new_value(self.person, "provincial_score", "7000", self.source, items=(NewItem("履约情况", 3000),)),
                self.honour,
            ],
            coverage=[NewCoverage(self.person.id, "court_enforcement", self.source.id, date(2026, 2, 1))],
        )

    def fact(self, new: NewFact) -> UUID:
        return fact_of(new).id


@pytest.fixture
def made() -> Made:
    return Made()


def manager(bank: Institution) -> Client:
    return signed_in(Role.ACCOUNT_MANAGER, COUNTY, bank)


def phone_of(person: Person) -> Client:
    return signed_in(Role.HOUSEHOLD, VILLAGE, person=person.id)


def words(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_file_says_each_fact_in_words_with_source_document_and_days(made: Made) -> None:
    page = words(manager(made.bank), reverse("creditfile:file", args=[made.person.id]))
    for said in (
        "经营土地面积（亩）",
        "12",
        "3.6 万元",
        "70 分",
        "履约情况：30 分",
        "退役军人 · 县级",
        "虚构〔2026〕9号",
    ):
        assert said in page
    assert made.source.name in page
    assert "2026年2月1日问过" in page
    assert "3600000" not in page
    assert "income_yearly" not in page


def test_what_is_missing_is_said_by_who_answers_for_it_and_only_of_what_is_open(made: Made) -> None:
    page = words(manager(made.bank), reverse("creditfile:file", args=[made.person.id]))
    assert "负债（本人说明）" in page
    assert "没有授权，不看" not in page
    other = make_filed_person(made.bank, classes=["file"])
    page = words(manager(made.bank), reverse("creditfile:file", args=[other.id]))
    assert "负债（本人说明）" not in page
    assert "没有授权，不看" in page


def test_line_1_after_a_withdrawal_the_next_request_finds_no_file_and_no_name(made: Made) -> None:
    home = make_household([made.person])
    client = manager(made.bank)
    addresses = [
        reverse("creditfile:file", args=[made.person.id]),
        reverse("creditfile:paper", args=[made.person.id]),
        reverse("creditfile:household", args=[home.id]),
    ]
    assert [client.get(one).status_code for one in addresses] == [200, 200, 200]
    phone = Client()
    own = sign_in(phone, make_account(Role.HOUSEHOLD, VILLAGE, person=made.person.id))
    assert "档案最晚留到" not in words(phone, reverse("creditfile:mine"))
    withdraw_consent(own, made.person.id, Scope("scoring", made.bank.id, "file"))
    assert [client.get(one).status_code for one in addresses] == [404, 404, 404]
    assert str(made.person.id) not in words(client, reverse("creditfile:village", args=[VILLAGE]))
    page = words(phone, reverse("creditfile:mine"))
    assert "经营土地面积（亩）" in page
    last = timezone.localdate() + timedelta(days=CONSENT["deletion_days"])
    assert f"档案最晚留到 {last.year}年{last.month}月{last.day}日，之后删除" in page


def test_a_look_is_noted_with_the_fields_that_were_shown(made: Made) -> None:
    manager(made.bank).get(reverse("creditfile:file", args=[made.person.id]))
    with maintenance("tests"):
        note = PendingRead.objects.filter(what="creditfile.file", person=made.person.id).get()
    assert (note.purpose, note.ground) == ("scoring", "consent")
    assert set(note.fields.split(",")) == {"credit_file", "honour", "income_yearly", "land_area_mu", "provincial_score"}


def test_a_correction_is_seen_today_and_not_as_known_before_it(made: Made) -> None:
    add([new_value(made.person, "land_area_mu", "15", made.source)], date(2026, 4, 1))
    client, address = manager(made.bank), reverse("creditfile:file", args=[made.person.id])
    now, then = words(client, address), words(client, f"{address}?as_of=2026-03-10&known_on=2026-03-10")
    assert "<td>15 " in now
    assert "<td>12 " not in now
    assert "2026年4月1日：来源单位更正" in now
    assert "原来是" not in now
    assert "<td>12 " in then
    assert "<td>15 " not in then
    assert "这不是今天的样子" in then
    assert "原来是 12" in words(phone_of(made.person), reverse("creditfile:mine"))


@pytest.mark.parametrize("days", ["as_of=2026-02-30", "known_on=x"])
def test_a_day_that_is_none_is_told_at_its_field(made: Made, days: str) -> None:
    address = reverse("creditfile:file", args=[made.person.id])
    assert "field-error" in words(manager(made.bank), f"{address}?{days}", 422)


def test_a_day_to_come_is_told_at_its_field(made: Made) -> None:
    day = timezone.localdate() + timedelta(days=1)
    address = reverse("creditfile:mine")
    assert "这一天还没有到" in words(phone_of(made.person), f"{address}?known_on={day}", 422)


def test_nobody_s_file_is_opened_by_another_s_consent(made: Made) -> None:
    wife = make_person("王小妹")
    home = make_household([made.person, wife])
    client = manager(made.bank)
    page = words(client, reverse("creditfile:household", args=[home.id]))
    assert str(made.person.id) in page
    assert str(wife.id) not in page
    assert client.get(reverse("creditfile:file", args=[wife.id])).status_code == 404


def test_two_taps_dispute_a_line_and_give_number_and_day(made: Made) -> None:
    phone = phone_of(made.person)
    address = reverse("creditfile:dispute", args=[made.fact(made.land)])
    assert address in words(phone, reverse("creditfile:mine"))
    answer = phone.post(address, follow=True)
    with maintenance("tests"):
        row = Dispute.objects.get()
    assert row.due_on == timezone.localdate() + timedelta(days=LIMITS["answer_days"])
    page = answer.content.decode()
    assert row.number in page
    assert day(row.due_on) in page
    assert row.number in words(phone, reverse("creditfile:mine"))
    assert "异议中，不作数" in words(manager(made.bank), reverse("creditfile:file", args=[made.person.id]))


def test_a_line_of_somebody_else_cannot_be_disputed(made: Made) -> None:
    other = phone_of(make_person())
    assert other.post(reverse("creditfile:dispute", args=[made.fact(made.land)])).status_code == 404
    with maintenance("tests"):
        assert not Dispute.objects.exists()


def test_own_words_are_shown_with_the_file_until_they_are_taken_back(made: Made) -> None:
    phone, fact = phone_of(made.person), made.fact(made.land)
    phone.post(reverse("creditfile:say"), {"words": "去年遭了雹灾"})
    phone.post(reverse("creditfile:say_about", args=[fact]), {"words": "今年多租了三亩"})
    page = words(manager(made.bank), reverse("creditfile:file", args=[made.person.id]))
    assert "去年遭了雹灾" in page
    assert "今年多租了三亩" in page
    with maintenance("tests"):
        row = Statement.objects.get(fact=fact)
    phone.post(reverse("creditfile:take_back", args=[row.id]))
    assert "今年多租了三亩" not in words(manager(made.bank), reverse("creditfile:file", args=[made.person.id]))


@pytest.mark.parametrize("said", ["", "长" * (LIMITS["statement_characters"] + 1)])
def test_words_that_are_none_or_too_many_are_told_at_their_field_and_change_nothing(made: Made, said: str) -> None:
    assert phone_of(made.person).post(reverse("creditfile:say"), {"words": said}).status_code == 422
    with maintenance("tests"):
        assert not Statement.objects.exists()


def test_a_village_lists_who_agreed_with_what_is_missing_and_nobody_else(made: Made) -> None:
    silent = make_person("周不说")
    page = words(manager(made.bank), reverse("creditfile:village", args=[VILLAGE]))
    assert reverse("creditfile:file", args=[made.person.id]) in page
    assert str(silent.id) not in page
    assert "负债（本人说明）" in page


def test_a_cadre_is_told_who_has_not_answered_and_nothing_of_a_file(made: Made) -> None:
    silent = make_person("周不说")
    make_consent(make_person("吴说过", area=FAR_VILLAGE).id, receiver=made.bank)
    page = words(signed_in(Role.VILLAGE_CADRE, VILLAGE), reverse("creditfile:village", args=[VILLAGE]))
    assert reverse("parties:person", args=[silent.id]) in page
    assert reverse("parties:person", args=[made.person.id]) not in page
    assert "负债" not in page
    assert "creditfile" not in page.replace("/files/", "")


def test_whoever_answered_one_receiver_is_not_visited_again_for_another(made: Made) -> None:
    make_institution()  # another bank that people may be asked for
    page = words(signed_in(Role.VILLAGE_CADRE, VILLAGE), reverse("creditfile:village", args=[VILLAGE]))
    assert reverse("parties:person", args=[made.person.id]) not in page


def test_a_name_is_found_by_pinyin_and_stands_in_no_address(made: Made) -> None:
    client, address = manager(made.bank), reverse("creditfile:village", args=[VILLAGE])
    found = client.post(address, {"wanted": "zhang"}).content.decode()
    assert str(made.person.id) in found
    assert "=zhang" not in found
    missed = client.post(address, {"wanted": "欧阳"}).content.decode()
    assert str(made.person.id) not in missed
    assert "没有符合的人" in missed


def test_of_a_long_village_only_the_names_of_the_page_are_opened(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(21):
        make_filed_person(made.bank)
    names: list[UUID] = []

    def noted(row: Person, column: str) -> str:
        names.append(row.id)
        return opened(row, column)

    monkeypatch.setattr("xiangxin.office.creditfile.queries.people.opened", noted)
    client, address = manager(made.bank), reverse("creditfile:village", args=[VILLAGE])
    words(client, address)
    assert len(names) == len(set(names)) == 20
    names.clear()
    words(client, f"{address}?sort=name&page=2")
    assert len(names) == len(set(names)) == 22


def test_figures_of_villages_name_nobody_and_hide_small_ones(made: Made) -> None:
    page = words(manager(made.bank), reverse("creditfile:villages"))
    assert '<td class="to-right">*</td>' in page
    assert str(made.person.id) not in page


def test_a_provider_sees_what_became_of_its_own_rows_and_nobody_s_name(made: Made) -> None:
    add([new_value(made.person, "land_area_mu", "15", made.source)], date(2026, 4, 1))
    client = signed_in(Role.DATA_PROVIDER, COUNTY, made.source)
    page = words(client, reverse("creditfile:provided"))
    assert "经营土地面积（亩）" in page
    assert "2026-04-01" in page
    assert str(made.person.id) not in page
    other = words(signed_in(Role.DATA_PROVIDER, COUNTY, make_institution("provider")), reverse("creditfile:provided"))
    assert "经营土地面积（亩）" not in other


def test_a_business_without_facts_says_so_and_names_nobody() -> None:
    by = make_cadre(make_village())
    row = register_business(by, NewBusiness(CODE, "虚构合作社", "cooperative", VILLAGE), date(2026, 1, 1))
    page = words(signed_in(Role.COUNTY_OFFICE), reverse("creditfile:business", args=[row.id]))
    assert "还没有经营档案" in page


def test_the_county_reads_how_many_open_organisations_have_a_file() -> None:
    by, source = make_cadre(make_village()), make_institution("provider")
    first = date(2026, 1, 1)
    digits = [f"93990101MA000000{number}" for number in (2, 3, 4)]
    codes = [one + calc_check_digit(one) for one in digits]
    filed, _empty, closed = (
        register_business(by, NewBusiness(code, f"虚构合作社{code[-2]}", "cooperative", VILLAGE), first)
        for code in codes
    )
    close_business(by, closed.id, date(2026, 5, 1))
    batch = make_batch(source)
    contract = NewBusinessFact(filed.id, "sales_contract", source.id, amount_fen=10_000, happened_on=first)
    add_business_facts(BY, batch, [contract])
    hidden = words(signed_in(Role.COUNTY_OFFICE), reverse("creditfile:villages"))
    show_batch(BY, batch, date(2026, 5, 2))
    shown = words(signed_in(Role.COUNTY_OFFICE), reverse("creditfile:villages"))
    assert "集体经济组织 2 家，其中有档案的 0 家" in hidden
    assert "集体经济组织 2 家，其中有档案的 1 家" in shown


def test_a_page_of_a_whole_file_costs_no_more_statements_than_it_may(made: Made) -> None:
    phone = phone_of(made.person)
    pages = [
        (manager(made.bank), reverse("creditfile:file", args=[made.person.id])),
        (phone, reverse("creditfile:mine")),
        (phone, reverse("creditfile:mine_paper")),
    ]
    for client, address in pages:
        with (
            CaptureQueriesContext(connections["default"]) as rows,
            CaptureQueriesContext(connections["reads"]) as notes,
        ):
            client.get(address)
        assert len(rows) + len(notes) <= QUERIES, address
