"""Who sees what of a file: class by class, only while a ground holds, disputes and the person's words with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bases.accounts_made import COUNTY, viewer_for
from bases.consent_made import make_consent, make_institution
from bases.creditfile_made import add, fact_of, make_filed_person, new_record, new_value
from bases.parties_made import FAR_VILLAGE, OTHER_VILLAGE, VILLAGE, make_cadre, make_household, make_person
from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.consent.actions import Scope, withdraw_consent
from xiangxin.office.consent.errors import NoGround
from xiangxin.office.creditfile import snapshots
from xiangxin.office.creditfile.actions import add_statement, open_dispute
from xiangxin.office.creditfile.models import Snapshot
from xiangxin.office.creditfile.new import NewCoverage, NewItem
from xiangxin.office.creditfile.queries import file_of, village_figures
from xiangxin.office.creditfile.queries.people import files_in
from xiangxin.office.parties.models import Person
from xiangxin.office.shell.errors import AddressUnknown

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture
def bank() -> Institution:
    return make_institution()


@pytest.fixture
def person(bank: Institution) -> Person:
    found = make_filed_person(bank)
    source = make_institution("provider")
    add(
        [
            new_value(found, "land_area_mu", "12", source),
            new_value(found, "land_area_mu", "14", source, happened_on=date(2026, 2, 1)),
            new_value(found, "income_yearly", "3600000", source),
            new_value(found, "provincial_score", "7000", source, items=(NewItem("履约情况", 3000),)),
            new_record(found, "honour", source, category="veteran", level="county"),
            new_record(found, "bureau_arrears", source, amount_fen=100),
        ],
        coverage=[NewCoverage(found.id, "court_enforcement", source.id, date(2026, 2, 1))],
    )
    return found


def manager(bank: Institution, area: str = COUNTY) -> Viewer:
    return viewer_for(Role.ACCOUNT_MANAGER, area, bank)


def own(person: Person) -> Viewer:
    """The person's own account, the same at each call."""
    account = Account.objects.filter(person=person.id).first()
    if account is None:
        return viewer_for(Role.HOUSEHOLD, person.area, person=person.id)
    return Viewer(account.id, Role.HOUSEHOLD, person.area, person=person.id)


def kinds(viewer: Viewer, person: Person) -> set[str]:
    file = file_of(viewer, person.id)
    return {line.kind for line in (*file.values, *file.records)}


def test_the_bank_sees_each_class_while_the_person_agrees_to_it(bank: Institution, person: Person) -> None:
    everything = {"land_area_mu", "income_yearly", "provincial_score", "honour", "bureau_arrears"}
    assert kinds(manager(bank), person) == everything
    withdraw_consent(own(person), person.id, Scope("scoring", bank.id, "income_property"))
    assert kinds(manager(bank), person) == everything - {"income_yearly"}
    withdraw_consent(own(person), person.id, Scope("scoring", bank.id, "bureau"))
    assert kinds(manager(bank), person) == everything - {"income_yearly", "bureau_arrears"}
    withdraw_consent(own(person), person.id, Scope("scoring", bank.id, "file"))
    with pytest.raises(AddressUnknown):
        file_of(manager(bank), person.id)
    assert kinds(own(person), person) == everything


def test_another_bank_another_area_and_a_cadre_see_nothing(bank: Institution, person: Person) -> None:
    make_person(area=FAR_VILLAGE)
    for viewer in (manager(make_institution()), manager(bank, FAR_VILLAGE)):
        with pytest.raises(AddressUnknown):
            file_of(viewer, person.id)
    with pytest.raises(NoGround):
        file_of(make_cadre(VILLAGE), person.id)
    other = make_filed_person()
    with pytest.raises(AddressUnknown):
        file_of(own(other), person.id)


def test_every_line_says_what_it_rests_on(bank: Institution, person: Person) -> None:
    file = file_of(manager(bank), person.id, as_of=date(2026, 3, 31))
    land = [(line.value, line.holds, line.counts) for line in file.values if line.kind == "land_area_mu"]
    assert land == [(14, True, True), (12, True, False)]
    (score,) = [line for line in file.values if line.kind == "provincial_score"]
    assert ([item.points_centi for item in score.items], score.opaque) == ([3000], False)
    (honour,) = [line for line in file.records if line.kind == "honour"]
    assert honour.category == Text("退役军人", "Veteran")
    assert (honour.known_on, honour.dispute) == (date(2026, 3, 1), "")
    assert [(answer.kind, answer.asked_on) for answer in file.answers] == [("court_enforcement", date(2026, 2, 1))]


def test_a_score_whose_parts_nobody_tells_is_opaque(bank: Institution) -> None:
    person = make_filed_person(bank)
    add([new_value(person, "provincial_score", "7000", make_institution("provider"))])
    assert [line.opaque for line in file_of(manager(bank), person.id).values] == [True]


def test_a_dispute_and_the_person_s_words_stand_with_the_file(bank: Institution, person: Person) -> None:
    honour = next(line for line in file_of(own(person), person.id).records if line.kind == "honour")
    row = open_dispute(own(person), person.id, honour.fact)
    add_statement(own(person), person.id, "那是我哥哥的。", honour.fact)
    add_statement(own(person), person.id, "其余都对。")
    file = file_of(manager(bank), person.id)
    (line,) = [line for line in file.records if line.kind == "honour"]
    assert (line.dispute, line.counts) == (row.number, False)
    said = {(one.series, one.words) for one in file.statements}
    assert said == {(honour.series, "那是我哥哥的。"), (None, "其余都对。")}


def test_the_person_s_words_stay_with_a_matter_when_its_source_tells_more_of_it(
    bank: Institution, person: Person
) -> None:
    debt = new_record(person, "court_enforcement", make_institution("provider"), document_no="试1号", amount_fen=100)
    add([debt])
    add_statement(own(person), person.id, "已在协商", fact_of(debt).id)
    add([replace(debt, ended_on=date(2026, 3, 9))], date(2026, 3, 10))
    for viewer in (own(person), manager(bank)):
        assert [(one.series, one.words) for one in file_of(viewer, person.id).statements] == [(debt.series, "已在协商")]


def test_words_about_what_a_viewer_may_not_see_are_not_shown(bank: Institution, person: Person) -> None:
    debt = next(line for line in file_of(own(person), person.id).records if line.kind == "bureau_arrears")
    add_statement(own(person), person.id, "这笔已经还了。", debt.fact)
    withdraw_consent(own(person), person.id, Scope("scoring", bank.id, "bureau"))
    assert file_of(manager(bank), person.id).statements == ()
    assert len(file_of(own(person), person.id).statements) == 1


def test_the_person_is_told_who_looked_at_what(bank: Institution, person: Person) -> None:
    viewer = manager(bank)
    file_of(viewer, person.id)
    with maintenance("tests"):
        (note,) = PendingRead.objects.filter(person=person.id, what="creditfile.file", actor=str(viewer.actor))
    assert (note.purpose, note.ground) == ("scoring", "consent")
    assert {"credit_file", "income_yearly", "bureau_arrears"} <= set(note.fields.split(","))


def test_of_the_past_only_what_was_known_then_is_shown(bank: Institution, person: Person) -> None:
    before = file_of(manager(bank), person.id, as_of=date(2026, 2, 28), known_on=date(2026, 2, 28))
    assert (before.values, before.records, before.answers) == ((), (), ())


def test_a_snapshot_holds_only_who_agrees_and_is_noted_for_each(bank: Institution, person: Person) -> None:
    stranger = make_filed_person()
    add([new_value(stranger, "land_area_mu", "9", make_institution("provider"))])
    wanted = snapshots.Wanted(COUNTY, "scoring", bank.id, date(2026, 3, 31), date(2026, 3, 31))
    row = snapshots.freeze(manager(bank), wanted)
    assert (row.persons, row.tables["records"]["rows"], row.tables["coverage"]["rows"]) == (1, 2, 1)
    with maintenance("tests"):
        noted = PendingRead.objects.filter(what="creditfile.snapshot").values_list("person", flat=True)
        assert set(noted) == {person.id}


def test_after_a_withdrawal_a_class_is_in_no_snapshot_of_any_day(bank: Institution, person: Person) -> None:
    withdraw_consent(own(person), person.id, Scope("scoring", bank.id, "income_property"))
    wanted = snapshots.Wanted(COUNTY, "scoring", bank.id, date(2026, 3, 31), date(2026, 3, 31))
    (row,) = snapshots.tables(manager(bank), wanted)["applicants"].to_pylist()
    assert (row["land_area_mu"], row["income_yearly_fen"]) == (14, None)
    withdraw_consent(own(person), person.id, Scope("scoring", bank.id, "file"))
    assert [table.num_rows for table in snapshots.tables(manager(bank), wanted).values()] == [0] * 6
    assert not Snapshot.objects.exists()


def test_who_agreed_to_be_counted_and_is_not_assessed_is_a_member(bank: Institution) -> None:
    head, member, silent = make_filed_person(bank), make_filed_person(bank), make_person()
    with time_machine.travel("2026-01-10T10:00:00+08:00"):
        make_household([head, member, silent])
    source = make_institution("provider")
    add([new_value(one, "income_yearly", "100", source) for one in (head, member)])
    wanted = snapshots.Wanted(COUNTY, "scoring", bank.id, date(2026, 3, 31), date(2026, 3, 31), frozenset({head.id}))
    rows = snapshots.tables(manager(bank), wanted)
    assert [row["person_id"] for row in rows["applicants"].to_pylist()] == [head.id]
    assert [(row["member_id"], row["income_yearly_fen"]) for row in rows["members"].to_pylist()] == [(member.id, 100)]


def test_figures_of_villages_name_nobody_and_hide_what_is_small_or_tells_it(bank: Institution) -> None:
    source = make_institution("provider")
    people = [make_filed_person(bank) for _ in range(6)]
    make_consent(make_person().id, "scoring", bank, "file")
    others = [make_filed_person(bank, area=OTHER_VILLAGE) for _ in range(12)]
    old = {"happened_on": date(2024, 1, 1)}
    add([new_value(one, "land_area_mu", "12", source, **old) for one in [*people, *others]])
    for viewer in (make_cadre(), viewer_for(Role.COUNTY_OFFICE)):
        lines = {row.area: row for row in village_figures(viewer, viewer.area, timezone.localdate())}
        line = lines[VILLAGE]
        # One is empty. That six of the seven are out of date, which is all but one, would tell it.
        assert (line.persons, line.agreed, line.empty, line.stale, line.disputed) == (7, 7, None, None, 0)
        # Everybody there is out of date: it says so of each.
        assert OTHER_VILLAGE not in lines or lines[OTHER_VILLAGE].stale is None
    new = new_value(people[0], "land_area_mu", "12", source, **old)
    assert fact_of(new).person_id == people[0].id


def test_a_line_of_a_village_tells_nothing_of_a_class_that_is_not_open(bank: Institution) -> None:
    source = make_institution("provider")
    half = make_filed_person(make_institution())
    make_consent(half.id, "scoring", bank, "file")
    income = new_value(half, "income_yearly", "100", source, happened_on=date(2026, 2, 20))
    land = new_value(half, "land_area_mu", "9", source, happened_on=date(2024, 5, 6))
    add([income, land])
    open_dispute(own(half), half.id, fact_of(income).id)
    with files_in(manager(bank), VILLAGE) as there:
        (line,) = there.rows
        there.showed([line])
    assert (line.newest, line.stale, line.disputed) == (date(2024, 5, 6), True, 0)
    make_consent(half.id, "scoring", bank, "income_property")
    with files_in(manager(bank), VILLAGE) as there:
        (line,) = there.rows
        there.showed([line])
    assert (line.newest, line.stale, line.disputed) == (date(2026, 2, 20), False, 1)


def test_a_line_of_a_village_says_what_is_not_there_what_has_ended_and_what_was_answered(bank: Institution) -> None:
    found, source = make_filed_person(bank), make_institution("provider")
    loan = new_record(found, "loan_repaid", bank, happened_on=date(2025, 3, 4))
    add(
        [
            loan,
            new_value(found, "residence_shown", "true", source),
            new_value(found, "full_capacity", "true", source, ended_on=date(2026, 2, 1)),
            new_value(found, "income_yearly", "3600000", source),
        ],
        coverage=[
            NewCoverage(found.id, kind, source.id, day)
            for kind, day in (
                ("court_enforcement", date(2026, 2, 1)),
                ("bureau_arrears", date(2020, 2, 1)),
                ("bureau_arrears", date(2019, 2, 1)),
            )
        ],
    )
    corrected = new_value(found, "income_yearly", "3700000", source, happened_on=date(2026, 2, 3))
    add([corrected], date(2026, 4, 1))
    with files_in(manager(bank), VILLAGE) as there:
        (line,) = there.rows
        there.showed([line])
    assert [one.zh for one in line.missing] == ["有还款来源", "完全民事行为能力", "负债（本人说明）"]
    assert [one.zh for one in line.to_ask] == ["贷款拖欠（本行）", "担保代偿（本行）", "逾期（信用报告）", "荣誉"]
    assert (line.wanted, line.newest, line.disputed) == (11, date(2026, 2, 3), 0)


def test_a_village_is_read_in_one_statement_however_many_live_there(bank: Institution) -> None:
    viewer, counts = manager(bank), []
    for _ in range(2):
        make_filed_person(bank)
        with CaptureQueriesContext(connections["default"]) as statements, files_in(viewer, VILLAGE) as there:
            there.showed([])
        counts.append((len(there.rows), len(statements)))
    assert counts == [(1, 1), (2, 1)]
