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
from xiangxin.office.audit.context import maintenance
from xiangxin.office.creditfile.models import Coverage
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.queries import findings_of

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


def read(row: Submission) -> tuple[str, int, list[tuple[str, str]]]:
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
