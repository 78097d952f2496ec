"""A lender's own books: another bank to which the person agreed reads nothing of them, at no door of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from stdnum.cn.uscc import calc_check_digit

from bases.accounts_made import COUNTY, browser_of, make_account, sign_in, viewer_for
from bases.consent_made import make_consent, make_institution
from bases.creditfile_made import (
    BY,
    KNOWN_ON,
    add,
    fact_of,
    make_batch,
    make_filed_person,
    new_record,
    new_value,
    today,
)
from bases.parties_made import VILLAGE, make_cadre
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.verify import verify
from xiangxin.office.consent.actions import Scope, withdraw_consent
from xiangxin.office.creditfile import snapshots
from xiangxin.office.creditfile.actions import (
    add_business_facts,
    add_coverage,
    add_facts,
    add_standings,
    delete_expired,
    open_dispute,
    show_batch,
)
from xiangxin.office.creditfile.businesses import NewBusinessFact
from xiangxin.office.creditfile.models import Batch, Coverage, Fact, Standing
from xiangxin.office.creditfile.new import NewCoverage, NewFact
from xiangxin.office.creditfile.queries import file_of
from xiangxin.office.creditfile.queries.changes import changed_since
from xiangxin.office.creditfile.queries.history import earlier_of
from xiangxin.office.creditfile.queries.operators import operator_of
from xiangxin.office.creditfile.queries.people import FileRow, files_in
from xiangxin.office.creditfile.standing import NewStanding
from xiangxin.office.parties.actions import NewBusiness, register_business
from xiangxin.office.parties.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "reads"])

SECRET = "虚合同1"
OWN = {"arrears", "land_area_mu"}
"""What the first bank brought: a record that lenders supply, and what the person said at its counter."""


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel("2026-06-01T10:00:00+08:00", tick=True):
        yield


@dataclass
class Made:
    """A person who agreed to two banks, and what the first of them brought."""

    person: Person
    first: Institution
    second: Institution
    loan: NewFact
    own: Viewer


@pytest.fixture
def made() -> Made:
    first, second = make_institution(), make_institution()
    person = make_filed_person(first, ["file"])
    make_consent(person.id, "scoring", second, "file")
    loan = new_record(person, "arrears", first, document_no=SECRET, amount_fen=500)
    brought(first, "lender_records", [loan], [NewCoverage(person.id, "guarantee_called", first.id, date(2026, 2, 1))])
    brought(first, "statements", [new_value(person, "land_area_mu", "12", first)])
    return Made(person, first, second, loan, viewer_for(Role.HOUSEHOLD, VILLAGE, person=person.id))


def brought(
    source: Institution, form: str, facts: list[NewFact], answers: list[NewCoverage] | None = None, on: date = KNOWN_ON
) -> Batch:
    batch = make_batch(source, form)
    add_facts(BY, batch, facts)
    add_coverage(BY, batch, answers or [])
    return show_batch(BY, batch, on)


def code_of(number: int) -> str:
    digits = f"93990101MA{number:07d}"
    return digits + calc_check_digit(digits)


def manager(bank: Institution) -> Viewer:
    return viewer_for(Role.ACCOUNT_MANAGER, COUNTY, bank)


def read(viewer: Viewer, person: Person) -> tuple[set[str], set[str]]:
    """Kinds of facts and of answers in a file."""
    file = file_of(viewer, person.id)
    return {line.kind for line in (*file.values, *file.records)}, {line.kind for line in file.answers}


def line_for(viewer: Viewer) -> FileRow:
    with files_in(viewer, VILLAGE) as there:
        (line,) = there.rows
        there.showed([line])
    return line


def test_a_bank_the_person_and_nobody_else_read_the_bank_s_own_books(made: Made) -> None:
    everything = (OWN, {"guarantee_called"})
    assert read(manager(made.first), made.person) == everything
    assert read(made.own, made.person) == everything
    assert read(manager(made.second), made.person) == (set(), set())


def test_a_branch_reads_the_books_of_its_bank_and_of_no_other(made: Made) -> None:
    for bank, found in ((made.first, OWN), (made.second, set())):
        branch = make_institution("branch", parent=bank)
        assert read(manager(branch), made.person)[0] == found


def test_what_others_supplied_is_read_by_every_bank_of_the_person(made: Made) -> None:
    court = make_institution("provider")
    add(
        [new_record(made.person, "court_enforcement", court, amount_fen=1)],
        coverage=[NewCoverage(made.person.id, "tax_decision", court.id, date(2026, 2, 1))],
    )
    assert read(manager(made.second), made.person) == ({"court_enforcement"}, {"tax_decision"})


def test_the_page_of_a_file_and_its_print_name_no_contract_with_another_bank(made: Made) -> None:
    for bank, named in ((made.first, True), (made.second, False)):
        client = Client()
        sign_in(client, make_account(Role.ACCOUNT_MANAGER, COUNTY, bank))
        for page in ("file", "paper"):
            answer = client.get(reverse(f"creditfile:{page}", args=[made.person.id]))
            assert (answer.status_code, SECRET in answer.content.decode()) == (200, named)
    phone = browser_of(made.own)
    assert SECRET in phone.get(reverse("creditfile:mine_paper")).content.decode()


def test_a_former_version_in_another_bank_s_books_is_told_to_nobody_else(made: Made) -> None:
    settled = new_record(
        made.person, "arrears", made.first, document_no=SECRET, amount_fen=500, ended_on=date(2026, 4, 1)
    )
    brought(made.first, "lender_records", [settled], on=date(2026, 5, 1))

    def earlier(viewer: Viewer) -> int:
        return len(earlier_of(viewer, file_of(viewer, made.person.id)))

    assert [earlier(viewer) for viewer in (manager(made.first), made.own, manager(made.second))] == [1, 1, 0]


def test_a_line_of_a_village_tells_nothing_of_another_bank_s_books(made: Made) -> None:
    open_dispute(made.own, made.person.id, fact_of(made.loan).id)
    own, other = line_for(manager(made.first)), line_for(manager(made.second))
    assert (own.newest, own.disputed, other.newest, other.disputed) == (date(2026, 1, 10), 1, None, 0)
    asked = ({one.zh for one in line.to_ask} & {"贷款拖欠（本行）", "担保代偿（本行）"} for line in (own, other))
    assert list(asked) == [set(), {"贷款拖欠（本行）", "担保代偿（本行）"}]


def test_a_snapshot_holds_of_lenders_books_the_receiver_s_own(made: Made) -> None:
    def frozen(bank: Institution) -> tuple[list[str], list[str], list[int | None]]:
        wanted = snapshots.Wanted(COUNTY, "scoring", bank.id, today(), today(), frozenset({made.person.id}))
        found = snapshots.tables(manager(bank), wanted)
        records, answers = found["records"].to_pylist(), found["coverage"].to_pylist()
        land = found["applicants"].to_pylist()[0]["land_area_mu"]
        return [row["kind"] for row in records], [row["kind"] for row in answers], [land]

    assert frozen(made.first) == (["arrears"], ["guarantee_called"], [12])
    assert frozen(made.second) == ([], [], [None])


def test_news_in_another_bank_s_books_change_no_file_for_a_bank(made: Made) -> None:
    since = timezone.now() - timedelta(hours=1)

    def changed(bank: Institution) -> set[object]:
        return set(changed_since(manager(bank), COUNTY, "scoring", bank.id, since))

    assert (changed(made.first), changed(made.second)) == ({made.person.id}, set())
    open_dispute(made.own, made.person.id, fact_of(made.loan).id)
    assert changed(made.second) == set()
    add([new_record(made.person, "court_enforcement", make_institution("provider"), amount_fen=1)])
    assert changed(made.second) == {made.person.id}


def test_a_banks_own_books_go_when_nobody_agrees_to_that_bank_any_more_and_the_other_bank_s_stay(made: Made) -> None:
    for bank in (made.first, made.second):
        batch = make_batch(bank, "limits_before")
        given = (2025, date(2025, 1, 1), date(2026, 12, 31), f"虚授信{bank.slug}")
        add_standings(BY, batch, [NewStanding(made.person.id, "limit", bank.id, *given, amount_fen=100)])
        show_batch(BY, batch, KNOWN_ON)
    brought(made.second, "lender_records", [new_record(made.person, "arrears", made.second, amount_fen=7)])
    court = make_institution("provider")
    add([new_record(made.person, "court_enforcement", court, amount_fen=1)])
    withdraw_consent(made.own, made.person.id, Scope("scoring", made.first.id, "file"))
    assert delete_expired(BY, today() + timedelta(days=15)) == 0
    assert delete_expired(BY, today() + timedelta(days=16)) == 4
    assert delete_expired(BY, today() + timedelta(days=16)) == 0
    with maintenance("tests"):
        facts = Fact.objects.order_by("kind").values_list("kind", "source")
        assert list(facts) == [("arrears", made.second.id), ("court_enforcement", court.id)]
        assert list(Standing.objects.values_list("source", flat=True)) == [made.second.id]
        assert Coverage.objects.count() == 0
    assert verify().findings == ()


def test_what_a_bank_brought_about_an_organisation_is_read_by_it_and_its_branches_alone(made: Made) -> None:
    firm = register_business(
        make_cadre(VILLAGE), NewBusiness(code_of(1), "虚构合作社", "cooperative", VILLAGE), today()
    )
    insurer = make_institution("insurer")
    for source, amount in ((made.first, 5), (insurer, 7)):
        batch = make_batch(source, "operators")
        given = NewBusinessFact(firm.id, "insurance_policy", source.id, amount_fen=amount, happened_on=KNOWN_ON)
        add_business_facts(BY, batch, [given])
        show_batch(BY, batch, KNOWN_ON)
    branch = make_institution("branch", parent=made.first)

    def amounts(viewer: Viewer) -> list[int]:
        return sorted(line.amount_fen or 0 for line in operator_of(viewer, firm.id).lines)

    assert [amounts(manager(bank)) for bank in (made.first, branch, made.second)] == [[5, 7], [5, 7], [7]]
    assert amounts(viewer_for(Role.COUNTY_OFFICE)) == [7]
