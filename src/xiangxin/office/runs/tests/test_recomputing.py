"""Stored results are worked out again by the other engine; what differs is named, and what was deleted is counted."""

from __future__ import annotations

from datetime import date

import pytest

from bases.consent_made import make_institution
from bases.creditfile_made import add, make_filed_person, new_record, new_value
from bases.runs_made import make_manager, make_run, result_for
from xiangxin.office.audit.context import maintenance
from xiangxin.office.creditfile.new import NewCoverage
from xiangxin.office.runs.models import Result
from xiangxin.office.runs.queries.recomputing import Differing, Recomputed, recompute

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


def test_every_result_stands_until_somebody_changes_one() -> None:
    manager, bank = make_manager()
    people = [make_filed_person(bank) for _ in range(3)]
    add(
        [
            new_value(people[0], "income_yearly", "6000000", make_institution("provider")),
            new_record(people[0], "arrears", bank, amount_fen=200_000, told_on=date(2026, 1, 11)),
        ],
        coverage=[NewCoverage(people[0].id, "arrears", bank.id, date(2026, 3, 1))],
    )
    run = make_run(manager, bank)
    assert recompute() == Recomputed(3, 0, ())
    assert recompute(run.id, sample=2, seed=7) == Recomputed(2, 0, ())

    changed, dropped = result_for(people[0], run), result_for(people[1], run)
    assert changed is not None
    assert dropped is not None
    with maintenance("tests"):
        Result.objects.filter(id=changed.id).update(stars=5, rate_bp=1)
        Result.objects.filter(id=dropped.id).update(frozen_sealed=None)
    found = recompute(run.id)
    assert (found.stood, found.gone) == (1, 1)
    assert found.differing == (Differing(changed.id, run.id, found.differing[0].columns),)
    assert set(found.differing[0].columns) == {"stars", "rate_bp"}
