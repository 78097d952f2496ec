"""What a panel gave counts in a decision only while the person lets the panel see their papers."""

from __future__ import annotations

import pytest

from bases import review_made as made_
from bases.creditfile_made import make_filed_person
from bases.grants_made import BY, cases_of, fill_file, fresh, letter_of, looking, own_viewer
from bases.runs_made import ask, make_manager
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.grants import errors
from xiangxin.office.grants.actions import (
    Chosen,
    accept_offer,
    decide_case,
    deliver_letter,
    open_cases,
)
from xiangxin.office.grants.choices import DecisionKind, State
from xiangxin.office.grants.models import Decision, Grant, Letter

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ACCEPT = Chosen(DecisionKind.ACCEPT)
REFUSE = Chosen(DecisionKind.REFUSE, "policy_line")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    made_.quick(monkeypatch)


def _reviewed() -> tuple[made_.Made, Viewer, Grant, Viewer]:
    """The case of somebody whom seven reviewers gave 90 each; who decides, and the person."""
    made = made_.make_panel()
    person = make_filed_person(made.bank)
    fill_file(person, made.bank)
    made_.agree(made, person)
    round_ = made_.open_round(made)
    made_.cast_all(made, round_)
    made_.opened(made, round_)
    manager, bank = make_manager(made.bank)
    open_cases(BY, ask(manager, bank))
    (grant,) = cases_of(bank)
    return made, manager, grant, own_viewer(person.id)


@pytest.mark.parametrize("chosen", [REFUSE, ACCEPT])
def test_nobody_is_decided_on_by_a_review_that_was_taken_back(chosen: Chosen) -> None:
    made, manager, grant, own = _reviewed()
    made_.withdraw(made, own)

    with pytest.raises(errors.ResultStale):
        decide_case(manager, grant.id, chosen)

    assert fresh(grant).state == State.OPEN
    with looking():
        assert Decision.objects.filter(grant=grant).count() == 0
        assert Letter.objects.filter(grant=grant).count() == 0


def test_a_line_that_was_accepted_stays_as_it_is_when_its_review_is_taken_back() -> None:
    made, manager, grant, own = _reviewed()
    decide_case(manager, grant.id, ACCEPT)
    deliver_letter(own, grant.person_id, letter_of(grant).id)
    accept_offer(own, grant.person_id, grant.id)
    stands = fresh(grant)

    made_.withdraw(made, own)

    now = fresh(grant)
    assert (now.state, now.limit_fen, now.rate_bp) == (State.ACTIVE, stands.limit_fen, stands.rate_bp)
