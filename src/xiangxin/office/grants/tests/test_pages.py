"""Officers' pages: what waits, one case, deciding; mistakes are told at the form and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bases.accounts_made import browser_of, make_account, sign_in, signed_in
from bases.consent_made import make_consent, make_institution
from bases.creditfile_made import add, new_record
from bases.grants_made import cases_of, fresh, letter_of, looking, make_cases, make_line, own_viewer
from bases.unchanged import nothing_changes
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.consent.models import Consent
from xiangxin.office.creditfile.actions import open_dispute
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.grants import queries
from xiangxin.office.grants.actions import accept_many, deliver_letter
from xiangxin.office.grants.choices import DecisionKind, State
from xiangxin.office.grants.errors import OneByOne
from xiangxin.office.grants.models import Decision, Grant
from xiangxin.office.grants.rules import needs_eyes, to_agree_together
from xiangxin.office.grants.terms import LIMITS
from xiangxin.office.parties.queries.people import person_cards

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
DEBT = "本人填报的外债每年要还四万元。"


def test_the_list_and_a_case_show_masked_names_and_what_is_proposed() -> None:
    manager, _bank, (grant,) = make_cases()
    client = browser_of(manager)
    listed = client.get(reverse("grants:cases")).content.decode()
    assert "30,000" in listed
    assert "可以一起同意的" in listed
    page = client.get(reverse("grants:case", args=[grant.id])).content.decode()
    assert grant.number in page
    assert "6.5%" in page
    assert "最低 3%" in page
    for shown in (listed, page):
        assert ("张*三" in shown, "张小三" in shown) == (True, False)


def test_a_decision_stands_under_the_name_of_whoever_took_it() -> None:
    _manager, bank, (grant,) = make_cases()
    officer = make_account(Role.ACCOUNT_MANAGER, institution=bank)
    client = Client()
    sign_in(client, officer)
    client.post(reverse("grants:decide", args=[grant.id]), {"kind": "accept"})
    page = client.get(reverse("grants:case", args=[grant.id])).content.decode()
    assert (f"<td>{officer.display}" in page, officer.login in page) == (True, False)


def test_several_are_agreed_to_together_from_the_list() -> None:
    manager, bank, cases = make_cases(2)
    answer = browser_of(manager).post(reverse("grants:together"), {"case": [str(one.id) for one in cases]}, follow=True)
    assert "已照建议同意 2 笔" in answer.content.decode()
    assert {one.state for one in cases_of(bank)} == {State.OFFERED}


@pytest.mark.parametrize("chosen", [[], ["no id"]])
def test_agreeing_to_nothing_says_so(chosen: list[str]) -> None:
    manager, bank, _cases = make_cases()
    answer = browser_of(manager).post(reverse("grants:together"), {"case": chosen}, follow=True)
    assert "没有选任何一笔" in answer.content.decode()
    assert {one.state for one in cases_of(bank)} == {State.OPEN}


def test_a_refusal_without_a_reason_is_told_at_its_field_and_keeps_what_was_typed() -> None:
    manager, _bank, (grant,) = make_cases()
    client = browser_of(manager)
    answer = client.post(reverse("grants:decide", args=[grant.id]), {"kind": "refuse", "words": "见记录"})
    assert answer.status_code == 422
    assert "没有选理由" in answer.content.decode()
    assert "见记录" in answer.content.decode()
    with looking():
        assert not Decision.objects.exists()
    client.post(reverse("grants:decide", args=[grant.id]), {"kind": "refuse", "reason": "total_debt", "words": DEBT})
    assert fresh(grant).state == State.REFUSED


def test_less_than_proposed_is_entered_in_yuan() -> None:
    manager, _bank, (grant,) = make_cases()
    given = {
        "kind": "lower",
        "limit": "20000",
        "rate": "6",
        "reason": "total_debt",
        "words": DEBT,
    }
    browser_of(manager).post(reverse("grants:decide", args=[grant.id]), given)
    now = fresh(grant)
    assert (now.state, now.limit_fen, now.rate_bp) == (State.OFFERED, 2_000_000, 600)


def test_a_line_is_suspended_by_the_form_and_takes_effect_by_a_button_not_before_its_notice() -> None:
    manager, _bank, grant, _person = make_line()
    client = browser_of(manager)
    given = {"kind": DecisionKind.SUSPEND.value, "reason": "lenders_record", "words": "2026年11月1日起一笔款项逾期。"}
    assert client.post(reverse("grants:line", args=[grant.id]), given).status_code == 302
    assert fresh(grant).state == State.ACTIVE
    effect = client.post(reverse("grants:effect", args=[letter_of(grant).decision_id]))
    assert effect.status_code == 409
    assert fresh(grant).state == State.ACTIVE


def test_what_was_announced_is_called_off_by_the_form_and_offers_no_button_any_more() -> None:
    manager, _bank, grant, person = make_line()
    client, address = browser_of(manager), reverse("grants:line", args=[grant.id])
    given = {"kind": DecisionKind.SUSPEND.value, "reason": "lenders_record", "words": "2026年11月1日起一笔款项逾期。"}
    client.post(address, given)
    deliver_letter(person, grant.person_id, letter_of(grant).id)
    twice = client.post(address, given)
    assert (twice.status_code, "已经通知过本人“暂停”" in twice.content.decode()) == (422, True)
    assert client.post(address, {"kind": "call_off"}).status_code == 302
    with time_machine.travel(timezone.now() + timedelta(days=11), tick=True):
        page = browser_of(manager).get(reverse("grants:case", args=[grant.id])).content.decode()
    assert ("取消，不会生效" in page, "到期生效" in page) == (True, False)
    assert fresh(grant).state == State.ACTIVE


def test_another_bank_finds_nothing_at_the_address() -> None:

    _manager, _bank, (grant,) = make_cases()
    client = signed_in(Role.ACCOUNT_MANAGER, institution=make_institution())
    for name in ("case", "decide", "line"):
        address = reverse(f"grants:{name}", args=[grant.id])
        answer = client.get(address) if name == "case" else client.post(address, {"kind": "accept"})
        assert answer.status_code == 404, name
    assert client.get(reverse("grants:case", args=[uuid4()])).status_code == 404
    assert grant.number not in client.get(reverse("grants:cases")).content.decode()
    assert fresh(grant).state == State.OPEN


@pytest.mark.parametrize(
    ("change", "together"),
    [
        ({}, True),
        ({"flags": ""}, True),
        ({"flags": "review_would_lower"}, False),
        ({"flags": "no_review;limit_unknown"}, False),
        ({"outcome": "vetoed"}, False),
        ({"proposed_limit_fen": None}, False),
        ({"proposed_limit_fen": 0}, False),
    ],
)
def test_the_list_offers_together_what_needs_no_eyes_of_its_own(change: dict[str, object], together: bool) -> None:
    _manager, _bank, (grant,) = make_cases()
    with maintenance("tests"):
        Grant.objects.filter(id=grant.id).update(**change)
        assert Grant.objects.filter(to_agree_together(), id=grant.id).exists() is together
    assert needs_eyes(fresh(grant)) is not together


def test_nobody_is_offered_together_from_whom_the_officer_took_a_consent() -> None:
    manager, bank, (mine, other) = make_cases(2)
    make_consent(mine.person_id, "scoring", make_institution(), "file", taken_by=manager.account)
    page = browser_of(manager).get(reverse("grants:cases"))
    assert [one.grant.id for one in page.context["together"]] == [other.id]
    colleague = signed_in(Role.ACCOUNT_MANAGER, institution=bank).get(reverse("grants:cases"))
    assert {one.grant.id for one in colleague.context["together"]} == {mine.id, other.id}


def test_names_are_opened_of_what_a_page_shows_and_of_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    manager, _bank, _cases = make_cases(3)
    asked: list[int] = []
    whole = person_cards

    def counted(viewer: Viewer, ids: list[UUID], what: str) -> object:
        asked.append(len(ids))
        return whole(viewer, ids, what)

    monkeypatch.setattr(queries, "person_cards", counted)
    monkeypatch.setitem(LIMITS, "batch_most", 1)
    browser_of(manager).get(reverse("grants:cases"), {"state": "active"})
    assert asked == [0, 1]


def test_whoever_took_the_consent_is_offered_no_decision_and_nothing_to_agree_to() -> None:
    manager, _bank, (grant,) = make_cases()
    taker = manager.account
    with maintenance("tests"):
        Consent.objects.filter(person=grant.person_id).update(taken_by=taker)
    client = browser_of(manager)
    page = client.get(reverse("grants:case", args=[grant.id])).content.decode()
    assert "请本行另一位客户经理决定" in page
    assert "作出决定" not in page
    assert "可以一起同意的</h2>" not in client.get(reverse("grants:cases")).content.decode()


@pytest.mark.parametrize(
    ("outcome", "offered"),
    [
        ("scored", set()),
        ("vetoed", {"policy_line", "veto_unsettled"}),
        ("not_evaluable", {"missing_input"}),
    ],
)
def test_only_reasons_that_the_result_bears_out_are_offered(outcome: str, offered: set[str]) -> None:
    manager, _bank, (grant,) = make_cases()
    limit = grant.proposed_limit_fen if outcome == "scored" else None
    with maintenance("tests"):
        Grant.objects.filter(id=grant.id).update(outcome=outcome, proposed_limit_fen=limit)
    client, of_result = browser_of(manager), {"policy_line", "veto_unsettled", "missing_input"}
    page = client.get(reverse("grants:case", args=[grant.id])).content.decode()
    assert {reason for reason in of_result if f'value="{reason}"' in page} == offered
    wrong = sorted(of_result - offered)[0]
    answer = client.post(reverse("grants:decide", args=[grant.id]), {"kind": "refuse", "reason": wrong})
    assert answer.status_code == 422
    assert "没有选理由，或者理由不适用" in answer.content.decode()
    assert f'value="{wrong}"' not in answer.content.decode()
    assert fresh(grant).state == State.OPEN


def test_where_nothing_is_proposed_only_a_refusal_is_offered() -> None:
    manager, _bank, (grant,) = make_cases()
    with maintenance("tests"):
        Grant.objects.filter(id=grant.id).update(outcome="vetoed", proposed_limit_fen=None)
    page = browser_of(manager).get(reverse("grants:case", args=[grant.id])).content.decode()
    assert "照建议授信</option>" not in page
    assert "不授信</option>" in page
    assert 'name="limit"' not in page


def _arrears(person: UUID, bank: Institution) -> None:
    add([new_record(person, "arrears", bank, amount_fen=500_000)])


def _dispute(person: UUID, _bank: Institution) -> None:
    with maintenance("tests"):
        fact = Fact.objects.get(person=person, kind="debt_total")
    open_dispute(own_viewer(person), person, fact.id)


@pytest.mark.parametrize("change", [_arrears, _dispute])
def test_where_the_file_changed_since_the_run_the_case_says_so_and_is_not_agreed_to_in_passing(
    change: Callable[[UUID, Institution], None],
) -> None:
    manager, bank, (grant, other) = make_cases(2)
    client, address = browser_of(manager), reverse("grants:case", args=[grant.id])
    assert "这次评价以后" not in client.get(address).content.decode()
    change(grant.person_id, bank)
    listed = client.get(reverse("grants:cases"))
    assert [one.grant.id for one in listed.context["together"]] == [other.id]
    assert listed.content.decode().count("评价以后档案有变化") == 1
    assert "这次评价以后，本人的档案里有新增" in client.get(address).content.decode()
    with nothing_changes("grants"), pytest.raises(OneByOne) as refused:
        accept_many(manager, [grant.id, other.id])
    assert refused.value.values["count"] == 1


def test_what_another_bank_brings_of_its_own_books_is_no_change_that_this_one_is_shown() -> None:
    manager, _bank, (grant,) = make_cases()
    _arrears(grant.person_id, make_institution())
    client = browser_of(manager)
    assert "这次评价以后" not in client.get(reverse("grants:case", args=[grant.id])).content.decode()
    assert [one.grant.id for one in client.get(reverse("grants:cases")).context["together"]] == [grant.id]


def test_changed_cases_at_the_top_keep_no_other_from_being_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    manager, bank, (first, second, third) = make_cases(3)
    for grant in (first, second):
        _arrears(grant.person_id, bank)
    monkeypatch.setitem(LIMITS, "batch_most", 1)
    listed = browser_of(manager).get(reverse("grants:cases"))
    assert [one.grant.id for one in listed.context["together"]] == [third.id]
