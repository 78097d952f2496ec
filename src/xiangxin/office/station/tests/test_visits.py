"""One person at a desk at a time, checked by the card, reached by the keeper only while they are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

import pytest
import time_machine

from bases.accounts_made import viewer_for
from bases.consent_made import make_institution
from bases.parties_made import FAR_VILLAGE, TOWNSHIP, id_number, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Mandate
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.consent import gate
from xiangxin.office.consent.errors import NoMandate
from xiangxin.office.parties.errors import IdNumberWrong
from xiangxin.office.parties.models import Asking
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.station import errors
from xiangxin.office.station.actions import begin_visit, begin_visit_by_mandate, end_visit
from xiangxin.office.station.models import Visit
from xiangxin.office.station.queries import visit_of

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ON = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-06-01 09:00+08:00", tick=False) as travelled:
        yield travelled


def keeper() -> Viewer:
    return viewer_for(Role.STATION_KEEPER, TOWNSHIP, make_institution("station"))


def reaches(by: Viewer, person: UUID) -> bool:
    try:
        gate.require("mandate", person, "objection", ["contact"], by, ON)
    except NoMandate:
        return False
    return True


def refusal(run: Callable[[], object]) -> type[OfficeError] | None:
    try:
        run()
    except OfficeError as error:
        return type(error)
    return None


def visits() -> int:
    with maintenance("tests"):
        return Visit.objects.count()


def mandate_of(person: UUID, holder: UUID, to_on: date = date(2026, 6, 30)) -> Mandate:
    row = Mandate(person=person, holder=holder, from_on=date(2026, 5, 1), to_on=to_on)
    with acts.act("accounts.made_for_tests", by=system("tests")) as done:
        row.save(force_insert=True)
        done.wrote(row)
    return row


def test_a_keeper_reaches_a_person_from_the_card_on_the_desk_to_the_end_of_the_visit() -> None:
    by, number = keeper(), id_number()
    person = make_person(number=number)
    assert not reaches(by, person.id)
    begin_visit(by, number)
    assert reaches(by, person.id)
    end_visit(by)
    assert not reaches(by, person.id)


def test_a_visit_ends_by_itself(clock: time_machine.Traveller) -> None:
    by, number = keeper(), id_number()
    person = make_person(number=number)
    begin_visit(by, number)
    clock.move_to("2026-06-01 09:29+08:00")
    assert reaches(by, person.id)
    clock.move_to("2026-06-01 09:30+08:00")
    assert not reaches(by, person.id)
    assert visit_of(by) is None
    begin_visit(by, number)
    assert reaches(by, person.id)


def test_a_keeper_serves_one_person_at_a_time_and_reaches_nobody_else() -> None:
    by, number, other = keeper(), id_number(), id_number()
    person, second = make_person(number=number), make_person(number=other)
    begin_visit(by, number)
    assert refusal(lambda: begin_visit(by, other)) is errors.SomebodyIsHere
    assert visits() == 1
    assert (reaches(by, person.id), reaches(by, second.id)) == (True, False)


def test_another_keeper_does_not_reach_whom_this_one_serves() -> None:
    by, number = keeper(), id_number()
    person = make_person(number=number)
    begin_visit(by, number)
    assert not reaches(keeper(), person.id)


@pytest.mark.parametrize("role", [Role.ACCOUNT_MANAGER, Role.VILLAGE_CADRE, Role.COUNTY_OFFICE])
def test_nobody_but_a_keeper_begins_a_visit(role: str) -> None:
    number = id_number()
    make_person(number=number)
    by = viewer_for(role, TOWNSHIP, make_institution("bank"))
    assert refusal(lambda: begin_visit(by, number)) is errors.NotAtADesk
    assert visits() == 0


def test_a_number_of_nobody_here_and_one_of_somebody_elsewhere_look_the_same() -> None:
    by, far = keeper(), id_number()
    make_person(area=FAR_VILLAGE, number=far)
    assert refusal(lambda: begin_visit(by, far)) is errors.NobodyWithThisNumber
    assert refusal(lambda: begin_visit(by, id_number())) is errors.NobodyWithThisNumber
    assert visits() == 0


@pytest.mark.parametrize("typed", ["", "1", "9" * 500, "990101\x00", "一二三", "99010119800501001Y"])
def test_what_is_no_number_begins_nothing(typed: str) -> None:
    by = keeper()
    assert refusal(lambda: begin_visit(by, typed)) is IdNumberWrong
    assert visits() == 0


def test_a_relative_is_served_with_a_mandate_and_until_it_ends() -> None:
    by, number, relatives = keeper(), id_number(), id_number()
    person, relative = make_person(number=number), make_person(number=relatives)
    assert refusal(lambda: begin_visit_by_mandate(by, number, relatives)) is errors.MandateMissing
    mandate = mandate_of(person.id, relative.id)
    visit = begin_visit_by_mandate(by, number, relatives)
    assert (visit.person, visit.mandate, visit.shown) == (person.id, mandate.id, "mandate")
    assert reaches(by, person.id)
    with acts.act("accounts.ended_for_tests", by=system("tests")) as done:
        mandate.ended_at = visit.began_at
        mandate.save(update_fields=["ended_at"])
        done.wrote(mandate)
    assert not reaches(by, person.id)


def test_a_mandate_that_is_over_opens_nothing() -> None:
    by, number, relatives = keeper(), id_number(), id_number()
    person, relative = make_person(number=number), make_person(number=relatives)
    mandate_of(person.id, relative.id, to_on=date(2026, 5, 31))
    assert refusal(lambda: begin_visit_by_mandate(by, number, relatives)) is errors.MandateMissing
    assert visits() == 0


def test_every_look_up_at_the_desk_is_counted_found_or_not() -> None:
    by, number = keeper(), id_number()
    make_person(number=number)
    begin_visit(by, number)
    end_visit(by)
    assert refusal(lambda: begin_visit(by, id_number())) is errors.NobodyWithThisNumber
    with maintenance("tests"):
        assert sorted(Asking.objects.filter(account=by.account).values_list("found", flat=True)) == [False, True]


def test_nobody_to_end_a_visit_with_is_said() -> None:
    assert refusal(lambda: end_visit(keeper())) is errors.NobodyIsHere
