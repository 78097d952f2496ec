"""What a letter says beside the decision: by whose hand, and whom to turn to with what is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from bases.accounts_made import browser_of
from bases.grants_made import colleague, letter_of, looking, make_cases, make_line, own_viewer
from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.consent.deployment import controller
from xiangxin.office.grants.actions import (
    Chosen,
    accept_many,
    answer_request,
    ask_for_human,
    decide_case,
    decide_on_line,
    deliver_letter,
)
from xiangxin.office.grants.choices import DecisionKind
from xiangxin.office.grants.models import Grant
from xiangxin.office.grants.queries import lines_of
from xiangxin.office.outcome.queries import letter_of as letter_seen

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
DEBT = "本人填报的外债每年要还四万元。"


def called(viewer: Viewer, name: str) -> Viewer:
    """The same officer, known to others by a name."""
    with maintenance("tests"):
        Account.objects.filter(id=viewer.account).update(display=name)
    return viewer


def said(grant: Grant) -> list[str]:
    letter = letter_of(grant)
    with looking():
        return [line.zh for line in lines_of(letter)]


def complaints_in(grant: Grant) -> list[str]:
    return [line for line in said(grant) if "投诉" in line]


def whom(bank: Institution) -> list[str]:
    """What every adverse letter says of complaints: the bank, the controller, the central bank's branch, the court."""
    return [
        f"不同意这个决定，可以先向{bank.called.zh}投诉，不收费，也不影响您以后再申请。",
        f"觉得不对找谁：先找{controller().zh}，或者到服务站：看自己的信息、改错、删除，都可以。"
        "也可以向当地的中国人民银行分支机构投诉，三十日内书面答复；也可以直接到人民法院起诉。"
        "这些单位在本地叫什么，在“使用说明”的“怎么问、怎么投诉”里，服务站也能告诉您。",
    ]


@pytest.mark.parametrize(
    "chosen",
    [
        Chosen(DecisionKind.LOWER, "total_debt", DEBT, limit_fen=2_000_000),
        Chosen(DecisionKind.REFUSE, "total_debt", DEBT),
    ],
)
def test_an_adverse_letter_says_to_whom_to_complain(chosen: Chosen) -> None:
    manager, bank, (grant,) = make_cases()
    decide_case(manager, grant.id, chosen)
    assert complaints_in(grant) == whom(bank)


@pytest.mark.parametrize(
    "chosen",
    [
        Chosen(DecisionKind.SUSPEND, "lenders_record", "2026年11月1日起合同项下一笔款项逾期未还。"),
        Chosen(DecisionKind.REDUCE, "total_debt", DEBT, limit_fen=1_000_000),
    ],
)
def test_a_notice_about_a_line_and_the_answer_that_upholds_it_say_to_whom_to_complain(chosen: Chosen) -> None:
    manager, bank, grant, person = make_line()
    assert complaints_in(grant) == []
    decide_on_line(manager, grant.id, chosen)
    assert complaints_in(grant) == whom(bank)
    deliver_letter(person, grant.person_id, letter_of(grant).id)
    ask_for_human(person, grant.person_id, grant.id)
    answer_request(colleague(bank), grant.id, Chosen(DecisionKind.UPHOLD, words="2026年11月20日对过合同和还款记录。"))
    assert complaints_in(grant) == whom(bank)


@pytest.mark.parametrize(
    "chosen",
    [
        Chosen(DecisionKind.ACCEPT),
        Chosen(DecisionKind.LOWER, "total_debt", DEBT, limit_fen=2_000_000),
        Chosen(DecisionKind.REFUSE, "total_debt", DEBT),
    ],
)
def test_line_7_a_letter_names_the_officer_who_decided_and_the_bank(chosen: Chosen) -> None:
    manager, bank, (grant,) = make_cases()
    decide_case(called(manager, "欧阳明镜"), grant.id, chosen)
    assert f"电脑先按公开的办法算，由{bank.called.zh}的欧阳明镜决定。" in "".join(said(grant))

    person = own_viewer(grant.person_id)
    deliver_letter(person, grant.person_id, letter_of(grant).id)
    assert any("欧阳明镜" in line.en for line in letter_seen(person, grant.person_id, letter_of(grant).id).lines)
    client = browser_of(person)
    assert "欧阳明镜" in client.get(reverse("outcome:letter", args=[letter_of(grant).id])).content.decode()


def test_line_7_a_letter_names_both_where_a_post_was_handed_over() -> None:
    manager, bank, (grant,) = make_cases()
    other = called(colleague(bank), "司马长风")
    decide_case(replace(called(manager, "欧阳明镜"), on_behalf=other.account), grant.id, Chosen(DecisionKind.ACCEPT))
    assert f"由{bank.called.zh}的欧阳明镜代司马长风决定。" in "".join(said(grant))
    client = browser_of(colleague(bank))
    page = client.get(reverse("grants:case", args=[grant.id])).content.decode()
    assert "欧阳明镜（代司马长风）" in page


def test_line_7_what_was_agreed_to_with_others_names_its_officer_too() -> None:
    manager, bank, (grant,) = make_cases()
    accept_many(called(manager, "欧阳明镜"), [grant.id])
    assert f"由{bank.called.zh}的欧阳明镜决定。" in "".join(said(grant))


def test_line_7_letters_about_a_line_name_whoever_decided_each() -> None:
    manager, bank, grant, person = make_line()
    suspend = Chosen(DecisionKind.SUSPEND, "lenders_record", "2026年11月1日起合同项下一笔款项逾期未还。")
    decide_on_line(called(manager, "欧阳明镜"), grant.id, suspend)
    assert f"由{bank.called.zh}的欧阳明镜决定。" in "".join(said(grant))
    deliver_letter(person, grant.person_id, letter_of(grant).id)
    ask_for_human(person, grant.person_id, grant.id)
    answer_request(called(colleague(bank), "司马长风"), grant.id, Chosen(DecisionKind.CALL_OFF))
    assert f"由{bank.called.zh}的司马长风决定。" in "".join(said(grant))
