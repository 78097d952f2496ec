"""A trial shows what a text would do, as totals; nobody gets a result by it and no small figure leaves it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bases.accounts_made import COUNTY, browser_of, make_account, sign_in
from bases.adoption_made import author, make_adoption, shipped_text
from bases.consent_made import make_institution
from bases.creditfile_made import add, make_filed_person, new_value
from bases.runs_made import make_manager
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption.actions import keep_text
from xiangxin.office.adoption.models import Report
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.reads import reading
from xiangxin.office.audit.verify import verify
from xiangxin.office.creditfile.models import Snapshot
from xiangxin.office.jobs.actions import cancel_job
from xiangxin.office.jobs.models import Job
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.runs import errors
from xiangxin.office.runs.actions import Asked, settle, start_trial
from xiangxin.office.runs.choices import RunState
from xiangxin.office.runs.models import Result, Trial
from xiangxin.office.runs.queries.trials import found_by
from xiangxin.office.shell.errors import AddressUnknown, NotAllowed

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
TRIED = "household-open"


def _tried(manager: Viewer, bank: Any, name: str = TRIED, area: str = COUNTY) -> Trial:
    today = timezone.localdate()
    text = keep_text(author(), shipped_text(name), name)
    row = start_trial(manager, text.id, Asked(area, bank.id, "scoring", today, today))
    work_off()
    row.refresh_from_db()
    return row


def _people(bank: Any, number: int = 6) -> None:
    source = make_institution("provider")
    for at in range(number):
        person = make_filed_person(bank)
        add([new_value(person, "income_yearly", str(3_000_000 + at * 1_000_000), source)])


def test_a_trial_keeps_a_report_of_totals_and_no_result_and_no_snapshot() -> None:
    manager, bank = make_manager()
    _people(bank)
    row = _tried(manager, bank)
    assert row.state == RunState.DONE
    found = found_by(row)
    assert found["format"] == 1
    assert found["people"]["total"] == 6
    assert {one["id"] for one in found["unmeasured"]} == {"local", "distance", "unseen", "proxies"}
    assert {one["group"] for one in found["fairness"]} == {"sex", "age", "credit", "channel"}
    assert found["moves"] == {"compared": False}
    with reading(system("tests"), purpose="audit", ground="duty", what="tests") as look:
        look.showed_nobody()
        assert not Result.objects.exists()
    assert not Snapshot.objects.exists()
    assert verify(seal=True).findings == ()


def test_a_trial_is_compared_with_what_is_in_force_and_the_same_text_moves_nobody() -> None:
    manager, bank = make_manager()
    _people(bank)
    make_adoption(bank, TRIED)
    moves = found_by(_tried(manager, bank))["moves"]
    assert (moves["compared"], moves["up"], moves["down"], moves["same"]) == (True, 0, 0, 6)
    assert moves["lines"] == []


def test_no_count_below_the_minimum_stands_in_a_report() -> None:
    manager, bank = make_manager()
    _people(bank, 7)
    found = found_by(_tried(manager, bank))
    least = found["minimum"]
    counts = [*found["people"]["by_status"].values(), *(one["people"] for one in found["stars"])]
    counts += [one["people"] for one in found["fairness"]] + [one["people"] for one in found["townships"]]
    assert all(count is None or count == 0 or count >= least for count in counts)
    assert any(count is None for count in counts)


def test_neither_name_nor_number_nor_id_of_anybody_is_in_a_report() -> None:
    manager, bank = make_manager()
    person = make_filed_person(bank)
    _people(bank)
    text = _tried(manager, bank).report
    assert text is not None
    assert str(person.id) not in text.content
    assert person.id.hex not in text.content
    assert "99010" not in json.dumps({**json.loads(text.content), "basis": {}, "townships": []})


def test_who_may_not_have_anybody_assessed_tries_nothing() -> None:
    manager, bank = make_manager()
    _people(bank, 1)
    today = timezone.localdate()
    writer = author()
    text = keep_text(writer, shipped_text(TRIED), TRIED)
    asked = Asked(COUNTY, bank.id, "scoring", today, today)
    household = Viewer(manager.account, Role.HOUSEHOLD, COUNTY)
    other, _bank = make_manager()
    for viewer in (writer, household, other):
        with pytest.raises(errors.NotYourReceiver):
            start_trial(viewer, text.id, asked)
    near, near_bank = make_manager(area="990101001000")
    with pytest.raises(NotAllowed):
        start_trial(near, text.id, Asked(COUNTY, near_bank.id, "scoring", today, today))
    with pytest.raises(AddressUnknown):
        start_trial(manager, bank.id, asked)
    assert not Trial.objects.exists()


def test_a_trial_of_nobody_says_so_and_one_whose_job_was_cancelled_has_failed() -> None:
    manager, bank = make_manager()
    row = _tried(manager, bank)
    assert (row.state, row.failure) == (RunState.FAILED, "nobody_open")
    today = timezone.localdate()
    row = start_trial(manager, row.policy_id, Asked(COUNTY, bank.id, "scoring", today, today))
    cancel_job(manager.actor, Job.objects.latest("created_at").id)
    assert settle() == 1
    row.refresh_from_db()
    assert (row.state, row.failure) == (RunState.FAILED, "job_ended")
    assert not Report.objects.exists()


def test_a_trial_is_started_on_a_page_and_its_report_is_shown() -> None:
    manager, bank = make_manager()
    _people(bank)
    text = keep_text(author(), shipped_text(TRIED), TRIED)
    client = browser_of(manager)
    assert client.get(reverse("runs:try")).status_code == 200
    today = timezone.localdate().isoformat()
    given = {"policy": str(text.id), "area": COUNTY, "as_of": today, "known_on": today}
    answer = client.post(reverse("runs:try"), given)
    row = Trial.objects.get()
    assert answer["Location"] == reverse("runs:trial", args=[row.id])
    assert 'hx-trigger="every 2s"' in client.get(answer["Location"]).content.decode()
    work_off()
    page = client.get(answer["Location"]).content.decode()
    assert "对不同的人公不公平" in page
    assert "量不出来的" in page
    row.refresh_from_db()
    county = Client()
    sign_in(county, make_account(Role.COUNTY_OFFICE, COUNTY))
    weighed = county.get(reverse("adoption:report", args=[row.report_id])).content.decode()
    assert "对不同的人公不公平" in weighed
    assert "写影响评估" in weighed
    assert reverse("runs:trial", args=[row.id]) in client.get(reverse("runs:trials")).content.decode()
    other, _bank = make_manager()
    stranger = browser_of(other)
    assert stranger.get(answer["Location"]).status_code == 404
