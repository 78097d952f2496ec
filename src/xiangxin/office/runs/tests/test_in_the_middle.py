"""What happens in the world while a run is made: facts do not touch it, and whoever leaves is in no result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from bases.adoption_made import make_adoption
from bases.consent_made import make_institution
from bases.creditfile_made import add, make_filed_person, new_value
from bases.parties_made import make_household
from bases.runs_made import ask, make_manager, result_for
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.consent.models import Consent
from xiangxin.office.parties.models import Person
from xiangxin.office.runs import assessing
from xiangxin.office.runs.choices import RunState
from xiangxin.office.runs.explaining import differs

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
BY = system("tests")


@pytest.fixture
def in_the_middle(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Have something happen once, after everybody was assessed and before anybody is stored."""

    def arranged(happens: Callable[[], object]) -> None:
        stored = assessing._store

        def later(*args: Any) -> None:
            monkeypatch.undo()
            happens()
            stored(*args)

        monkeypatch.setattr(assessing, "_store", later)

    return arranged


def _withdraw(person: Person, field_class: str = "file") -> None:
    with act("tests.withdrawn", by=BY) as done:
        for row in Consent.objects.filter(person=person.id, field_class=field_class):
            row.withdrawn_on = timezone.localdate()
            row.save()
            done.wrote(row)


Arrange = Callable[[Callable[[], object]], None]


def test_facts_that_come_during_a_run_do_not_touch_it(in_the_middle: Arrange) -> None:
    manager, bank = make_manager()
    person, source = make_filed_person(bank), make_institution("provider")
    add([new_value(person, "income_yearly", "6000000", source)])
    make_adoption(bank)
    in_the_middle(lambda: add([new_value(person, "income_yearly", "100", source, happened_on=timezone.localdate())]))
    before, after = result_for(person, ask(manager, bank)), result_for(person, ask(manager, bank))
    assert before is not None
    assert after is not None
    assert differs(before) == differs(after) == ()
    assert before.frozen_sealed != after.frozen_sealed


@pytest.mark.parametrize("field_class", ["file", "income_property"])
def test_whoever_withdraws_in_the_middle_of_a_run_is_in_no_result(field_class: str, in_the_middle: Arrange) -> None:
    manager, bank = make_manager()
    stays, leaves = make_filed_person(bank), make_filed_person(bank)
    make_adoption(bank)
    in_the_middle(lambda: _withdraw(leaves, field_class))
    run = ask(manager, bank)
    assert run.state == RunState.DONE
    assert run.left_out == 1
    assert result_for(stays, run) is not None
    assert result_for(leaves, run) is None


def test_a_member_who_withdraws_in_the_middle_of_a_run_is_in_nobody_s_result(in_the_middle: Arrange) -> None:
    manager, bank = make_manager()
    person, member, other = (make_filed_person(bank) for _ in range(3))
    make_household([person, member])
    make_adoption(bank)
    in_the_middle(lambda: _withdraw(member, "income_property"))
    run = ask(manager, bank, persons=[person.id, other.id])
    assert run.left_out == 1
    assert result_for(person, run) is None
    assert result_for(other, run) is not None


def test_who_had_withdrawn_a_class_before_is_assessed_without_it() -> None:
    manager, bank = make_manager()
    person = make_filed_person(bank)
    make_adoption(bank)
    _withdraw(person, "income_property")
    run = ask(manager, bank)
    assert run.left_out == 0
    row = result_for(person, run)
    assert row is not None
    assert "income_property" not in row.classes
