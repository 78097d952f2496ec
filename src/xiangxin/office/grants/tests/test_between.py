"""What happens between two steps: a ground that ends, a run that comes in between, a dispute, a request that waits."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from bases.creditfile_made import add, make_filed_person, new_record
from bases.grants_made import (
    BY,
    cases_of,
    colleague,
    fill_file,
    fresh,
    letter_of,
    looking,
    make_cases,
    make_family_case,
    make_line,
    make_offer,
    own_viewer,
    withdraw_class,
)
from bases.runs_made import make_manager, make_run
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.verify import verify
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
    deciding,
    decline_offer,
    deliver_letter,
    end_ungrounded,
    lapse,
    open_cases,
)
from xiangxin.office.grants.choices import DecisionKind, State
from xiangxin.office.grants.models import Decision, Grant, HumanRequest, Letter
from xiangxin.office.grants.queries import case_page
from xiangxin.office.grants.queries.due import due_lines

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ACCEPT = Chosen(DecisionKind.ACCEPT)
RETURN = Chosen(DecisionKind.RETURN)
DEBT = "本人填报的外债每年要还四万元。"
REFUSE = Chosen(DecisionKind.REFUSE, "total_debt", DEBT)


def open_request(grant: Grant) -> HumanRequest | None:
    with looking():
        return HumanRequest.objects.filter(person=grant.person_id, answered_on=None).first()


def test_line_1_a_result_whose_ground_went_after_the_run_is_put_before_nobody() -> None:
    manager, bank = make_manager()
    stays, goes = make_filed_person(bank), make_filed_person(bank)
    for person in (stays, goes):
        fill_file(person, bank)
    run = make_run(manager, bank)
    withdraw_class(goes.id, "income_property")
    assert open_cases(BY, run) == 1
    assert [grant.person_id for grant in cases_of(bank)] == [stays.id]


@pytest.mark.parametrize("step", ["decide", "together", "line"])
def test_line_1_a_ground_that_ends_between_the_gate_and_the_act_is_decided_on_by_nobody(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager, bank, *_rest = make_line() if step == "line" else make_cases()
    (grant,) = cases_of(bank)
    was = fresh(grant).state
    with looking():
        before = Decision.objects.count(), Letter.objects.count()
    monkeypatch.setattr(deciding, "require", lambda *asked: withdraw_class(grant.person_id, "file"))
    with pytest.raises(errors.GroundGone):
        if step == "decide":
            decide_case(manager, grant.id, ACCEPT)
        elif step == "together":
            accept_many(manager, [grant.id])
        else:
            decide_on_line(manager, grant.id, Chosen(DecisionKind.SUSPEND, "lenders_record", DEBT))
    assert fresh(grant).state == was
    with looking():
        assert (Decision.objects.count(), Letter.objects.count()) == before


@pytest.mark.parametrize("chosen", [ACCEPT, REFUSE])
def test_line_5_nobody_decides_by_what_a_member_gave_who_has_withdrawn_since(chosen: Chosen) -> None:
    manager, bank, grant, member = make_family_case()
    withdraw_class(member.id, "income_property")
    with pytest.raises(errors.ResultStale):
        decide_case(manager, grant.id, chosen)
    with pytest.raises(errors.OneByOne):
        accept_many(manager, [grant.id])
    assert fresh(grant).state == State.OPEN
    open_cases(BY, make_run(manager, bank, persons=[grant.person_id]))
    decide_case(manager, cases_of(bank)[-1].id, ACCEPT)


def test_line_5_no_second_look_goes_by_what_a_member_gave_who_has_withdrawn_since() -> None:
    manager, bank, grant, member = make_family_case()
    refuse = Chosen(DecisionKind.REFUSE, "checkable_fact", DEBT)
    decide_case(manager, grant.id, refuse)
    own, other = own_viewer(grant.person_id), colleague(bank)
    deliver_letter(own, grant.person_id, letter_of(grant).id)
    ask_for_human(own, grant.person_id, grant.id)
    assert case_page(other, grant.id).kinds == [DecisionKind.ACCEPT, DecisionKind.LOWER, DecisionKind.REFUSE]
    withdraw_class(member.id, "income_property")
    with looking():
        before = Decision.objects.count(), Letter.objects.count()
    for chosen in (refuse, ACCEPT, Chosen(DecisionKind.LOWER, "total_debt", DEBT, limit_fen=100_000)):
        with pytest.raises(errors.ResultStale):
            answer_request(other, grant.id, chosen)
    with looking():
        assert (Decision.objects.count(), Letter.objects.count()) == before
    assert (fresh(grant).state, open_request(grant) is not None) == (State.TOLD, True)
    assert case_page(other, grant.id).kinds == [DecisionKind.RETURN]

    answer_request(other, grant.id, RETURN)
    assert (fresh(grant).state, letter_of(grant).kind, open_request(grant)) == (State.TOLD, "answer", None)
    assert [(one.grant.id, one.returned) for one in due_lines(manager)] == [(grant.id, True)]
    open_cases(BY, make_run(manager, bank, persons=[grant.person_id]))
    assert due_lines(manager) == []
    assert cases_of(bank)[-1].state == State.OPEN


def test_line_1_an_offer_is_not_accepted_after_the_ground_has_gone() -> None:
    _manager, _bank, grant, person = make_offer(ACCEPT)
    withdraw_class(grant.person_id, "file")
    with pytest.raises(errors.GroundGone):
        accept_offer(person, grant.person_id, grant.id)
    assert fresh(grant).state == State.DELIVERED
    decline_offer(person, grant.person_id, grant.id)
    assert fresh(grant).state == State.DECLINED


def test_line_1_with_its_ground_a_case_ends_and_nobody_is_late_with_an_answer() -> None:
    _manager, _bank, grant, person = make_offer(ACCEPT)
    ask_for_human(person, grant.person_id, grant.id)
    withdraw_class(grant.person_id, "file")
    assert end_ungrounded(BY, timezone.localdate()) == 1
    assert open_request(grant) is None
    assert verify(seal=True).findings == ()


@pytest.mark.parametrize("asked", [False, True])
def test_line_7_a_run_takes_back_no_offer_that_somebody_decided_on(asked: bool) -> None:
    manager, bank, grant, person = make_offer(ACCEPT)
    if asked:
        ask_for_human(person, grant.person_id, grant.id)
    assert open_cases(BY, make_run(manager, bank)) == 0
    add([new_record(grant.person_id, "arrears", bank, amount_fen=300_000, told_on=date(2026, 1, 12))])
    assert open_cases(BY, make_run(manager, bank)) == 0
    now = fresh(grant)
    assert (now.state, now.limit_fen, now.rate_bp) == (State.DELIVERED, grant.limit_fen, grant.rate_bp)
    accept_offer(person, grant.person_id, grant.id)


def test_a_request_goes_over_to_the_case_that_takes_the_place_of_the_one_it_was_about() -> None:
    manager, bank, (grant,) = make_cases()
    request = ask_for_human(own_viewer(grant.person_id), grant.person_id, grant.id, "income_band")
    assert open_cases(BY, make_run(manager, bank)) == 1
    _old, new = cases_of(bank)
    carried = open_request(new)
    assert carried is not None
    assert (carried.id, carried.grant_id, carried.about) == (request.id, new.id, "income_band")
    with pytest.raises(errors.OneByOne):
        accept_many(manager, [new.id])
    assert decide_case(manager, new.id, ACCEPT).second_look_id == request.id
    assert open_request(new) is None
    assert verify(seal=True).findings == ()


def test_a_refusal_beside_which_a_newer_case_waits_is_answered_by_that_case() -> None:
    manager, bank, grant, person = make_offer(REFUSE)
    ask_for_human(person, grant.person_id, grant.id)
    assert open_cases(BY, make_run(manager, bank)) == 1
    second = colleague(bank)
    for chosen in (ACCEPT, REFUSE):
        with pytest.raises(errors.ReasonWrong):
            answer_request(second, grant.id, chosen)
    answer_request(second, grant.id, RETURN)
    assert [case.state for case in cases_of(bank)] == [State.TOLD, State.OPEN]
    assert letter_of(grant).kind == "answer"


def test_an_answer_does_not_bring_back_what_the_person_declined() -> None:
    _manager, bank, grant, person = make_offer(ACCEPT)
    ask_for_human(person, grant.person_id, grant.id)
    decline_offer(person, grant.person_id, grant.id)
    second = colleague(bank)
    with pytest.raises(errors.ReasonWrong):
        answer_request(second, grant.id, ACCEPT)
    answer_request(second, grant.id, RETURN)
    assert fresh(grant).state == State.DECLINED
    assert open_request(grant) is None


def test_the_time_to_answer_does_not_run_while_the_person_waits_for_a_human_being() -> None:
    _manager, _bank, grant, person = make_offer(ACCEPT)
    ask_for_human(person, grant.person_id, grant.id)
    last = grant.answer_by_on
    assert last is not None
    assert lapse(BY, last + timedelta(days=1)) == 0
    with time_machine.travel(last + timedelta(days=2), tick=False):
        accept_offer(person, grant.person_id, grant.id)
    assert fresh(grant).state == State.ACTIVE


def make_disputed() -> tuple[Viewer, Institution, Grant]:
    """A case whose result counts an arrear that its person disputes since."""
    manager, bank = make_manager()
    person = make_filed_person(bank)
    fill_file(person, bank)
    add([new_record(person, "arrears", bank, amount_fen=300_000, told_on=date(2026, 1, 12))])
    open_cases(BY, make_run(manager, bank))
    with looking():
        fact = Fact.objects.get(person=person.id, kind="arrears")
    open_dispute(own_viewer(person.id), person.id, fact.id)
    (grant,) = cases_of(bank)
    return manager, bank, grant


def test_line_6_nothing_adverse_is_decided_by_a_result_that_counts_what_is_disputed() -> None:
    manager, bank, grant = make_disputed()
    for chosen in (REFUSE, Chosen(DecisionKind.LOWER, "total_debt", DEBT, limit_fen=100)):
        with pytest.raises(errors.DisputeOpen):
            decide_case(manager, grant.id, chosen)
    assert fresh(grant).state == State.OPEN
    with time_machine.travel(timezone.localdate() + timedelta(days=1), tick=False):
        open_cases(BY, make_run(manager, bank))
        decide_case(manager, cases_of(bank)[-1].id, REFUSE)


@pytest.mark.parametrize(
    ("words", "matter"),
    [
        ("本人2025年两次到县里信访，不宜授信。", "信访"),
        ("上 访 户，村里不配合，先放一放", "信访"),
        ("因生病住院，暂时没有收入来源。", "健康"),
        ("投诉过我行的客户经理，态度不好", "投诉"),
        ("离婚后家里没有劳动力，不宜多给", "婚姻"),
    ],
)
def test_line_3_an_officer_does_not_write_what_no_policy_may_say(words: str, matter: str) -> None:
    manager, _bank, (grant,) = make_cases()
    for chosen in (
        Chosen(DecisionKind.LOWER, "checkable_fact", words, limit_fen=2_000_000),
        Chosen(DecisionKind.REFUSE, "checkable_fact", words),
        Chosen(DecisionKind.ACCEPT, words=words),
    ):
        with pytest.raises(errors.WordsProtected) as refused:
            decide_case(manager, grant.id, chosen)
        assert matter in refused.value.text.zh
    assert fresh(grant).state == State.OPEN
    with looking():
        assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        "2026年3月5日县法院文书载明的一笔未还款。",
        "收入证明与银行流水不符，相差三万元。",
        "在另一家银行有贷款八万元，2026年12月到期。",
        "与本人电话核对，本人只要两万元，其他不需要。",
    ],
)
def test_sentences_about_money_are_written_as_ever(words: str) -> None:
    manager, _bank, (grant,) = make_cases()
    decide_case(manager, grant.id, Chosen(DecisionKind.LOWER, "checkable_fact", words, limit_fen=2_000_000))
    assert fresh(grant).state == State.OFFERED
