"""Who learns what by a submission: the own institution within the own area, the second person, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, cast
from uuid import UUID

import pytest
import time_machine

from bases.accounts_made import COUNTY, viewer_for
from bases.consent_made import make_consent, make_institution
from bases.intake_made import ON, filled, make_agreement, make_provider, send
from bases.parties_made import FAR_VILLAGE, TOWNSHIP, VILLAGE, id_number, make_person, make_village
from bases.unchanged import nothing_changes
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.errors import RoleMayNotDecide
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.proposals import decide as decide_elsewhere
from xiangxin.office.accounts.queries import proposal_seen, to_decide
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.audit.queries import notes_of
from xiangxin.office.creditfile.models import Coverage
from xiangxin.office.intake.actions import decide, propose, propose_undoing
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.queries import findings_of, page_of_rows, returned_of, submission
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.shell.errors import AddressUnknown

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
FAR_TOWNSHIP = "990101101000"


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


def manager(bank: Institution, area: str = COUNTY) -> Viewer:
    return viewer_for(Role.ACCOUNT_MANAGER, area, bank)


def customer_of(bank: Institution) -> str:
    """The number of somebody who agreed to this bank alone."""
    number = id_number()
    make_consent(make_person("张小三", VILLAGE, number=number).id, "scoring", bank)
    return number


def answer(number: str) -> dict[str, Any]:
    return {"id_number": number, "kind": "贷款拖欠（本行）", "asked_on": date(2026, 5, 30)}


def enforcement(number: str, **changes: Any) -> dict[str, Any]:
    return {
        "id_number": number, "name": "张小三", "amount_fen": 12000, "happened_on": date(2026, 4, 1),
        "document_no": "（2026）虚01执77号", "authority": "虚构县法院", **changes,
    }  # fmt: skip


def read(row: Submission) -> tuple[int, int, set[str]]:
    """Rows that are new, rows that came back, and what was found."""
    return row.rows_new, row.rows_refused, {one.code for one in findings_of(row, "", 1)[0]}


def test_a_bank_answers_for_who_agreed_to_it_and_learns_nothing_of_others_customers() -> None:
    own, other = make_institution(), make_institution()
    nobodys = id_number()
    make_person("李四", VILLAGE, number=nobodys)
    sent = [answer(number) for number in (customer_of(other), nobodys)]
    assert read(send(manager(own), "coverage", filled("coverage", sent))) == (0, 2, {"no_ground"})
    assert read(send(manager(own), "coverage", filled("coverage", [answer(customer_of(own))]))) == (1, 0, set())
    with maintenance("tests"):
        assert not Coverage.objects.exists()


def test_a_bank_brings_last_years_ratings_of_who_agreed_to_it() -> None:
    own, other = make_institution(), make_institution()

    def rating(number: str) -> bytes:
        row = {
            "id_number": number, "year": 2025, "value": "一星", "from_on": date(2025, 1, 1),
            "to_on": date(2026, 12, 31), "document_no": "虚1",
        }  # fmt: skip
        return filled("ratings_before", [row])

    assert read(send(manager(own), "ratings_before", rating(customer_of(other)))) == (0, 1, {"no_ground"})
    assert read(send(manager(own), "ratings_before", rating(customer_of(own)))) == (1, 0, set())


def test_what_comes_in_for_a_branch_needs_the_consent_to_its_bank() -> None:
    own, other = make_institution(), make_institution()
    court, agreement = make_provider(), None
    agreement = make_agreement(court, make_institution("branch", parent=own), purpose="scoring")
    for bank, found in ((other, (0, 1, {"no_ground"})), (own, (1, 0, set()))):
        row = enforcement(customer_of(bank))
        assert read(send(court, "court_enforcement", filled("court_enforcement", [row]), agreement)) == found


def test_what_a_bank_sends_is_seen_and_decided_on_by_that_bank_alone() -> None:
    bank, county = make_institution(), viewer_for(Role.COUNTY_OFFICE)
    sender, second, stranger = manager(bank), manager(bank), manager(make_institution())
    row = send(sender, "coverage", filled("coverage", [answer(customer_of(bank))]))
    propose(sender, row.id, "报送")
    for other in (county, stranger):
        with pytest.raises(AddressUnknown):
            submission(other, row.id)
        with pytest.raises(AddressUnknown):
            decide(other, row.id, agrees=True)
    row.refresh_from_db()
    assert row.state == "proposed"
    assert submission(second, row.id) == row
    decide(second, row.id, agrees=True)
    work_off()
    row.refresh_from_db()
    assert row.state == "accepted"


def test_what_comes_in_for_a_bank_is_decided_on_by_that_bank_and_not_by_the_county() -> None:
    bank, court, county = make_institution(), make_provider(), viewer_for(Role.COUNTY_OFFICE)
    agreement = make_agreement(court, bank, purpose="scoring")
    content = filled("court_enforcement", [enforcement(customer_of(bank))])
    row = send(court, "court_enforcement", content, agreement)
    propose(court, row.id, "报送")
    with pytest.raises(AddressUnknown):
        submission(county, row.id)
    decide(manager(bank), row.id, agrees=True)
    row.refresh_from_db()
    assert row.state == "accepting"


def test_nobody_else_meets_or_refuses_what_waits_for_a_banks_second_person() -> None:
    bank, court, county = make_institution(), make_provider(), viewer_for(Role.COUNTY_OFFICE)
    agreement = make_agreement(court, bank, purpose="scoring")
    stranger, second = manager(make_institution()), manager(bank)
    content = filled("court_enforcement", [enforcement(customer_of(bank))])
    row = propose(court, send(court, "court_enforcement", content, agreement).id, "报送")
    _no_one_but(second, row.proposal, county, stranger)
    assert len(page_of_rows(second, row, "new", 1)) == 1
    with maintenance("tests"):
        assert PendingRead.objects.get(what="intake.rows", person__isnull=False).ground == "consent"
    decide_elsewhere(cast("UUID", row.proposal), second, agrees=True)
    work_off()
    row.refresh_from_db()
    propose_undoing(court, row.id, "报错了")
    undo = Proposal.objects.get(kind="intake.submission_undone")
    _no_one_but(second, undo.id, county, stranger)
    decide_elsewhere(undo.id, second, agrees=True)


def _no_one_but(second: Viewer, proposal: UUID | None, county: Viewer, stranger: Viewer) -> None:
    assert proposal is not None
    assert [one.proposal.id for one in to_decide(second)] == [proposal]
    assert proposal_seen(second, proposal).deciders == ("account_manager", "data_provider")
    for other, refusal in ((county, RoleMayNotDecide), (stranger, AddressUnknown)):
        assert to_decide(other) == []
        with pytest.raises(AddressUnknown):
            proposal_seen(other, proposal)
        for agrees in (True, False):
            with nothing_changes("accounts", "intake", "creditfile", "jobs"), pytest.raises(refusal):
                decide_elsewhere(proposal, other, agrees=agrees, words="与我行无关")


def test_a_colleague_sees_nothing_that_was_sent_outside_the_own_area() -> None:
    bank = make_institution()
    for village in (VILLAGE, FAR_VILLAGE):
        make_village(village)
    contact = {"name": "赵名册", "id_number": id_number(), "phone": "19900001111", "village_code": FAR_VILLAGE}
    unread = {"name": "钱名册", "id_number": id_number(), "phone": "1990", "village_code": FAR_VILLAGE}
    row = send(manager(bank, FAR_TOWNSHIP), "roster", filled("roster", [contact, unread]))
    assert read(row)[:2] == (1, 1)
    with pytest.raises(AddressUnknown):
        submission(manager(bank, TOWNSHIP), row.id)
    assert submission(manager(bank), row.id) == row


def test_who_sends_data_for_a_government_reads_no_register_of_its_cadres() -> None:
    government = make_institution("government")
    make_village(VILLAGE)
    entry = {"name": "赵登记", "id_number": id_number(), "village_code": VILLAGE, "household_no": "1"}
    row = send(viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP), "register", filled("register", [entry]))
    assert row.institution == government
    with pytest.raises(AddressUnknown):
        submission(viewer_for(Role.DATA_PROVIDER, COUNTY, government), row.id)
    second = viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP)
    assert len(page_of_rows(second, submission(second, row.id), "new", 1)) == 1


@pytest.mark.parametrize("changes", [{"final": "否"}, {"authority": None}, {"name": "另一个"}])
def test_whoever_is_in_the_returned_rows_can_see_that_they_left(changes: dict[str, str | None]) -> None:
    number, court = id_number(), make_provider()
    person = make_person("张小三", VILLAGE, number=number)
    make_consent(person.id, "evaluation")
    content = filled("court_enforcement", [enforcement(number, **changes)])
    row = send(court, "court_enforcement", content, make_agreement(court))
    assert read(row)[:2] == (0, 1)
    assert returned_of(court, row)
    with maintenance("tests"):
        assert "intake.returned" in [note.what for note in notes_of(person.id)[1]]
