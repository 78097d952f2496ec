"""Work on a submission that was cancelled or failed for good: nothing half stays, and people decide again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bases.accounts_made import COUNTY, make_account, sign_in, viewer_for
from bases.consent_made import make_consent, make_institution
from bases.intake_made import filled, make_agreement, send
from bases.parties_made import VILLAGE, id_number, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.proposals import decide as decide_proposal
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.verify import verify
from xiangxin.office.creditfile.actions import add_facts
from xiangxin.office.creditfile.actions.facts import Added
from xiangxin.office.creditfile.models import Batch, Fact
from xiangxin.office.creditfile.queries import believed
from xiangxin.office.intake import accepting
from xiangxin.office.intake.actions import decide, propose, propose_undoing, settle, take_back, undoing
from xiangxin.office.intake.choices import State
from xiangxin.office.intake.errors import StagedChanged
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.terms import LIMITS
from xiangxin.office.jobs.actions import cancel_job
from xiangxin.office.jobs.job import Stopped
from xiangxin.office.jobs.worker import work_off

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
FORM = "court_enforcement"


class Court:
    """Twelve persons of whom a court tells something, and the second person."""

    def __init__(self) -> None:
        self.client = Client()
        self.by = sign_in(self.client, make_account(Role.DATA_PROVIDER, COUNTY, make_institution("provider")))
        self.agreement = make_agreement(self.by)
        self.second = viewer_for(Role.COUNTY_OFFICE)

    def send(self) -> Submission:
        rows = []
        for at in range(12):
            number = id_number()
            make_consent(make_person("张小三", VILLAGE, number=number).id, purpose="evaluation")
            rows.append(
                {
                    "id_number": number, "name": "张小三", "amount_fen": 12000, "happened_on": date(2026, 4, 1),
                    "document_no": f"（2026）虚01执{at}号", "authority": "虚构县法院",
                }
            )  # fmt: skip
        return send(self.by, FORM, filled(FORM, rows), self.agreement)

    def agreed(self, row: Submission) -> Submission:
        propose(self.by, row.id, "报送")
        decide(self.second, row.id, agrees=True)
        row.refresh_from_db()
        assert row.state == State.ACCEPTING
        return row

    def page(self, row: Submission) -> str:
        return self.client.get(reverse("intake:submission", args=[row.id])).content.decode()

    def undoing_agreed(self, row: Submission) -> Submission:
        propose_undoing(self.by, row.id, "报错了县")
        proposal = Proposal.objects.filter(kind="intake.submission_undone", state="open").get()
        decide_proposal(proposal.id, self.second, agrees=True)
        row.refresh_from_db()
        assert row.state == State.UNDOING
        return row


@pytest.fixture
def court(monkeypatch: pytest.MonkeyPatch) -> Court:
    monkeypatch.setitem(LIMITS, "chunk_rows", 5)
    return Court()


def present(row: Submission) -> tuple[str, int, int, int]:
    """The state, batches, facts written and facts believed."""
    row.refresh_from_db()
    with maintenance("tests"):
        return str(row.state), Batch.objects.count(), Fact.objects.count(), believed(None).count()


def stop_in_the_second_chunk(monkeypatch: pytest.MonkeyPatch, holder: object, name: str, error: Exception) -> None:
    """Work off, and have the work stop for good when it has written two chunks."""
    whole, seen = getattr(holder, name), []

    def step(*given: Any) -> object:
        done = whole(*given)
        seen.append(1)
        if len(seen) == 2:
            raise error
        return done

    with monkeypatch.context() as patched:
        patched.setattr(holder, name, step)
        work_off()


STOPS = [
    pytest.param(Stopped(), "有人取消了它", id="cancelled"),
    pytest.param(StagedChanged(), StagedChanged().text.zh, id="failed"),
]


@pytest.mark.parametrize(("error", "why"), STOPS)
def test_accepting_that_stopped_leaves_no_row_and_can_be_proposed_again(
    court: Court, monkeypatch: pytest.MonkeyPatch, error: Exception, why: str
) -> None:
    row = court.agreed(court.send())
    stop_in_the_second_chunk(monkeypatch, accepting._Writer, "write", error)
    assert present(row) == ("accepting", 1, 10, 0)
    assert settle() == 1
    assert present(row) == ("staged", 0, 0, 0)
    assert (row.proposal, row.decided_by, settle()) == (None, None, 0)
    page = court.page(row)
    assert "上次入档没有做完" in page
    assert why in page
    court.agreed(row)
    work_off()
    assert present(row) == ("accepted", 1, 12, 12)
    assert "上次入档没有做完" not in court.page(row)
    assert verify(seal=True).findings == ()


def test_undoing_that_stopped_leaves_everything_believed_and_can_be_proposed_again(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = court.agreed(court.send())
    work_off()
    court.undoing_agreed(row)
    stop_in_the_second_chunk(monkeypatch, undoing, "undo_facts", Stopped())
    assert present(row) == ("undoing", 2, 12, 12)
    assert settle() == 1
    assert present(row) == ("accepted", 1, 12, 12)
    assert "上次撤出档案没有做完" in court.page(row)
    court.undoing_agreed(row)
    work_off()
    assert present(row) == ("withdrawn", 2, 12, 0)
    assert verify(seal=True).findings == ()


def test_who_agreed_cancels_before_it_began_and_the_sender_can_take_it_back(court: Court) -> None:
    row = court.agreed(court.send())
    assert row.job is not None
    assert settle() == 0
    assert present(row) == ("accepting", 0, 0, 0)
    cancel_job(court.second.actor, row.job)
    assert settle() == 1
    take_back(court.by, row.id)
    assert present(row) == ("withdrawn", 0, 0, 0)


def test_work_that_stops_between_showing_and_the_end_shows_nothing(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = court.agreed(court.send())

    def stop(*_given: object) -> None:
        raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr(accepting, "_end", stop)
        work_off()
    assert present(row) == ("accepting", 1, 12, 0)


def test_facts_past_their_term_are_counted_and_told(court: Court, monkeypatch: pytest.MonkeyPatch) -> None:

    def one_is_over(*given: Any) -> Added:
        return replace(add_facts(*given), over=(0,))

    row = court.agreed(court.send())
    monkeypatch.setattr("xiangxin.office.intake.accepting.add_facts", one_is_over)
    work_off()
    row.refresh_from_db()
    assert (row.state, row.left_over, row.left_out) == ("accepted", 3, 0)
    assert "另有 3 条早已过了保存期限，没有写入。" in court.page(row)


def test_a_number_that_is_taken_is_drawn_again(court: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([7, 7, 7, 8])
    monkeypatch.setattr("xiangxin.office.intake.actions.receiving.secrets.randbelow", lambda _below: next(drawn))
    numbers = [row.number[-6:] for row in (court.send(), court.send())]
    assert numbers == ["000007", "000008"]
