"""What stands on the list of what is due: a line, an offer that was let go, a promise; and until when."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from bases.accounts_made import browser_of
from bases.creditfile_made import add, make_filed_person, new_record, new_value
from bases.grants_made import (
    BY,
    cases_of,
    colleague,
    fill_file,
    fresh,
    letter_of,
    looking,
    make_family_case,
    make_offer,
    own_viewer,
    withdraw_class,
)
from bases.runs_made import make_manager, make_run
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.acts import act
from xiangxin.office.creditfile.actions import end_dispute, open_batch, open_dispute, show_batch, withdraw_facts
from xiangxin.office.creditfile.actions.retention import delete_repaired
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.grants.actions import (
    Chosen,
    accept_offer,
    answer_request,
    ask_for_human,
    decide_case,
    decline_offer,
    deliver_letter,
    lapse,
    open_cases,
    open_done,
    review_again,
)
from xiangxin.office.grants.choices import DecisionKind, State
from xiangxin.office.grants.models import Grant
from xiangxin.office.grants.queries.due import due_lines
from xiangxin.office.jobs.worker import work_off

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ACCEPT = Chosen(DecisionKind.ACCEPT)
RETURN = Chosen(DecisionKind.RETURN)
DEBT = "本人填报的外债每年要还四万元。"


def improve(grant: Grant) -> None:
    """The person's file becomes one for which the policy proposes more."""
    with looking():
        debt = Fact.objects.get(person=grant.person_id, kind="debt_total")
    add(
        [
            new_value(grant.person_id, "debt_total", "0", debt.source),
            new_value(grant.person_id, "income_yearly", "9000000", debt.source),
        ]
    )


def test_line_7_an_offer_stands_beside_a_better_proposal_which_is_due_once_the_person_has_accepted() -> None:
    manager, bank, grant, person = make_offer(ACCEPT)
    improve(grant)
    assert open_cases(BY, make_run(manager, bank)) == 0
    assert (fresh(grant).state, fresh(grant).limit_fen, len(cases_of(bank))) == (State.DELIVERED, grant.limit_fen, 1)
    assert due_lines(manager) == []
    accept_offer(person, grant.person_id, grant.id)
    (due,) = due_lines(manager)
    assert (due.grant.id, due.differs, due.again) == (grant.id, True, False)

    assert review_again(manager, [grant.person_id]) == 1
    work_off()
    open_done(BY)
    line, better = cases_of(bank)
    assert (line.state, better.state, better.replaces_id) == (State.ACTIVE, State.OPEN, line.id)
    assert (better.proposed_limit_fen or 0) > (line.limit_fen or 0)
    assert [(one.differs, one.again) for one in due_lines(manager)] == [(True, True)]
    decide_case(manager, better.id, ACCEPT)
    assert not any(one.differs for one in due_lines(manager))


@pytest.mark.parametrize("how", ["declined", "lapsed"])
def test_an_offer_that_was_let_go_while_a_better_one_was_worked_out_is_due_until_a_new_case_waits(how: str) -> None:
    manager, bank, grant, person = make_offer(ACCEPT)
    improve(grant)
    open_cases(BY, make_run(manager, bank))
    if how == "declined":
        decline_offer(person, grant.person_id, grant.id)
    else:
        assert grant.answer_by_on is not None
        assert lapse(BY, grant.answer_by_on + timedelta(days=1)) == 1
    assert [(one.grant.id, one.differs) for one in due_lines(manager)] == [(grant.id, True)]
    assert open_cases(BY, make_run(manager, bank)) == 1
    assert due_lines(manager) == []


def test_an_offer_that_was_let_go_is_not_due_where_later_runs_say_the_same() -> None:
    manager, bank, grant, person = make_offer(ACCEPT)
    open_cases(BY, make_run(manager, bank))
    decline_offer(person, grant.person_id, grant.id)
    assert due_lines(manager) == []


def test_an_offer_of_which_somebody_answered_that_it_will_be_assessed_again_is_due_and_stays() -> None:
    manager, bank, grant, member = make_family_case()
    decide_case(manager, grant.id, Chosen(DecisionKind.LOWER, "total_debt", DEBT, limit_fen=1_000_000))
    own = own_viewer(grant.person_id)
    deliver_letter(own, grant.person_id, letter_of(grant).id)
    ask_for_human(own, grant.person_id, grant.id)
    withdraw_class(member.id, "income_property")
    answer_request(colleague(bank), grant.id, RETURN)
    assert [(one.grant.id, one.returned) for one in due_lines(manager)] == [(grant.id, True)]
    assert open_cases(BY, make_run(manager, bank, persons=[grant.person_id])) == 0
    assert due_lines(manager) == []
    assert (fresh(grant).state, fresh(grant).limit_fen) == (State.DELIVERED, 1_000_000)


def make_late(standing: bool) -> tuple[Viewer, Institution, Grant, Viewer]:
    """Somebody with an arrear in the file, whose line stands or who was told that there is none."""
    manager, bank = make_manager()
    person = make_filed_person(bank)
    fill_file(person, bank)
    add([new_record(person, "arrears", bank, amount_fen=50_000, told_on=date(2026, 1, 12), ended_on=date(2026, 3, 1))])
    open_cases(BY, make_run(manager, bank))
    (grant,) = cases_of(bank)
    own = own_viewer(grant.person_id)
    decide_case(manager, grant.id, ACCEPT if standing else Chosen(DecisionKind.REFUSE, "checkable_fact", DEBT))
    deliver_letter(own, grant.person_id, letter_of(grant).id)
    if standing:
        accept_offer(own, grant.person_id, grant.id)
    return manager, bank, fresh(grant), own


@pytest.mark.parametrize("standing", [True, False])
@pytest.mark.parametrize("how", ["upheld", "repaired"])
def test_what_was_taken_out_of_a_file_makes_a_line_or_a_told_refusal_due(how: str, standing: bool) -> None:
    manager, _bank, grant, own = make_late(standing)
    assert due_lines(manager) == []
    with looking():
        arrear = Fact.objects.get(person=grant.person_id, kind="arrears")
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=True):
        if how == "upheld":
            dispute = open_dispute(own, grant.person_id, arrear.id)
            assert [(one.grant.id, one.changed) for one in due_lines(manager)] == [(grant.id, True)]
            end_dispute(BY, dispute.id, "upheld", timezone.localdate())
        else:
            with act("tests.repaired", by=BY):
                batch = open_batch(BY, uuid4(), "repairs", arrear.source_id)
                withdraw_facts(BY, batch, [arrear.series], "repaired")
                show_batch(BY, batch, timezone.localdate())
                assert delete_repaired(BY, [arrear.series], timezone.localdate()) == 1
        (due,) = due_lines(manager)
        assert (due.grant.id, due.changed, due.yearly, due.returned) == (grant.id, True, False, False)
    assert (fresh(grant).state, fresh(grant).limit_fen) == (grant.state, grant.limit_fen)


def test_a_refused_person_whose_file_changed_is_assessed_again_by_the_button_and_a_new_case_waits() -> None:
    manager, bank, grant, _own = make_late(standing=False)
    client = browser_of(manager)
    address = reverse("grants:lines")
    assert grant.number not in client.get(address).content.decode()
    improve(grant)
    shown = client.get(address).content.decode()
    assert (grant.number in shown, "没有授信以后档案有变化" in shown) == (True, True)
    client.post(address)
    work_off()
    open_done(BY)
    assert [one.state for one in cases_of(bank)] == [State.TOLD, State.OPEN]
    assert due_lines(manager) == []
