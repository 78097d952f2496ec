"""Pages of runs: whoever assesses starts a run, sees how it came out, one person line by line, and two runs."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from bases.accounts_made import COUNTY, browser_of, make_account
from bases.adoption_made import make_adoption
from bases.consent_made import make_consent, make_institution
from bases.creditfile_made import add, make_filed_person, new_record, new_value
from bases.runs_made import ask, make_manager, result_for
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.consent.models import Consent
from xiangxin.office.creditfile.new import NewCoverage
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.runs.actions import start_changed
from xiangxin.office.runs.choices import RunState
from xiangxin.office.runs.errors import NothingChanged, PolicyChanged
from xiangxin.office.runs.models import ScoringRun

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


def _told(person: Any, bank: Any, income: str = "6000000") -> None:
    add(
        [
            new_value(person, "income_yearly", income, make_institution("provider")),
            new_record(
                person, "arrears", bank, amount_fen=200_000, ended_on=date(2026, 2, 1), told_on=date(2026, 1, 11)
            ),
        ],
        coverage=[NewCoverage(person.id, "arrears", bank.id, date(2026, 3, 1))],
    )


def test_a_run_is_started_on_a_page_and_its_counts_are_told_with_what_they_mean() -> None:
    manager, bank = make_manager()
    make_filed_person(bank)
    make_adoption(bank)
    browser, today = browser_of(manager), timezone.localdate().isoformat()
    assert browser.get(reverse("runs:start")).status_code == 200
    answer = browser.post(reverse("runs:start"), {"area": COUNTY, "as_of": today, "known_on": today})
    run = ScoringRun.objects.get()
    assert answer["Location"] == reverse("runs:run", args=[run.id])
    waiting = browser.get(reverse("runs:run", args=[run.id])).content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    work_off()
    page = browser.get(reverse("runs:run", args=[run.id])).content.decode()
    assert "hx-trigger" not in page.partition("<main")[2]
    assert "缺少办法必须用到的资料" in page
    assert reverse("runs:run", args=[run.id]) in browser.get(reverse("runs:runs")).content.decode()


def test_a_day_ahead_is_told_at_its_field_and_nothing_is_started() -> None:
    manager, bank = make_manager()
    make_filed_person(bank)
    make_adoption(bank)
    answer = browser_of(manager).post(
        reverse("runs:start"), {"area": COUNTY, "as_of": "2099-01-01", "known_on": "2099-01-01"}
    )
    assert answer.status_code == 422
    assert "还没有发生的事不评" in answer.content.decode()
    assert not ScoringRun.objects.exists()


def test_without_a_policy_the_page_says_so() -> None:
    manager, bank = make_manager()
    make_filed_person(bank)
    today = timezone.localdate().isoformat()
    answer = browser_of(manager).post(reverse("runs:start"), {"area": COUNTY, "as_of": today, "known_on": today})
    assert answer.status_code == 422
    assert not ScoringRun.objects.exists()


def test_the_table_shows_masked_people_and_each_of_them_is_noted_to_have_been_seen() -> None:
    manager, bank = make_manager()
    seen, gone = make_filed_person(bank), make_filed_person(bank)
    make_adoption(bank)
    run = ask(manager, bank)
    _withdraw(gone)
    browser = browser_of(manager)
    page = browser.get(reverse("runs:results", args=[run.id])).content.decode()
    assert "共 1 人" in page
    row, other = result_for(seen, run), result_for(gone, run)
    assert row is not None
    assert other is not None
    assert str(row.id) in page
    assert str(other.id) not in page
    assert browser.get(reverse("runs:results", args=[run.id]), {"as": "xlsx"})["Content-Type"].endswith("sheet")
    assert (
        "没有符合条件的内容"
        in browser.get(reverse("runs:results", args=[run.id]), {"status": "vetoed", "sort": "-limit"}).content.decode()
    )


def test_one_person_is_explained_line_by_line_with_what_was_not_counted() -> None:
    manager, bank = make_manager()
    person = make_filed_person(bank)
    _told(person, bank)
    make_adoption(bank)
    run = ask(manager, bank)
    row = result_for(person, run)
    assert row is not None
    browser = browser_of(manager)
    page = browser.get(reverse("runs:result", args=[run.id, row.id])).content.decode()
    assert "第 1 条" in page
    assert "给核对的人" in page
    assert run.policy_hash in page
    _withdraw(person)
    assert browser.get(reverse("runs:result", args=[run.id, row.id])).status_code in (403, 404)


def test_nobody_of_another_bank_finds_any_of_it() -> None:
    manager, bank = make_manager()
    person = make_filed_person(bank)
    make_adoption(bank)
    run = ask(manager, bank)
    row = result_for(person, run)
    assert row is not None
    other, _ = make_manager()
    browser = browser_of(other)
    for name, args in (
        ("run", [run.id]),
        ("results", [run.id]),
        ("result", [run.id, row.id]),
        ("against", [run.id, run.id]),
    ):
        assert browser.get(reverse(f"runs:{name}", args=args)).status_code == 404
    assert browser.post(reverse("runs:changed", args=[run.id])).status_code == 404


def test_only_who_changed_is_assessed_again_and_the_comparison_names_the_lines() -> None:
    manager, bank = make_manager()
    changes, stays = make_filed_person(bank), make_filed_person(bank)
    _told(changes, bank)
    make_adoption(bank)
    first = ask(manager, bank)
    with pytest.raises(NothingChanged):
        start_changed(manager, _later(first))
    add([new_value(changes, "income_yearly", "300000", make_institution("provider"), happened_on=date(2026, 2, 2))])

    browser = browser_of(manager)
    answer = browser.post(reverse("runs:changed", args=[first.id]))
    work_off()
    second = ScoringRun.objects.exclude(id=first.id).get()
    assert answer["Location"] == reverse("runs:run", args=[second.id])
    assert second.state == RunState.DONE
    assert second.persons == [str(changes.id)]
    assert result_for(stays, second) is None
    assert result_for(stays, first) is not None
    page = browser.get(reverse("runs:against", args=[second.id, first.id])).content.decode()
    assert "共 1 人" in page
    assert "只在前一次" in page
    assert browser.get(reverse("runs:against", args=[second.id, uuid4()])).status_code == 404


def test_after_another_policy_came_everybody_is_assessed_again() -> None:
    manager, bank = make_manager()
    make_filed_person(bank)
    make_adoption(bank)
    run = ask(manager, bank)
    run.policy_hash = "0" * 64
    with pytest.raises(PolicyChanged):
        start_changed(manager, run)
    assert ScoringRun.objects.count() == 1


def test_the_county_evaluates_by_stars_whoever_agreed_to_that_and_proposes_no_limit() -> None:
    county = make_institution("government")
    account = make_account(Role.COUNTY_OFFICE, COUNTY, county)
    viewer = Viewer(account.id, Role.COUNTY_OFFICE, COUNTY, county.id)
    person, other = make_filed_person(), make_filed_person()
    for field_class in ("file", "income_property"):
        make_consent(person.id, "evaluation", county, field_class)
    make_adoption(county, purpose="evaluation")
    browser, today = browser_of(viewer), timezone.localdate().isoformat()
    browser.post(reverse("runs:start"), {"area": COUNTY, "as_of": today, "known_on": today})
    work_off()
    run = ScoringRun.objects.get()
    assert (run.purpose, run.state, sum(run.counts.values())) == ("evaluation", RunState.DONE, 1)
    row = result_for(person, run)
    assert row is not None
    assert result_for(other, run) is None
    assert (row.limit_fen, row.rate_bp, row.certificate) == (None, None, None)
    assert browser.get(reverse("runs:results", args=[run.id])).status_code == 200
    assert browser.get(reverse("runs:result", args=[run.id, row.id])).status_code == 200


def _later(run: ScoringRun) -> ScoringRun:
    run.asked_at = timezone.now()
    return run


def _withdraw(person: Any) -> None:
    with act("tests.withdrawn", by=system("tests")) as done:
        for row in Consent.objects.filter(person=person.id, field_class="file"):
            row.withdrawn_on = timezone.localdate()
            row.save()
            done.wrote(row)
