"""A person sees what came out and why, answers it, and says in two taps what is wrong; nobody else's is there."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bases.accounts_made import make_account, sign_in
from bases.grants_made import fresh, letter_of, looking, make_cases, make_line
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account
from xiangxin.office.creditfile.models import Dispute, Fact
from xiangxin.office.grants.actions import Chosen, decide_case, decide_on_line
from xiangxin.office.grants.choices import DecisionKind, State
from xiangxin.office.grants.models import Grant, HumanRequest
from xiangxin.office.parties.models import Person
from xiangxin.office.shell.templatetags.office import day

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ACCEPT = Chosen(DecisionKind.ACCEPT)
REFUSE = Chosen(DecisionKind.REFUSE, "total_debt", "本人填报的外债每年要还四万元。")
SUSPEND = Chosen(DecisionKind.SUSPEND, "lenders_record", "2026年11月1日起合同项下一笔款项逾期未还。")


def phone(person: Any) -> Client:
    """The person's own browser."""
    with looking():
        area = Person.objects.get(id=person).area
    account = Account.objects.filter(person=person).first() or make_account(Role.HOUSEHOLD, area, person=person)
    client = Client()
    sign_in(client, account)
    return client


def body(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def fact(grant: Grant, kind: str) -> Fact:
    with looking():
        return Fact.objects.get(person=grant.person_id, kind=kind)


def opened(client: Client, grant: Grant) -> None:
    client.post(reverse("outcome:letter", args=[letter_of(grant).id]))


def test_what_came_out_is_shown_with_every_point_its_record_and_what_would_raise_it() -> None:
    _manager, bank, (grant,) = make_cases()
    client = phone(grant.person_id)
    assert bank.name in body(client, "outcome:results")
    page = body(client, "outcome:result", grant.result)
    for words in (
        "额度怎么来",
        "每一分从哪里来",
        "年收入",
        "按期还清的贷款",
        "再进一步：8 万元以上",
        "没有评议分",
        "这条不对",
    ):
        assert words in page


def test_a_limit_is_not_told_before_its_letter_is_opened_and_looking_at_the_letter_opens_nothing() -> None:
    manager, _bank, (grant,) = make_cases()
    client = phone(grant.person_id)
    decide_case(manager, grant.id, ACCEPT)
    letter = reverse("outcome:letter", args=[letter_of(grant).id])
    assert "给您的额度是" not in body(client, "outcome:results")
    closed = client.get(letter).content.decode()
    assert "打开这封信" in closed
    assert "30,000" not in closed
    assert fresh(grant).state == State.OFFERED
    assert client.get(f"{letter}print.pdf").status_code == 404

    assert client.post(letter, follow=True).status_code == 200
    assert "30,000" in client.get(letter).content.decode()
    assert fresh(grant).state == State.DELIVERED
    assert client.get(f"{letter}print.pdf").content[:5] == b"%PDF-"


def test_from_letter_to_accepted_and_to_the_end_of_the_line() -> None:
    manager, _bank, (grant,) = make_cases()
    client = phone(grant.person_id)
    decide_case(manager, grant.id, ACCEPT)
    opened(client, grant)
    accepted = client.post(reverse("outcome:reply", args=[grant.id, "accept"]), follow=True).content.decode()
    assert "记下了：您要这个额度" in accepted
    assert fresh(grant).state == State.ACTIVE
    client.post(reverse("outcome:reply", args=[grant.id, "end"]))
    assert fresh(grant).state == State.ENDED


@pytest.mark.parametrize("what", ["accept", "decline", "human", "end"])
def test_nobody_answers_for_somebody_else(what: str) -> None:
    manager, _bank, cases = make_cases(2)
    mine, other = cases
    decide_case(manager, other.id, ACCEPT)
    opened(phone(other.person_id), other)
    client = phone(mine.person_id)
    assert client.post(reverse("outcome:reply", args=[other.id, what])).status_code == 404
    assert client.get(reverse("outcome:result", args=[other.result])).status_code == 404
    assert client.get(reverse("outcome:letter", args=[letter_of(other).id])).status_code == 404
    assert fresh(other).state == State.DELIVERED
    with looking():
        assert not HumanRequest.objects.exists()


def test_a_record_that_is_wrong_is_disputed_from_its_line_and_says_so_there() -> None:
    _manager, _bank, (grant,) = make_cases()
    client, record = phone(grant.person_id), fact(grant, "loan_repaid")
    page = body(client, "outcome:result", grant.result)
    assert str(record.id) in page
    line = page.split(f'name="fact" value="{record.id}"')[0].rsplit('name="line" value="', 1)[1].split('"')[0]
    sent = {"line": line, "fact": str(record.id)}
    after = client.post(reverse("outcome:wrong", args=[grant.result]), sent, follow=True).content.decode()
    with looking():
        row = Dispute.objects.get()
    assert row.fact_id == record.id
    assert (row.due_on - row.opened_on).days == 20
    assert after.count(row.number) >= 2
    assert day(row.due_on) in after


def test_a_value_behind_a_band_is_disputed_and_a_band_without_one_asks_for_a_human_being() -> None:
    _manager, _bank, (grant,) = make_cases()
    client, income = phone(grant.person_id), fact(grant, "income_yearly")
    wrong = reverse("outcome:wrong", args=[grant.result])
    client.post(wrong, {"line": "income_band", "fact": str(income.id)})
    after = client.post(wrong, {"line": "residence"}, follow=True).content.decode()
    with looking():
        assert Dispute.objects.get().fact_id == income.id
        request = HumanRequest.objects.get()
    assert (request.about, (request.due_on - request.asked_on).days) == ("residence", 15)
    assert after.count(request.number) >= 2


@pytest.mark.parametrize("line", ["review", "rate", "cap", "whole"])
def test_what_has_no_id_in_a_policy_can_be_contested_too(line: str) -> None:
    _manager, _bank, (grant,) = make_cases()
    client = phone(grant.person_id)
    assert client.post(reverse("outcome:wrong", args=[grant.result]), {"line": line}).status_code == 302
    with looking():
        assert HumanRequest.objects.get().about == line


def test_a_line_that_is_none_a_fact_of_another_line_and_nonsense_change_nothing() -> None:
    _manager, _bank, (grant,) = make_cases()
    client, income = phone(grant.person_id), fact(grant, "income_yearly")
    wrong = reverse("outcome:wrong", args=[grant.result])
    for sent in (
        {},
        {"line": "no_such_line"},
        {"line": "residence", "fact": str(income.id)},
        {"line": "income_band", "fact": "x"},
        {"line": "income_band", "fact": str(uuid4())},
    ):
        assert client.post(wrong, sent).status_code == 404
    assert client.post(reverse("outcome:reply", args=[grant.id, "more"])).status_code == 404
    with looking():
        assert not Dispute.objects.exists()
        assert not HumanRequest.objects.exists()


def test_a_refusal_has_its_letter_its_reason_and_another_human_being() -> None:
    manager, _bank, (grant,) = make_cases()
    client = phone(grant.person_id)
    decide_case(manager, grant.id, REFUSE)
    opened(client, grant)
    letter = body(client, "outcome:letter", letter_of(grant).id)
    assert "理由：已有债务加上这个额度，负担过重" in letter
    assert REFUSE.words in letter
    assert (
        "您要求另一个人重看"
        in client.post(reverse("outcome:reply", args=[grant.id, "human"]), follow=True).content.decode()
    )


def test_a_notice_of_suspension_says_from_when_and_the_first_page_too() -> None:
    manager, _bank, grant, _person = make_line()
    client = phone(grant.person_id)
    decide_on_line(manager, grant.id, SUSPEND)
    assert "有一封信给您" in client.get("/").content.decode()
    opened(client, grant)
    assert "准备暂停这个额度" in body(client, "outcome:results")
    assert "准备改您的额度" in client.get("/").content.decode()
    assert fresh(grant).state == State.ACTIVE
    assert fresh(grant).accepted_on == timezone.localdate()


def test_the_look_stands_among_those_that_the_person_reads() -> None:
    _manager, _bank, (grant,) = make_cases()
    client = phone(grant.person_id)
    body(client, "outcome:result", grant.result)
    assert "一家银行的评价结果，每一分" in body(client, "oversight:looks")


def test_the_paper_of_a_result_is_made_in_both_languages() -> None:
    _manager, _bank, (grant,) = make_cases()
    client = phone(grant.person_id)
    paper = reverse("outcome:result_paper", args=[grant.result])
    assert client.get(paper).content[:5] == b"%PDF-"
    assert client.get(paper, headers={"accept-language": "en"}).content[:5] == b"%PDF-"
