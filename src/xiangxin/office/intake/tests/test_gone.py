"""What was taken back, accepted, undone or left over is gone as far as it was said to be, and no further."""

from __future__ import annotations

import os
import time
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from bases.accounts_made import viewer_for
from bases.consent_made import make_consent
from bases.intake_made import accepted, filled, make_agreement, make_provider, send
from bases.parties_made import VILLAGE, id_number, make_person, make_village
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.proposals import decide as decide_proposal
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.verify import verify
from xiangxin.office.creditfile.actions import end_dispute, note_dispute
from xiangxin.office.creditfile.choices import Outcome, Through
from xiangxin.office.creditfile.queries import believed
from xiangxin.office.intake import reading, staging
from xiangxin.office.intake.actions import decide, propose, propose_undoing, receive, take_back
from xiangxin.office.intake.actions.settling import delete_ended
from xiangxin.office.intake.choices import State
from xiangxin.office.intake.errors import FilesGone
from xiangxin.office.intake.models import Agreement, Submission
from xiangxin.office.intake.queries import findings_of, page_of_rows
from xiangxin.office.intake.sealedfile import folder_of
from xiangxin.office.intake.spool import clear_spool
from xiangxin.office.jobs.worker import work_off

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
FORM = "court_enforcement"
BY = system("tests")


@pytest.fixture
def court() -> tuple[Viewer, Agreement, str]:
    number = id_number()
    make_village(VILLAGE)
    make_consent(make_person("张小三", VILLAGE, number=number).id, purpose="evaluation")
    by = make_provider()
    return by, make_agreement(by), number


def row_of(number: str, **changes: Any) -> dict[str, Any]:
    return {
        "id_number": number, "name": "张小三", "amount_fen": 12000, "happened_on": date(2026, 4, 1),
        "document_no": "（2026）虚01执77号", "authority": "虚构县法院", **changes,
    }  # fmt: skip


def undone(by: Viewer, row: Submission) -> None:
    propose_undoing(by, row.id, "报错了")
    proposal = Proposal.objects.get(kind="intake.submission_undone", state="open")
    decide_proposal(proposal.id, viewer_for(Role.COUNTY_OFFICE), agrees=True)
    work_off()
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN


def sealed(row: Submission) -> set[str]:
    return {path.name for path in folder_of(row.id).glob("*")}


def test_what_is_taken_back_while_it_is_read_stays_taken_back_and_leaves_no_file(
    court: tuple[Viewer, Agreement, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    by, agreement, number = court
    content = filled(FORM, [row_of(number)])
    row = receive(by, FORM, [content], "表.xlsx", agreement=agreement.id)
    read = reading.read_file

    def read_and_regret(*given: Any) -> Any:
        found = read(*given)
        take_back(by, row.id)
        return found

    monkeypatch.setattr(staging, "read_file", read_and_regret)
    work_off()
    row.refresh_from_db()
    assert (row.state, row.staged_sha256, row.rows_new) == (State.WITHDRAWN, None, 0)
    assert not folder_of(row.id).exists()


def test_accepted_rows_lie_in_no_file_and_are_shown_from_none(court: tuple[Viewer, Agreement, str]) -> None:
    by, agreement, number = court
    row = send(by, FORM, filled(FORM, [row_of(number)]), agreement)
    assert len(page_of_rows(by, row, "new", 1)) == 1
    accepted(by, row)
    assert sealed(row) & {"new", "changed", "ended", "same", "upload"} == set()
    with pytest.raises(FilesGone):
        page_of_rows(by, row, "new", 1)


def test_undoing_a_submission_leaves_what_was_corrected_since(court: tuple[Viewer, Agreement, str]) -> None:
    by, agreement, number = court
    first = accepted(
        by,
        send(by, FORM, filled(FORM, [row_of(number), row_of(number, document_no="（2026）虚01执78号")]), agreement),
    )
    accepted(by, send(by, FORM, filled(FORM, [row_of(number, amount_fen=9000)]), agreement))
    undone(by, first)
    with maintenance("tests"):
        assert [fact.amount_fen for fact in believed(None)] == [900_000]


def test_undoing_a_wrong_correction_brings_back_what_stood_before(court: tuple[Viewer, Agreement, str]) -> None:
    by, agreement, number = court
    accepted(by, send(by, FORM, filled(FORM, [row_of(number)]), agreement))
    with maintenance("tests"):
        before = [fact.amount_fen for fact in believed(None)]
    wrong = accepted(by, send(by, FORM, filled(FORM, [row_of(number, amount_fen=9000)]), agreement))
    undone(by, wrong)
    with maintenance("tests"):
        assert [fact.amount_fen for fact in believed(None)] == before
    assert send(by, FORM, filled(FORM, [row_of(number)]), agreement).state == State.NOTHING
    assert verify(seal=True).findings == ()


def test_a_row_that_was_the_same_when_it_was_read_comes_in_where_what_had_said_it_was_undone_since(
    court: tuple[Viewer, Agreement, str],
) -> None:
    by, agreement, number = court
    case, other = row_of(number), row_of(number, document_no="（2026）虚01执78号", amount_fen=5)
    first = accepted(
        by, send(by, FORM, filled(FORM, [case, row_of(number, document_no="（2026）虚01执79号")]), agreement)
    )
    second = send(by, FORM, filled(FORM, [case, other]), agreement)
    assert (second.rows_new, second.rows_same) == (1, 1)
    undone(by, first)
    accepted(by, second)
    with maintenance("tests"):
        assert sorted(fact.amount_fen or 0 for fact in believed(None)) == [500, 1_200_000]


def test_an_end_of_what_the_file_holds_no_more_when_it_is_accepted_does_not_come_in(
    court: tuple[Viewer, Agreement, str],
) -> None:
    by, agreement, number = court
    first = accepted(by, send(by, FORM, filled(FORM, [row_of(number)]), agreement))
    end = send(by, FORM, filled(FORM, [row_of(number, ended_on=date(2026, 5, 1))]), agreement)
    assert end.rows_ended == 1
    undone(by, first)
    assert accepted(by, end).left_over == 1
    with maintenance("tests"):
        assert believed(None).count() == 0


def test_a_row_that_a_dispute_found_wrong_comes_back_and_one_that_was_read_before_is_left_out(
    court: tuple[Viewer, Agreement, str],
) -> None:
    by, agreement, number = court
    content, other = filled(FORM, [row_of(number)]), row_of(number, document_no="（2026）虚01执78号")
    accepted(by, send(by, FORM, content, agreement))
    with maintenance("tests"):
        fact = believed(None).get()
    dispute = note_dispute(BY, fact.person_id, fact.id, Through.PAPER, timezone.localdate())
    accepted(by, send(by, FORM, filled(FORM, [row_of(number, amount_fen=9000)]), agreement))
    read = send(by, FORM, filled(FORM, [row_of(number), other]), agreement)
    end_dispute(BY, dispute.id, Outcome.UPHELD, timezone.localdate())
    assert (read.rows_changed, accepted(by, read).left_out) == (1, 1)
    again = send(by, FORM, content, agreement)
    assert (again.state, again.rows_refused) == (State.NOTHING, 1)
    assert [one.code for one in findings_of(again, "", 1)[0]] == ["found_wrong"]
    with maintenance("tests"):
        assert sorted(fact.amount_fen or 0 for fact in believed(None)) == [900_000, 1_200_000]


def test_a_term_that_ends_while_rows_are_written_deletes_nothing_yet(court: tuple[Viewer, Agreement, str]) -> None:
    by, agreement, number = court
    row = send(by, FORM, filled(FORM, [row_of(number)]), agreement)
    propose(by, row.id, "报送")
    decide(viewer_for(Role.COUNTY_OFFICE), row.id, agrees=True)
    with time_machine.travel(timezone.now() + timedelta(days=400), tick=False):
        delete_ended()
    row.refresh_from_db()
    assert (row.state, "new" in sealed(row)) == (State.ACCEPTING, True)


def test_files_that_belong_to_no_submission_go_after_a_day(court: tuple[Viewer, Agreement, str]) -> None:
    by, agreement, number = court
    row = send(by, FORM, filled(FORM, [row_of(number)]), agreement)
    lost, young = folder_of(uuid4()), folder_of(uuid4())
    for folder in (lost, young):
        folder.mkdir(parents=True)
        (folder / "upload").write_bytes(b"sealed")
    long_ago = time.time() - 2 * 86_400
    for folder in (lost, folder_of(row.id)):
        os.utime(folder, (long_ago, long_ago))
    assert clear_spool() == 1
    assert [folder.exists() for folder in (lost, young, folder_of(row.id))] == [False, True, True]
