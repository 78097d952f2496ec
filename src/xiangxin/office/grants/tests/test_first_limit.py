"""The most that a first line may be, where the policy names it: J3 of Jinxiang's document, 50,000 and 100,000 yuan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from stdnum.cn.uscc import calc_check_digit

from bases.creditfile_made import add, make_filed_person, new_record, new_value
from bases.grants_made import BY, cases_of, fresh, letter_of, own_viewer
from bases.parties_made import VILLAGE, make_cadre
from bases.runs_made import make_manager, make_run
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.creditfile.new import NewCoverage
from xiangxin.office.grants.actions import Chosen, accept_offer, decide_case, deliver_letter, open_cases
from xiangxin.office.grants.choices import DecisionKind
from xiangxin.office.grants.models import Grant
from xiangxin.office.grants.queries.reached import why
from xiangxin.office.parties.actions import NewBusiness, NewTrade, register_business, register_trade
from xiangxin.office.parties.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


def make_honoured() -> tuple[Viewer, Institution, Person]:
    """Somebody of whom the policy makes the online cap of 100,000: 50,000 to begin with, and 50 points of honours."""
    manager, bank = make_manager()
    person = make_filed_person(bank)
    values = {"residence_shown": "true", "income_source_shown": "true", "income_yearly": "20000000", "debt_total": "0"}
    facts = [new_value(person, kind, value, bank) for kind, value in values.items()]
    own_books = ("arrears", "guarantee_called", "loan_diversion")
    asked = [NewCoverage(person.id, kind, bank.id, date(2026, 3, 1)) for kind in own_books]
    award = {"category": "moral_model", "level": "nation", "authority": "虚构文明办", "catalogue_code": "PC-10"}
    add([*facts, new_record(person, "honour", bank, **award)], coverage=asked)
    return manager, bank, person


def case_of(manager: Viewer, bank: Institution) -> Grant:
    open_cases(BY, make_run(manager, bank, "jinxiang-2022"))
    return cases_of(bank)[-1]


def test_a_first_line_is_held_to_what_the_policy_names_and_the_case_says_so() -> None:
    manager, bank, _person = make_honoured()
    grant = case_of(manager, bank)
    assert (grant.proposed_limit_fen, grant.capped_by) == (5_000_000, "first_limit")
    assert (grant.run.first_limit_fen, grant.run.first_limit_operator_fen) == (5_000_000, 10_000_000)
    assert why(manager, grant.id).grant.capped_by == "first_limit"


def test_a_first_line_of_a_policy_that_names_nothing_is_what_it_works_out() -> None:
    manager, bank, _person = make_honoured()
    open_cases(BY, make_run(manager, bank))
    (grant,) = cases_of(bank)
    assert (grant.run.first_limit_fen, grant.capped_by) == (None, "")


def represents(person: Person) -> None:
    code = "93990101MA0000001"
    new = NewBusiness(code + calc_check_digit(code), "虚构柳河合作社", "cooperative", VILLAGE, person.id)
    register_business(make_cadre(VILLAGE), new, date(2026, 1, 1))


def trades(person: Person) -> None:
    code = "92990101MA0000002"
    register_trade(
        make_cadre(VILLAGE), NewTrade(person.id, code + calc_check_digit(code), "虚构小店"), date(2026, 1, 1)
    )


@pytest.mark.parametrize("runs_a_business", [represents, trades])
def test_who_runs_a_registered_business_is_held_to_the_operators_figure(
    runs_a_business: Callable[[Person], None],
) -> None:
    manager, bank, person = make_honoured()
    runs_a_business(person)
    grant = case_of(manager, bank)
    assert (grant.proposed_limit_fen, grant.capped_by) == (10_000_000, "")


def test_a_line_after_the_first_is_what_the_policy_works_out() -> None:
    manager, bank, person = make_honoured()
    first, own = case_of(manager, bank), own_viewer(person.id)
    decide_case(manager, first.id, Chosen(DecisionKind.ACCEPT))
    deliver_letter(own, person.id, letter_of(first).id)
    accept_offer(own, person.id, first.id)
    second = case_of(manager, bank)
    assert (fresh(first).limit_fen, second.proposed_limit_fen, second.capped_by) == (5_000_000, 10_000_000, "")
