"""A suspension or reduction that was announced: what the answer to a request does to it, and how it is called off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from bases.grants_made import BY, colleague, fresh, letter_of, looking, make_line
from bases.runs_made import make_run
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.verify import verify
from xiangxin.office.grants import errors
from xiangxin.office.grants.actions import (
    Chosen,
    answer_request,
    ask_for_human,
    decide_on_line,
    deliver_letter,
    open_cases,
    take_effect,
)
from xiangxin.office.grants.choices import DecisionKind, State
from xiangxin.office.grants.models import Decision, Grant, HumanRequest, Letter
from xiangxin.office.grants.queries import case_page, lines_of
from xiangxin.office.grants.queries.due import due_lines
from xiangxin.office.outcome.queries import banks_of

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
WORDS = "2026年11月1日起合同项下一笔款项逾期未还。"
LOOKED = "2026年11月20日核对流水，这一笔仍未还清。"
SUSPEND = Chosen(DecisionKind.SUSPEND, "lenders_record", WORDS)
REDUCE = Chosen(DecisionKind.REDUCE, "lenders_record", WORDS, limit_fen=1_000_000)
UPHOLD = Chosen(DecisionKind.UPHOLD, words=LOOKED)
CALL_OFF = Chosen(DecisionKind.CALL_OFF)
RETURN = Chosen(DecisionKind.RETURN)


def make_announced(chosen: Chosen = SUSPEND) -> tuple[Viewer, Institution, Grant, Viewer, Decision]:
    """A line of whose suspension or reduction its person has been told."""
    manager, bank, grant, person = make_line()
    said = decide_on_line(manager, grant.id, chosen)
    deliver_letter(person, grant.person_id, letter_of(grant).id)
    return manager, bank, grant, person, said


def make_older(beside: Decision, kind: DecisionKind, limit_fen: int | None = None) -> Decision:
    """Another announcement on the same line, as offices hold that announced several at a time."""
    with act("tests.announced", by=BY) as done:
        older = Decision.objects.create(
            grant_id=beside.grant_id,
            person_id=beside.person_id,
            kind=kind,
            reason="lenders_record",
            limit_fen=limit_fen,
            decided_by=beside.decided_by,
            decided_at=timezone.now() - timedelta(days=1),
            not_before_on=timezone.localdate(),
        )
        done.wrote(older)
    return older


def again(decision: Decision) -> Decision:
    with looking():
        return Decision.objects.get(id=decision.id)


def said_in(letter: Letter) -> str:
    with looking():
        return "".join(line.zh for line in lines_of(letter))


def open_requests_of(grant: Grant) -> int:
    with looking():
        return HumanRequest.objects.filter(grant=grant.id, answered_on=None).count()


def day_11() -> date:
    return timezone.localdate() + timedelta(days=11)


def test_line_7_what_another_human_being_calls_off_never_takes_effect() -> None:
    manager, bank, grant, person, said = make_announced()
    ask_for_human(person, grant.person_id, grant.id)
    other = colleague(bank)
    answer = answer_request(other, grant.id, CALL_OFF)

    assert (again(said).called_off_on, again(said).called_off_by) == (timezone.localdate(), other.account)
    assert (answer.second_look_id is not None, open_requests_of(grant)) == (True, 0)
    assert "不再准备暂停您的额度，额度照旧是 30,000 元" in said_in(letter_of(grant))
    with time_machine.travel(day_11(), tick=False), pytest.raises(errors.StateUnfit):
        take_effect(manager, said.id)
    now = fresh(grant)
    assert (now.state, now.limit_fen, again(said).effected_on) == (State.ACTIVE, 3_000_000, None)
    (bank_seen,) = banks_of(person, grant.person_id)
    assert bank_seen.line is not None
    assert bank_seen.line.coming is None
    assert verify(seal=True).findings == ()


def test_line_6_an_announcement_is_answered_by_upholding_it_or_by_calling_it_off_and_by_nothing_else() -> None:
    manager, bank, grant, person, said = make_announced()
    ask_for_human(person, grant.person_id, grant.id)
    other = colleague(bank)
    with pytest.raises(errors.SameOfficer):
        answer_request(manager, grant.id, UPHOLD)
    for chosen in (RETURN, Chosen(DecisionKind.ACCEPT), Chosen(DecisionKind.REFUSE, "checkable_fact", WORDS), SUSPEND):
        with pytest.raises(errors.ReasonWrong):
            answer_request(other, grant.id, chosen)
    with pytest.raises(errors.WordsMissing):
        answer_request(other, grant.id, Chosen(DecisionKind.UPHOLD))
    with time_machine.travel(day_11(), tick=False), pytest.raises(errors.RequestOpen):
        take_effect(manager, said.id)
    assert (open_requests_of(grant), fresh(grant).state, again(said).called_off_on) == (1, State.ACTIVE, None)
    assert case_page(other, grant.id).kinds == [DecisionKind.UPHOLD, DecisionKind.CALL_OFF]


def test_line_7_what_is_upheld_takes_effect_by_an_act_of_its_own_once_its_person_has_read_the_answer() -> None:
    manager, bank, grant, person, said = make_announced(REDUCE)
    ask_for_human(person, grant.person_id, grant.id)
    day = again(said).not_before_on
    assert day is not None
    with time_machine.travel(day_11(), tick=False):
        upheld = answer_request(colleague(bank), grant.id, UPHOLD)
        letter = said_in(letter_of(grant))
        assert fresh(grant).limit_fen == 3_000_000
        with pytest.raises(errors.NoticeRuns):
            take_effect(manager, said.id)
        assert fresh(grant).limit_fen == 3_000_000
        deliver_letter(person, grant.person_id, letter_of(grant).id)
        assert again(said).not_before_on == day
        assert take_effect(manager, said.id).limit_fen == 1_000_000
    for words in ("维持原来的决定：把您的额度降到 10,000 元", LOOKED, f"{day.isoformat()} 以前不会生效"):
        assert words in letter
    assert (upheld.kind, upheld.reason, upheld.second_look_id is not None) == ("uphold", "lenders_record", True)


def test_an_answer_before_the_announcement_was_read_names_its_term_from_the_day_that_one_arrives() -> None:
    manager, bank, grant, person = make_line()
    said = decide_on_line(manager, grant.id, SUSPEND)
    ask_for_human(person, grant.person_id, grant.id)
    answer_request(colleague(bank), grant.id, UPHOLD)
    assert "从原来的通知到您手里那天起，10 天以内不会生效" in said_in(letter_of(grant))
    with time_machine.travel(day_11(), tick=False):
        deliver_letter(person, grant.person_id, letter_of(grant).id)
        with pytest.raises(errors.NoticeRuns):
            take_effect(manager, said.id)
    assert fresh(grant).state == State.ACTIVE


def test_one_thing_is_announced_at_a_time() -> None:
    manager, _bank, grant, _person, said = make_announced()
    for chosen in (SUSPEND, REDUCE):
        with pytest.raises(errors.AnnouncedAlready):
            decide_on_line(manager, grant.id, chosen)
    with looking():
        assert Decision.objects.filter(grant=grant.id, kind__in=["suspend", "reduce"]).count() == 1
    assert case_page(manager, grant.id).kinds == [DecisionKind.CALL_OFF, DecisionKind.CUT_RATE]

    decide_on_line(manager, grant.id, CALL_OFF)
    assert again(said).called_off_on == timezone.localdate()
    assert "不再准备暂停您的额度" in said_in(letter_of(grant))
    with pytest.raises(errors.StateUnfit):
        decide_on_line(manager, grant.id, CALL_OFF)
    anew = decide_on_line(manager, grant.id, REDUCE)
    with time_machine.travel(day_11(), tick=False), pytest.raises(errors.NoticeRuns):
        take_effect(manager, anew.id)
    assert fresh(grant).state == State.ACTIVE


def test_a_line_that_is_resumed_leaves_nothing_announced_behind() -> None:
    manager, _bank, grant, _person, said = make_announced()
    older = make_older(said, DecisionKind.SUSPEND)
    with time_machine.travel(day_11(), tick=False):
        take_effect(manager, said.id)
        decide_on_line(manager, grant.id, Chosen(DecisionKind.RESUME))
        assert again(older).called_off_on == timezone.localdate()
        with pytest.raises(errors.StateUnfit):
            take_effect(manager, older.id)
    assert fresh(grant).state == State.ACTIVE


def test_of_two_reductions_that_were_announced_the_milder_one_raises_nothing() -> None:
    manager, _bank, grant, _person, said = make_announced(REDUCE)
    milder = make_older(said, DecisionKind.REDUCE, 2_000_000)
    with time_machine.travel(day_11(), tick=False):
        take_effect(manager, said.id)
        with pytest.raises(errors.StateUnfit):
            take_effect(manager, milder.id)
    assert fresh(grant).limit_fen == 1_000_000


def test_a_line_of_which_somebody_said_it_will_be_assessed_again_is_due_until_a_run_has_looked_at_it() -> None:
    manager, bank, grant, person = make_line()
    assert due_lines(manager) == []
    ask_for_human(person, grant.person_id, grant.id)
    answer_request(colleague(bank), grant.id, RETURN)
    (due,) = due_lines(manager)
    assert (due.grant.id, due.returned, due.changed, due.yearly) == (grant.id, True, False, False)
    open_cases(BY, make_run(manager, bank))
    assert due_lines(manager) == []
