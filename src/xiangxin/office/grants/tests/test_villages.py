"""Pages by village: how far each has come, letters, lines due, requests, and how a result follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from bases.accounts_made import COUNTY, browser_of, viewer_for
from bases.consent_made import make_institution
from bases.creditfile_made import add, make_filed_person, new_record, new_value
from bases.grants_made import BY, cases_of, colleague, fresh, letter_of, looking, make_cases, make_line, own_viewer
from bases.parties_made import make_person
from bases.runs_made import make_manager, make_run
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.consent.models import Consent
from xiangxin.office.grants.actions import Chosen, ask_for_human, decide_case, deliver_letter, open_cases, open_done
from xiangxin.office.grants.choices import DecisionKind, State
from xiangxin.office.grants.models import Handover
from xiangxin.office.grants.queries.board import funnels, totals
from xiangxin.office.grants.queries.due import due_lines
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.parties.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
FACT = "2026年3月5日县法院文书载明的一笔未还款。"


def test_a_run_that_is_done_is_handed_over_by_itself_and_once() -> None:
    manager, bank = make_manager()
    make_filed_person(bank)
    run = make_run(manager, bank)
    assert open_done(BY) == 1
    assert Handover.objects.get(run=run).cases == 1
    (grant,) = cases_of(bank)
    assert open_done(BY) == 0
    assert open_cases(BY, run) == 0
    assert [row.id for row in cases_of(bank)] == [grant.id]


def test_the_board_counts_the_banks_people_and_leaves_out_who_withdrew() -> None:
    manager, bank, (one, two) = make_cases(2)
    make_filed_person(bank)
    decide_case(manager, one.id, Chosen(DecisionKind.ACCEPT))
    (row,) = funnels(manager)
    assert (row.consented, row.assessed, row.decided, row.offered, row.accepted, row.missing) == (3, 2, 1, 1, 0, 1)
    with act("tests.withdrawn", by=BY) as done:
        for consent in Consent.objects.filter(person=two.person_id):
            consent.withdrawn_on = timezone.localdate()
            consent.save()
            done.wrote(consent)
    (row,) = funnels(manager)
    assert (row.told, row.consented, row.assessed, row.decided) == (2, 2, 1, 1)
    client = browser_of(manager)
    assert client.get(reverse("grants:villages")).status_code == 200
    shown = client.get(reverse("grants:village", args=[one.area])).content.decode()
    for words in (one.number, "已决定，等送达", "已同意，等评价"):
        assert words in shown
    assert two.number not in shown
    for area in ("999999999999", "x", "370828"):
        assert client.get(reverse("grants:village", args=[area])).status_code == 404


def test_cadres_see_totals_without_small_figures_and_no_person() -> None:
    _manager, _bank, (grant,) = make_cases()
    cadre = viewer_for(Role.COUNTY_OFFICE, COUNTY)
    rows = totals(cadre)
    assert rows
    assert {row.assessed for row in rows} <= {None, 0}, "one person is nowhere to be seen"
    shown = browser_of(cadre).get(reverse("grants:villages")).content.decode()
    assert grant.number not in shown
    assert browser_of(cadre).get(reverse("grants:village", args=[grant.area])).status_code in (403, 404)


def test_a_case_in_whose_place_a_newer_one_stands_is_no_decision() -> None:
    manager, bank, cases = make_cases(6)
    for _ in range(6):
        make_person()
    cadre = viewer_for(Role.COUNTY_OFFICE, COUNTY)

    def here() -> tuple[int | None, int | None]:
        (row,) = (one for one in totals(cadre) if one.area == cases[0].area)
        return row.assessed, row.decided

    before = here()
    open_cases(BY, make_run(manager, bank))
    assert {one.ending for one in cases_of(bank)} == {"superseded", ""}
    assert here() == before == (6, 0)


def test_letters_that_wait_are_listed_and_printed_by_village_with_a_note_to_each() -> None:
    manager, _bank, (grant,) = make_cases()
    client = browser_of(manager)
    assert client.get(reverse("grants:print", args=[grant.area])).status_code == 404
    decide_case(manager, grant.id, Chosen(DecisionKind.ACCEPT))
    letter = letter_of(grant)
    assert letter.number in client.get(reverse("grants:letters")).content.decode()
    pdf = client.get(reverse("grants:print", args=[grant.area]))
    assert pdf.content.startswith(b"%PDF")
    notes = PendingRead.objects.filter(person=grant.person_id, what="grants.print")
    assert {note.fields for note in notes} == {"area,grant,name_whole"}
    deliver_letter(own_viewer(grant.person_id), grant.person_id, letter.id)
    assert letter.number not in client.get(reverse("grants:letters")).content.decode()
    assert client.get(reverse("grants:print", args=[grant.area])).status_code == 404


def test_a_line_is_due_when_its_year_is_over_or_its_file_changed_and_stays_as_it_is() -> None:
    manager, bank, grant, _person = make_line()
    client, address = browser_of(manager), reverse("grants:lines")
    assert grant.number not in client.get(address).content.decode()
    assert "没有要重新评价的人" in client.post(address, follow=True).content.decode()
    with looking():
        person = Person.objects.get(id=grant.person_id)
    add([new_value(person, "income_yearly", "9000000", make_institution("provider"))])
    shown = client.get(address).content.decode()
    assert grant.number in shown
    assert "档案有变化" in shown
    assert "1 人在重新评价" in client.post(address, follow=True).content.decode()
    work_off()
    open_done(BY)
    assert fresh(grant).state == State.ACTIVE, "the line stays; the new case stands beside it"
    assert [row.replaces_id for row in cases_of(bank) if row.state == State.OPEN] == [grant.id]
    assert "已在等决定" in client.get(address).content.decode()


def test_a_line_is_not_due_for_what_came_into_another_bank_s_books() -> None:
    manager, bank, grant, _person = make_line()
    with looking():
        person = Person.objects.get(id=grant.person_id)
    add([new_record(person, "arrears", make_institution(), amount_fen=100)])
    assert due_lines(manager) == []
    add([new_record(person, "arrears", bank, amount_fen=100)])
    assert [(one.grant.id, one.changed) for one in due_lines(manager)] == [(grant.id, True)]


def test_a_line_whose_year_is_nearly_over_is_due() -> None:
    manager, _bank, grant, _person = make_line()
    with time_machine.travel(timezone.now() + timedelta(days=340), tick=True):
        assert [(one.grant.id, one.yearly) for one in due_lines(manager)] == [(grant.id, True)]


def test_how_a_result_follows_is_shown_with_its_parts_and_noted() -> None:
    manager, _bank, (grant,) = make_cases()
    address = reverse("grants:why", args=[grant.id])
    shown = browser_of(manager).get(address).content.decode()
    for words in ("怎么评出来的", "额度的组成", "由它决定"):
        assert words in shown
    notes = PendingRead.objects.filter(person=grant.person_id, what="grants.why")
    assert [note.fields for note in notes] == ["area,birth_year,credit_file,grant,id_number,name,result"]
    assert browser_of(make_manager()[0]).get(address).status_code == 404


def test_a_request_waits_with_its_last_day_for_somebody_else() -> None:
    manager, bank, (grant,) = make_cases()
    decide_case(manager, grant.id, Chosen(DecisionKind.REFUSE, "checkable_fact", FACT))
    person = own_viewer(grant.person_id)
    deliver_letter(person, grant.person_id, letter_of(grant).id)
    request = ask_for_human(person, grant.person_id, grant.id)
    address = reverse("grants:requests")
    shown = browser_of(manager).get(address).content.decode()
    for words in (request.number, "要换一位同事"):
        assert words in shown
    assert "您可以答复" in browser_of(colleague(bank)).get(address).content.decode()
