"""Pages of runs and trials in a browser, at a desk and on a phone: nothing overflows, nothing is inaccessible."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from bases.accounts_made import COUNTY
from bases.adoption_made import author, make_adoption, shipped_text
from bases.browser import PHONE, WIDE, Visitor, Visitors
from bases.consent_made import make_institution
from bases.creditfile_made import add, make_filed_person, new_record, new_value
from bases.runs_made import ask, make_manager, result_for
from xiangxin.office.accounts.models import Account
from xiangxin.office.adoption.actions import keep_text
from xiangxin.office.creditfile.new import NewCoverage
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.runs.actions import Asked, start_changed, start_trial

pytestmark = [
    pytest.mark.needs("chromium"),
    pytest.mark.engine("sqlite"),
    pytest.mark.django_db(databases=["default", "reads"], transaction=True),
]


def test_every_page_fits_a_desk_and_a_phone(visitors: Visitors) -> None:
    manager, bank = make_manager()
    people = [make_filed_person(bank) for _ in range(6)]
    source = make_institution("provider")
    for at, person in enumerate(people):
        add(
            [
                new_value(person, "income_yearly", str(3_000_000 + at * 1_000_000), source),
                new_record(person, "arrears", bank, amount_fen=200_000, told_on=date(2026, 1, 11)),
            ],
            coverage=[NewCoverage(person.id, "arrears", bank.id, date(2026, 3, 1))],
        )
    make_adoption(bank)
    first = ask(manager, bank)
    add([new_value(people[0], "income_yearly", "100", source, happened_on=date(2026, 2, 2))])
    second = start_changed(manager, first)
    today = timezone.localdate()
    text = keep_text(author(), shipped_text("household-open"), "household-open")
    trial = start_trial(manager, text.id, Asked(COUNTY, bank.id, "scoring", today, today))
    work_off()
    row = result_for(people[0], first)
    assert row is not None
    account = Account.objects.get(id=manager.account)
    pages = {
        "runs": reverse("runs:runs"),
        "start": reverse("runs:start"),
        "run": reverse("runs:run", args=[first.id]),
        "results": reverse("runs:results", args=[first.id]),
        "result": reverse("runs:result", args=[first.id, row.id]),
        "against": reverse("runs:against", args=[second.id, first.id]),
        "trials": reverse("runs:trials"),
        "try": reverse("runs:try"),
        "trial": reverse("runs:trial", args=[trial.id]),
    }
    for size in (WIDE, PHONE):
        visitor = visitors(size, account)
        for name, address in pages.items():
            _look(visitor, name, address, size)


def _look(visitor: Visitor, name: str, address: str, size: tuple[int, int]) -> None:
    visitor.looks_at(address)
    if os.environ.get("XIANGXIN_SHOTS"):
        visitor.photograph(Path(os.environ["XIANGXIN_SHOTS"]) / f"{name}-{size[0]}.png")
    visitor.check()
