"""What is noted of a look is what was shown; and how it stands with consents is told as the person said it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from bases.accounts_made import COUNTY, viewer_for
from bases.consent_made import deliver, give, make_consent, make_institution
from bases.parties_made import VILLAGE, listed_of_village, make_cadre, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.consent.actions import refuse_consent, withdraw_consent
from xiangxin.office.consent.models import Consent
from xiangxin.office.consent.queries import consented_to
from xiangxin.office.consent.scope import Scope
from xiangxin.office.parties.listing import PEOPLE
from xiangxin.office.parties.queries.access import looking
from xiangxin.office.parties.queries.people import person_page

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ON = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-06-01 12:00+08:00", tick=False) as travelled:
        yield travelled


def noted(what: str = "parties.person") -> tuple[str, str, set[str]]:
    note = PendingRead.objects.filter(what=what).order_by("at", "id").last()
    assert note is not None
    return note.purpose, note.ground, set(note.fields.split(","))


def test_a_bank_s_look_names_neither_consents_nor_household_which_it_was_not_shown() -> None:
    bank, person = make_institution(), make_person()
    make_consent(person.id, receiver=bank)
    page = person_page(viewer_for(Role.ACCOUNT_MANAGER, COUNTY, bank), person.id)
    assert (page.asked, page.household, page.kept) == ((), None, False)
    assert noted() == (
        "scoring",
        "consent",
        {"name", "id_number", "birth_year", "area", "phone", "former_names", "trades"},
    )


def test_who_keeps_the_register_looks_by_duty_for_the_register_and_not_for_an_evaluation() -> None:
    person = make_person()
    person_page(make_cadre(VILLAGE), person.id)
    shown = {"name", "id_number", "birth_year", "area", "phone", "former_names", "trades", "household", "consents"}
    assert noted() == ("register", "duty", shown)
    listed_of_village(make_cadre(VILLAGE), VILLAGE)
    assert noted("parties.village")[:2] == ("register", "duty")


def test_agreed_refused_taken_back_and_never_asked_are_told_apart(clock: time_machine.Traveller) -> None:
    one, two, three, bank = make_person("张小三"), make_person("李四"), make_person("王五"), make_institution()
    own = viewer_for(Role.HOUSEHOLD, VILLAGE, person=one.id)
    give(own, one.id, bank)
    refuse_consent(own, one.id, deliver(own, one.id, bank, field_class="bureau").id)
    deliver(own, one.id, bank, field_class="contact")
    make_consent(two.id, receiver=bank, on=date(2026, 3, 1), to_on=date(2027, 2, 28))
    withdraw_consent(viewer_for(Role.HOUSEHOLD, VILLAGE, person=two.id), two.id, Scope("scoring", bank.id, "file"))
    by = make_cadre(VILLAGE)
    told = {
        (line.scope.field_class, line.state.value, line.from_on, line.to_on) for line in person_page(by, one.id).asked
    }
    assert told == {
        ("file", "given", ON, date(2027, 5, 31)),
        ("bureau", "refused", ON, None),
        ("contact", "waiting", ON, None),
    }
    (back,) = person_page(by, two.id).asked
    assert (back.state, back.from_on, back.to_on) == ("withdrawn", ON, None)
    assert person_page(by, three.id).asked == ()
    cell = next(column for column in PEOPLE.columns if column.key == "consents").value
    assert {line.card.id: cell(line) for line in listed_of_village(by, VILLAGE)} == {
        one.id: "征信报告：不同意、联系方式：看过告知，还没回答、信用档案：同意",
        two.id: "信用档案：已撤回",
        three.id: "没有问过",
    }
    clock.move_to("2027-06-01 12:00+08:00")
    assert ("file", "ended") in {(line.scope.field_class, line.state) for line in person_page(by, one.id).asked}


def test_a_consent_within_its_cool_off_that_was_taken_back_looks_as_if_nobody_had_asked() -> None:
    person, bank = make_person(), make_institution()
    own = viewer_for(Role.HOUSEHOLD, VILLAGE, person=person.id)
    give(own, person.id, bank)
    assert withdraw_consent(own, person.id, Scope("scoring", bank.id, "file")).erased
    assert person_page(make_cadre(VILLAGE), person.id).asked == ()


def test_a_refusal_takes_no_consent_back_and_a_notice_read_again_is_no_answer() -> None:
    person, bank = make_person(), make_institution()
    own = viewer_for(Role.HOUSEHOLD, VILLAGE, person=person.id)
    give(own, person.id, bank)
    refuse_consent(own, person.id, deliver(own, person.id, bank).id)
    refuse_consent(own, person.id, deliver(own, person.id, bank, field_class="bureau").id)
    deliver(own, person.id, bank, field_class="bureau")
    told = {line.scope.field_class: line.state.value for line in person_page(make_cadre(VILLAGE), person.id).asked}
    assert told == {"file": "given", "bureau": "refused"}


def test_a_consent_that_lacks_its_writing_is_not_told_as_given() -> None:
    person = make_person()
    make_consent(person.id, field_class="income_property", written=False)
    make_consent(person.id, field_class="contact", written=False)
    told = {line.scope.field_class: line.state.value for line in person_page(make_cadre(VILLAGE), person.id).asked}
    assert told == {"income_property": "unconfirmed", "contact": "given"}


def test_only_consents_to_a_file_that_hold_are_counted() -> None:
    one, two, three, cadre = make_person(), make_person(), make_person(), make_cadre(VILLAGE)
    make_consent(one.id)
    make_consent(two.id, on=date(2026, 5, 1), withdrawn_on=date(2026, 5, 3))
    make_consent(three.id, field_class="contact")
    with looking(cadre, "parties.villages", ["consents"]):
        assert list(consented_to("file", ON)) == [one.id]
    with maintenance("tests"):
        assert Consent.objects.count() == 3
