"""What the person answers, what happens to a line that stands, and that nothing adverse happens unasked or untold."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from bases.consent_made import make_institution
from bases.creditfile_made import add, new_record
from bases.grants_made import (
    BY,
    cases_of,
    colleague,
    fresh,
    letter_of,
    looking,
    make_cases,
    make_line,
    own_viewer,
    withdraw_class,
)
from bases.runs_made import make_run
from xiangxin.office.audit.verify import verify
from xiangxin.office.consent.errors import NotYours
from xiangxin.office.creditfile.actions import open_dispute
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.grants import errors
from xiangxin.office.grants.actions import (
    Chosen,
    accept_many,
    accept_offer,
    answer_request,
    ask_for_human,
    decide_case,
    decide_on_line,
    decline_offer,
    deliver_letter,
    end_line,
    end_ungrounded,
    lapse,
    open_cases,
    take_effect,
)
from xiangxin.office.grants.choices import DecisionKind, State
from xiangxin.office.grants.models import Decision, HumanRequest, Letter
from xiangxin.office.grants.queries import lines_of
from xiangxin.office.shell.errors import AddressUnknown

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ACCEPT = Chosen(DecisionKind.ACCEPT)
SUSPEND = Chosen(DecisionKind.SUSPEND, "lenders_record", "2026年11月1日起合同项下一笔款项逾期未还。")
REFUSE = Chosen(DecisionKind.REFUSE, "total_debt", "本人填报的外债每年要还四万元。")


def test_an_offer_is_accepted_after_it_was_delivered_and_stands_until_its_review() -> None:
    manager, _bank, (grant,) = make_cases()
    person = own_viewer(grant.person_id)
    decide_case(manager, grant.id, ACCEPT)
    with pytest.raises(errors.StateUnfit):
        accept_offer(person, grant.person_id, grant.id)
    deliver_letter(person, grant.person_id, letter_of(grant).id)
    deliver_letter(person, grant.person_id, letter_of(grant).id)
    accept_offer(person, grant.person_id, grant.id)
    accept_offer(person, grant.person_id, grant.id)

    now = fresh(grant)
    assert now.state == State.ACTIVE
    assert now.accepted_on == timezone.localdate()
    assert now.review_on is not None
    assert (now.review_on.year, now.review_on.month) == (timezone.localdate().year + 1, timezone.localdate().month)
    assert verify(seal=True).findings == ()


def test_nobody_answers_for_another() -> None:
    manager, _bank, cases = make_cases(2)
    one, other = cases
    decide_case(manager, one.id, ACCEPT)
    stranger = own_viewer(other.person_id)
    with pytest.raises(NotYours):
        deliver_letter(stranger, one.person_id, letter_of(one).id)
    with pytest.raises(AddressUnknown):
        deliver_letter(stranger, other.person_id, letter_of(one).id)
    with pytest.raises(AddressUnknown):
        accept_offer(stranger, other.person_id, one.id)
    assert fresh(one).state == State.OFFERED


def test_an_offer_that_was_declined_or_not_answered_costs_nothing_and_can_come_again() -> None:
    manager, bank, (grant,) = make_cases()
    person = own_viewer(grant.person_id)
    decide_case(manager, grant.id, ACCEPT)
    deliver_letter(person, grant.person_id, letter_of(grant).id)
    decline_offer(person, grant.person_id, grant.id)
    decline_offer(person, grant.person_id, grant.id)
    assert fresh(grant).state == State.DECLINED

    open_cases(BY, make_run(manager, bank))
    again = cases_of(bank)[-1]
    assert (again.state, again.proposed_limit_fen, again.stars) == (
        State.OPEN,
        grant.proposed_limit_fen,
        grant.stars,
    )


def test_an_offer_lapses_after_its_days_and_is_not_accepted_then() -> None:
    manager, _bank, (grant,) = make_cases()
    person = own_viewer(grant.person_id)
    decide_case(manager, grant.id, ACCEPT)
    deliver_letter(person, grant.person_id, letter_of(grant).id)
    last = fresh(grant).answer_by_on
    assert last is not None
    assert lapse(BY, last) == 0
    with time_machine.travel(last + timedelta(days=2), tick=False), pytest.raises(errors.AnswerOver):
        accept_offer(person, grant.person_id, grant.id)
    assert lapse(BY, last + timedelta(days=1)) == 1
    assert lapse(BY, last + timedelta(days=1)) == 0
    assert (fresh(grant).state, fresh(grant).ending) == (State.ENDED, "lapsed")


def test_another_human_being_looks_again_and_may_offer_what_was_refused() -> None:
    manager, bank, (grant,) = make_cases()
    person = own_viewer(grant.person_id)
    decide_case(manager, grant.id, REFUSE)
    deliver_letter(person, grant.person_id, letter_of(grant).id)
    request = ask_for_human(person, grant.person_id, grant.id)
    assert ask_for_human(person, grant.person_id, grant.id) == request
    assert (request.due_on - request.asked_on).days == 15

    with pytest.raises(errors.SameOfficer):
        answer_request(manager, grant.id, ACCEPT)
    decision = answer_request(colleague(bank), grant.id, ACCEPT)

    assert decision.second_look_id == request.id
    assert fresh(grant).state == State.OFFERED
    with looking():
        assert HumanRequest.objects.get().answered_on == timezone.localdate()
    with pytest.raises(errors.StateUnfit):
        answer_request(colleague(bank), grant.id, ACCEPT)


def test_asking_for_another_human_being_never_costs_what_was_offered() -> None:
    manager, bank, (grant,) = make_cases()
    person, words = own_viewer(grant.person_id), "本人填报的外债每年要还四万元。"
    lower = Chosen(DecisionKind.LOWER, "total_debt", words, limit_fen=2_000_000, rate_bp=600)
    decide_case(manager, grant.id, lower)
    deliver_letter(person, grant.person_id, letter_of(grant).id)
    ask_for_human(person, grant.person_id, grant.id)
    second = colleague(bank)
    for worse in (
        REFUSE,
        Chosen(DecisionKind.LOWER, "total_debt", words, limit_fen=1_900_000, rate_bp=600),
        Chosen(DecisionKind.LOWER, "total_debt", words, limit_fen=2_000_000, rate_bp=601),
        Chosen(DecisionKind.ACCEPT),
    ):
        with pytest.raises(errors.AnswerWorse):
            answer_request(second, grant.id, worse)
    assert (fresh(grant).state, fresh(grant).limit_fen) == (State.DELIVERED, 2_000_000)

    answer_request(second, grant.id, Chosen(DecisionKind.ACCEPT, rate_bp=600))
    assert (fresh(grant).limit_fen, fresh(grant).rate_bp) == (3_000_000, 600)


def test_nothing_adverse_takes_effect_before_its_notice_has_run() -> None:
    manager, _bank, grant, person = make_line()
    decision = decide_on_line(manager, grant.id, SUSPEND)
    assert fresh(grant).state == State.ACTIVE
    with pytest.raises(errors.NoticeRuns):
        take_effect(manager, decision.id)
    deliver_letter(person, grant.person_id, letter_of(grant).id)
    with pytest.raises(errors.NoticeRuns):
        take_effect(manager, decision.id)
    assert fresh(grant).state == State.ACTIVE

    with time_machine.travel(timezone.localdate() + timedelta(days=11), tick=False):
        assert take_effect(manager, decision.id).state == State.SUSPENDED
        with pytest.raises(errors.StateUnfit):
            take_effect(manager, decision.id)
        decide_on_line(manager, grant.id, Chosen(DecisionKind.RESUME))
    assert fresh(grant).state == State.ACTIVE


def test_a_line_is_suspended_for_a_written_fact_and_not_for_what_no_result_says() -> None:
    manager, _bank, grant, _person = make_line()
    with looking():
        before = Decision.objects.count(), Letter.objects.count()
    for reason in ("veto_unsettled", "policy_line", "missing_input"):
        with pytest.raises(errors.ReasonWrong):
            decide_on_line(manager, grant.id, Chosen(DecisionKind.SUSPEND, reason, SUSPEND.words))
    assert fresh(grant).state == State.ACTIVE
    with looking():
        assert (Decision.objects.count(), Letter.objects.count()) == before


def test_no_timer_brings_anything_adverse_about() -> None:
    manager, _bank, grant, person = make_line()
    decide_on_line(manager, grant.id, SUSPEND)
    deliver_letter(person, grant.person_id, letter_of(grant).id)
    later = timezone.localdate() + timedelta(days=60)
    assert end_ungrounded(BY, timezone.localdate()) == lapse(BY, later) == 0
    assert fresh(grant).state == State.ACTIVE


def _fact(grant: Any, bank: Any) -> Any:
    add([new_record(grant.person_id, "arrears", bank, amount_fen=300_000, told_on=date(2026, 1, 12))])
    with looking():
        return Fact.objects.get(person=grant.person_id, kind="arrears").id


@pytest.mark.parametrize("what", ["request", "dispute"])
def test_while_a_request_or_a_dispute_waits_nothing_adverse_is_decided_or_takes_effect(what: str) -> None:
    manager, bank, grant, person = make_line()
    decision = decide_on_line(manager, grant.id, SUSPEND)
    deliver_letter(person, grant.person_id, letter_of(grant).id)
    if what == "request":
        ask_for_human(person, grant.person_id, grant.id)
    else:
        open_dispute(person, grant.person_id, _fact(grant, bank))
    with time_machine.travel(timezone.localdate() + timedelta(days=11), tick=False):
        with pytest.raises(errors.RequestOpen):
            take_effect(manager, decision.id)
        with pytest.raises(errors.RequestOpen):
            decide_on_line(manager, grant.id, SUSPEND)
    assert fresh(grant).state == State.ACTIVE


def test_what_the_person_disputes_in_another_banks_books_neither_stops_this_bank_nor_tells_it() -> None:
    manager, _bank, grant, person = make_line()
    decision = decide_on_line(manager, grant.id, SUSPEND)
    deliver_letter(person, grant.person_id, letter_of(grant).id)
    open_dispute(person, grant.person_id, _fact(grant, make_institution()))
    with time_machine.travel(timezone.localdate() + timedelta(days=11), tick=False):
        take_effect(manager, decision.id)
    assert fresh(grant).state == State.SUSPENDED


def test_a_reduction_lowers_the_limit_after_its_notice_and_never_raises_it() -> None:
    manager, _bank, grant, person = make_line()
    words = "本人说明外出务工收入停止，见2026年10月8日谈话记录。"
    for limit in (None, 0, 3_000_000, 3_000_001):
        with pytest.raises(errors.LimitAbove):
            decide_on_line(manager, grant.id, Chosen(DecisionKind.REDUCE, "repayment_ability", words, limit_fen=limit))
    decision = decide_on_line(
        manager, grant.id, Chosen(DecisionKind.REDUCE, "repayment_ability", words, limit_fen=1_000_000)
    )
    deliver_letter(person, grant.person_id, letter_of(grant).id)
    assert fresh(grant).limit_fen == 3_000_000
    with time_machine.travel(timezone.localdate() + timedelta(days=11), tick=False):
        take_effect(manager, decision.id)
    assert fresh(grant).limit_fen == 1_000_000


def test_the_person_ends_a_line_at_any_time() -> None:
    _manager, _bank, grant, person = make_line()
    end_line(person, grant.person_id, grant.id)
    assert (fresh(grant).state, fresh(grant).ending) == (State.ENDED, "by_person")


def test_a_withdrawal_ends_the_case_and_is_told_as_that() -> None:
    _manager, _bank, grant, _person = make_line()
    assert end_ungrounded(BY, timezone.localdate()) == 0
    withdraw_class(grant.person_id, "income_property")
    assert end_ungrounded(BY, timezone.localdate()) == 1
    assert (fresh(grant).state, fresh(grant).ending) == (State.ENDED, "ground")


def test_a_run_that_says_the_same_leaves_a_line_alone_and_one_that_differs_opens_a_case_beside_it() -> None:
    manager, bank, grant, _person = make_line()
    assert open_cases(BY, make_run(manager, bank)) == 0
    _fact(grant, bank)
    assert open_cases(BY, make_run(manager, bank)) == 1
    line, case = cases_of(bank)
    assert (line.state, case.state, case.replaces_id) == (State.ACTIVE, State.OPEN, line.id)


def test_whoever_asks_before_a_decision_is_decided_on_alone_and_answered_by_it() -> None:
    manager, _bank, (grant,) = make_cases()
    person = own_viewer(grant.person_id)
    request = ask_for_human(person, grant.person_id, grant.id, "income_band")
    again = ask_for_human(person, grant.person_id, grant.id, "debt_to_income")
    assert (again.id, again.about) == (request.id, "debt_to_income;income_band")

    with pytest.raises(errors.OneByOne):
        accept_many(manager, [grant.id])
    assert fresh(grant).state == State.OPEN
    decision = decide_case(manager, grant.id, ACCEPT)

    assert decision.second_look_id == request.id
    with looking():
        assert HumanRequest.objects.get().answered_on == timezone.localdate()


def test_a_case_that_has_ended_is_not_looked_at_again() -> None:
    _manager, _bank, grant, person = make_line()
    end_line(person, grant.person_id, grant.id)
    with pytest.raises(errors.StateUnfit):
        ask_for_human(person, grant.person_id, grant.id)
    with looking():
        assert not HumanRequest.objects.exists()


def test_an_answer_about_a_line_that_stands_neither_ends_nor_changes_it() -> None:
    _manager, bank, grant, person = make_line()
    ask_for_human(person, grant.person_id, grant.id, "income_band")
    other = colleague(bank)
    words = "2026年11月20日本人在网点说只要一万元。"
    for chosen in (REFUSE, ACCEPT, Chosen(DecisionKind.LOWER, "asked_for_less", words, limit_fen=1_000_000)):
        with pytest.raises(errors.ReasonWrong):
            answer_request(other, grant.id, chosen)
    assert fresh(grant).state == State.ACTIVE

    answer_request(other, grant.id, Chosen(DecisionKind.RETURN))

    assert (fresh(grant).state, fresh(grant).limit_fen) == (State.ACTIVE, grant.limit_fen)
    assert letter_of(grant).kind == "answer"
    with looking():
        assert HumanRequest.objects.get().answered_on == timezone.localdate()


def test_a_letter_names_its_term_from_the_day_it_arrives_and_only_its_own() -> None:
    manager, _bank, grant, _person = make_line()
    offer = said_in(letter_of(grant))
    assert any("30 天以内请说要不要" in line for line in offer)
    assert not any("不会生效" in line for line in offer)
    decide_on_line(manager, grant.id, SUSPEND)
    notice = said_in(letter_of(grant))
    assert any("10 天以内不会生效" in line for line in notice)
    assert not any("要不要" in line for line in notice)


def said_in(letter: Letter) -> list[str]:
    with looking():
        return [line.zh for line in lines_of(letter)]
