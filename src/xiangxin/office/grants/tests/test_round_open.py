"""While a round of reviews is open whoever agreed to it waits: nobody is asked to decide, and nobody is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from bases import review_made
from bases.adoption_made import make_adoption
from bases.consent_made import make_consent
from bases.creditfile_made import CLASSES
from bases.grants_made import BY, cases_of, fill_file, letter_of
from bases.parties_made import make_person
from bases.review_made import Made
from bases.runs_made import ask, make_manager, result_for
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.grants.actions import Chosen, accept_offer, decide_case, deliver_letter, open_cases
from xiangxin.office.grants.choices import DecisionKind, Stage, State
from xiangxin.office.grants.models import Handover
from xiangxin.office.grants.queries.board import people_of
from xiangxin.office.outcome.queries import banks_of
from xiangxin.office.parties.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    review_made.quick(monkeypatch)


def make_agreed() -> tuple[Made, Person, Viewer, Viewer]:
    """A panel, a person with a file who agreed to the bank and to the review, that person's phone, and an officer."""
    made = review_made.make_panel()
    person = make_person()
    for name in CLASSES:
        make_consent(person.id, "scoring", made.bank, name)
    fill_file(person, made.bank)
    own = review_made.agree(made, person)
    return made, person, own, make_manager(made.bank)[0]


def stages(officer: Viewer, person: Person) -> list[Stage]:
    return [one.stage for one in people_of(officer, person.area)]


def test_line_2_nobody_is_put_before_an_officer_while_the_review_is_open_and_the_run_after_it_does_it() -> None:
    made, person, own, officer = make_agreed()
    round_ = review_made.open_round(made)
    run = ask(officer, made.bank)
    result = result_for(person, run)
    assert result is not None
    assert result.status == "awaiting_review"
    assert open_cases(BY, run) == 0
    assert cases_of(made.bank) == []
    assert Handover.objects.get(run=run).cases == 0
    assert stages(officer, person) == [Stage.AWAITING]
    (seen,) = banks_of(own, person.id)
    assert (seen.status, seen.case) == ("awaiting_review", None)

    review_made.cast_all(made, round_)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=True):
        review_made.opened(made, round_)
        assert open_cases(BY, ask(officer, made.bank)) == 1
        (grant,) = cases_of(made.bank)
        assert (grant.state, grant.outcome) == (State.OPEN, "scored")
        assert stages(officer, person) == [Stage.ASSESSED]


def test_line_2_whoever_would_rather_not_wait_takes_the_consent_back_and_is_assessed_without_the_review() -> None:
    made, _person, own, officer = make_agreed()
    review_made.open_round(made)
    assert open_cases(BY, ask(officer, made.bank)) == 0
    review_made.withdraw(made, own)
    assert open_cases(BY, ask(officer, made.bank)) == 1
    (grant,) = cases_of(made.bank)
    assert (grant.outcome, "no_review" in grant.flags.split(";")) == ("scored", True)


@pytest.mark.parametrize("state", [State.OPEN, State.ACTIVE])
def test_line_2_what_a_person_has_already_stays_as_it_is_while_a_round_is_open(state: State) -> None:
    made, person, own, officer = make_agreed()
    make_adoption(made.bank, review_made.POLICY)
    assert open_cases(BY, ask(officer, made.bank)) == 1
    (grant,) = cases_of(made.bank)
    if state == State.ACTIVE:
        decide_case(officer, grant.id, Chosen(DecisionKind.ACCEPT))
        deliver_letter(own, person.id, letter_of(grant).id)
        accept_offer(own, person.id, grant.id)
    review_made.open_round(made)
    run = ask(officer, made.bank)
    result = result_for(person, run)
    assert result is not None
    assert result.status == "awaiting_review"
    assert open_cases(BY, run) == 0
    (now,) = cases_of(made.bank)
    assert (now.id, now.state, now.proposed_limit_fen) == (grant.id, state, grant.proposed_limit_fen)
    assert stages(officer, person) == [Stage.ASSESSED if state == State.OPEN else Stage.ACCEPTED]
