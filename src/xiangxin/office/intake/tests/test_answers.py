"""Answers that there is no record: who may give one, and how a wrong one is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from bases.accounts_made import viewer_for
from bases.consent_made import make_consent, make_institution
from bases.intake_made import ON, filled, make_agreement, make_provider, send
from bases.parties_made import VILLAGE, id_number, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.proposals import decide as decide_elsewhere
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.context import maintenance
from xiangxin.office.creditfile.models import Batch, Coverage
from xiangxin.office.creditfile.queries import covered, file_of
from xiangxin.office.intake.actions import decide, propose, propose_undoing, settle, undoing
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.queries import findings_of
from xiangxin.office.jobs.job import Stopped
from xiangxin.office.jobs.worker import work_off

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


def read(row: Submission) -> tuple[str, int, list[tuple[str, str | None]]]:
    """What became of a submission: its state, rows that are new, and findings with their places."""
    return row.state, row.rows_new, [(one.code, one.field) for one in findings_of(row, "", 1)[0]]


def answer(number: str, kind: str) -> bytes:
    return filled("coverage", [{"id_number": number, "kind": kind, "asked_on": date(2026, 5, 30)}])


@pytest.mark.parametrize("kind", ["未履行的强制执行", "逾期（信用报告）", "税务决定", "农业保险理赔"])
def test_a_bank_answers_for_no_court_no_credit_bureau_and_no_authority(kind: str) -> None:
    number, bank = id_number(), make_institution()
    person = make_person("张小三", VILLAGE, number=number)
    for field_class in ("file", "bureau"):
        make_consent(person.id, "scoring", bank, field_class)
    row = send(viewer_for(Role.ACCOUNT_MANAGER, institution=bank), "coverage", answer(number, kind))
    assert read(row) == ("nothing", 0, [("answered_by_others", "记录种类")])
    with maintenance("tests"):
        assert not Coverage.objects.exists()


@pytest.mark.parametrize("kind", ["贷款拖欠（本行）", "担保代偿（本行）"])
def test_nobody_answers_for_the_books_of_a_bank_but_the_bank(kind: str) -> None:
    number, court, bank = id_number(), make_provider(), make_institution()
    person = make_person("张小三", VILLAGE, number=number)
    make_consent(person.id, "evaluation")
    make_consent(person.id, "scoring", bank)
    row = send(court, "coverage", answer(number, kind), make_agreement(court))
    assert read(row) == ("nothing", 0, [("answered_by_others", "记录种类")])
    with maintenance("tests"):
        assert not Coverage.objects.exists()
    branch = make_institution("branch", parent=bank)
    row = send(viewer_for(Role.ACCOUNT_MANAGER, institution=branch), "coverage", answer(number, kind))
    assert read(row) == ("staged", 1, [])


class Bank:
    """A bank that wrongly said of somebody that its books hold nothing, and two of its account managers."""

    def __init__(self) -> None:
        self.number, bank = id_number(), make_institution()
        self.person = make_person("张小三", VILLAGE, number=self.number)
        make_consent(self.person.id, receiver=bank)
        self.by, self.second = (viewer_for(Role.ACCOUNT_MANAGER, institution=bank) for _ in range(2))
        self.row = self.sent()
        propose(self.by, self.row.id, "五月")
        decide(self.second, self.row.id, agrees=True)
        work_off()
        self.row.refresh_from_db()

    def sent(self) -> Submission:
        return send(self.by, "coverage", answer(self.number, "贷款拖欠（本行）"))

    def undone(self) -> None:
        propose_undoing(self.by, self.row.id, "查错了人")
        decide_elsewhere(Proposal.objects.get(kind=undoing.KIND, state="open").id, self.second, agrees=True)
        work_off()
        settle()
        self.row.refresh_from_db()


def answers(by: Viewer, bank: Bank, known_on: date | None = None) -> list[str]:
    return [one.kind for one in file_of(by, bank.person.id, known_on=known_on).answers]


def test_a_wrong_answer_is_taken_back_by_two_and_what_was_known_stays_answerable() -> None:
    bank = Bank()
    assert (bank.row.state, answers(bank.by, bank)) == ("accepted", ["arrears"])
    with time_machine.travel("2026-06-05T10:00:00+08:00", tick=True):
        bank.undone()
        assert (bank.row.state, answers(bank.by, bank)) == ("withdrawn", [])
        assert answers(bank.by, bank, date(2026, 6, 4)) == ["arrears"]
        assert answers(bank.by, bank, date(2026, 6, 5)) == []
        assert read(bank.sent()) == ("staged", 1, []), "what was taken back can be said again"
    with maintenance("tests"):
        assert Coverage.objects.count() == 1


def test_taking_an_answer_back_that_stops_halfway_leaves_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    bank = Bank()

    def stopped(*_given: object) -> None:
        raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr(undoing, "show_batch", stopped)
        bank.undone()
    assert (bank.row.state, answers(bank.by, bank)) == ("accepted", ["arrears"])
    with maintenance("tests"):
        assert (Batch.objects.count(), covered(None).get().withdrawn_in) == (1, None)
    bank.undone()
    assert (bank.row.state, answers(bank.by, bank)) == ("withdrawn", [])
