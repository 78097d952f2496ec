"""A run assesses whoever agreed, by the policy that was adopted, and each result keeps what it was made from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from bases.accounts_made import COUNTY
from bases.adoption_made import make_adoption
from bases.consent_made import make_consent, make_institution
from bases.creditfile_made import add, make_filed_person, new_record, new_value
from bases.parties_made import make_household
from bases.runs_made import ask, make_manager, make_run, result_for
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Post
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption.errors import NothingAdopted
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.reads import reading
from xiangxin.office.audit.verify import verify
from xiangxin.office.consent.models import Consent
from xiangxin.office.creditfile.actions.retention import delete_matters
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.creditfile.new import NewCoverage
from xiangxin.office.jobs.actions import cancel_job
from xiangxin.office.jobs.job import Work
from xiangxin.office.jobs.models import Job
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.runs import assessing, errors
from xiangxin.office.runs.actions import Asked, delete_ungrounded, drop_frozen, settle, start_run
from xiangxin.office.runs.choices import RunState, Status
from xiangxin.office.runs.explaining import as_stored, differs, explain
from xiangxin.office.runs.inputs import frozen_input
from xiangxin.office.runs.models import Result, ScoringRun
from xiangxin.office.runs.policies import policy_of
from xiangxin.office.runs.queries import current_result, open_results
from xiangxin.office.shell.errors import NotAllowed
from xiangxin.scoring.explanation import Explanation

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
BY = system("tests")
SOON = timedelta(days=1)
LATER = timedelta(days=60)


def _told(person: Any, bank: Any) -> None:
    """A file with an income, a settled arrear and an answer that there is no more."""
    source = make_institution("provider")
    add(
        [
            new_value(person, "income_yearly", "6000000", source),
            new_value(person, "debt_total", "1000000", source),
            new_record(
                person, "arrears", bank, amount_fen=200_000, ended_on=date(2026, 2, 1), told_on=date(2026, 1, 11)
            ),
        ],
        coverage=[NewCoverage(person.id, "arrears", bank.id, date(2026, 3, 1))],
    )


def test_everybody_who_agreed_has_a_result_and_nobody_else() -> None:
    manager, bank = make_manager()
    agreed, also = make_filed_person(bank), make_filed_person(bank)
    stranger = make_filed_person()  # agreed to another bank
    _told(agreed, bank)

    run = make_run(manager, bank)

    assert run.state == RunState.DONE
    assert sum(run.counts.values()) == 2
    assert result_for(agreed, run) is not None
    assert result_for(also, run) is not None
    assert result_for(stranger, run) is None
    assert verify(seal=True).findings == ()


def test_every_stored_result_is_what_the_interpreter_makes_of_its_frozen_rows() -> None:
    manager, bank = make_manager()
    people = [make_filed_person(bank) for _ in range(3)]
    _told(people[0], bank)
    run = make_run(manager, bank)
    for person in people:
        row = result_for(person, run)
        assert row is not None
        assert differs(row) == ()


def test_a_result_that_somebody_changed_is_named() -> None:
    manager, bank = make_manager()
    person = make_filed_person(bank)
    _told(person, bank)
    run = make_run(manager, bank)
    with maintenance("tests"):
        Result.objects.filter(run=run).update(limit_fen=99_999_900, stars=5)

    row = result_for(person, run)
    assert row is not None
    assert set(differs(row)) == {"limit_fen", "stars"}
    assert {finding.code for finding in verify(seal=True).findings} == {"cell_changed"}


def test_after_a_withdrawal_the_result_is_gone_from_the_next_look_and_then_from_the_table() -> None:
    manager, bank = make_manager()
    stays, leaves = make_filed_person(bank), make_filed_person(bank)
    run = make_run(manager, bank)
    assert _seen(manager, run) == {stays.id, leaves.id}

    _withdraw(leaves)
    assert _seen(manager, run) == {stays.id}

    assert delete_ungrounded(BY, timezone.localdate() + LATER) == 1
    assert delete_ungrounded(BY, timezone.localdate() + LATER) == 0
    assert result_for(leaves, run) is None
    assert result_for(stays, run) is not None


def test_a_class_that_was_withdrawn_closes_results_that_rest_on_it() -> None:
    manager, bank = make_manager()
    person = make_filed_person(bank)
    _told(person, bank)
    run = make_run(manager, bank)
    row = result_for(person, run)
    assert row is not None
    assert "income_property" in row.classes.split(";")
    assert _seen(manager, run) == {person.id}

    _withdraw(person, "income_property")

    assert _seen(manager, run) == set()


def test_another_bank_sees_none_of_it() -> None:
    manager, bank = make_manager()
    make_filed_person(bank)
    run = make_run(manager, bank)
    other, _ = make_manager()
    assert _seen(other, run) == set()


def test_the_last_run_that_is_done_is_the_present_result() -> None:
    manager, bank = make_manager()
    person = make_filed_person(bank)
    make_run(manager, bank)
    last = ask(manager, bank, persons=[person.id])
    with act("tests.read", by=BY):
        found = current_result(person.id, bank.id, "scoring")
    assert found is not None
    assert found.run == last


def test_an_explanation_names_every_line_with_or_without_the_frozen_rows() -> None:
    manager, bank = make_manager()
    person = make_filed_person(bank)
    _told(person, bank)
    row = result_for(person, make_run(manager, bank))
    assert row is not None
    policy = policy_of(row.run.adoption.policy, row.run.as_of, row.run.adoption.jurisdiction)
    whole = _explained(row)
    assert {item.id for item in policy.items} <= set(whole.lines)
    assert any(line.records for line in whole.lines.values())
    row.frozen_sealed = None
    packed = _explained(row)
    assert packed.stars == whole.stars
    assert packed.total == whole.total
    assert {line.id: line.points_centi for line in packed.lines.values()} == {
        line.id: line.points_centi for line in whole.lines.values()
    }
    assert as_stored(row, policy).status == row.status


@pytest.mark.parametrize("what", ["a record its source repaired", "a value that was deleted"])
def test_what_went_from_the_file_is_told_by_no_result_and_its_rows_go(what: str) -> None:
    manager, bank = make_manager()
    person, other = make_filed_person(bank), make_filed_person(bank)
    _told(person, bank)
    run = make_run(manager, bank)
    row, beside = result_for(person, run), result_for(other, run)
    assert row is not None
    assert beside is not None
    assert any(line.records for line in _explained(row).lines.values())
    assert drop_frozen(BY, timezone.localdate()) == 0

    kind = "arrears" if what.startswith("a record") else "debt_total"
    with act("tests.read", by=BY):
        series = list(Fact.objects.filter(person=person, kind=kind).values_list("series", flat=True))
    delete_matters(BY, series, "tests", timezone.localdate())

    now = _explained(row)
    assert not any(line.records for line in now.lines.values())
    assert now.stars == row.stars
    assert drop_frozen(BY, timezone.localdate()) == 1
    assert drop_frozen(BY, timezone.localdate()) == 0
    emptied, whole = result_for(person, run), result_for(other, run)
    assert emptied is not None
    assert whole is not None
    assert emptied.frozen_sealed is None
    assert whole.frozen_sealed is not None
    with pytest.raises(errors.ResultGone):
        differs(emptied)


def test_a_member_who_withdraws_is_in_nobody_s_rows_any_more() -> None:
    manager, bank = make_manager()
    person, member = make_filed_person(bank), make_filed_person(bank)
    make_household([person, member])
    add([new_value(member, "income_yearly", "3000000", make_institution("provider"))])
    row = result_for(person, make_run(manager, bank, persons=[person.id]))
    assert row is not None
    policy = policy_of(row.run.adoption.policy, row.run.as_of, row.run.adoption.jurisdiction)
    frozen = frozen_input(row, policy)
    assert frozen is not None
    assert [one["member_id"] for one in frozen.members] == [member.id]

    _withdraw(member, "income_property")

    assert drop_frozen(BY, timezone.localdate()) == 1


@pytest.mark.parametrize("purpose", ["evaluation", "review", "marketing"])
def test_a_bank_has_nobody_assessed_for_another_purpose(purpose: str) -> None:
    manager, bank = make_manager()
    today = timezone.localdate()
    with pytest.raises(errors.NotYourReceiver):
        start_run(manager, Asked(COUNTY, bank.id, purpose, today, today))
    assert not ScoringRun.objects.exists()


def test_a_bank_has_nobody_assessed_for_another_bank_or_beyond_its_area() -> None:
    manager, bank = make_manager(area="990101001000")
    today = timezone.localdate()
    with pytest.raises(errors.NotYourReceiver):
        start_run(manager, Asked("990101001000", make_institution().id, "scoring", today, today))
    with pytest.raises(NotAllowed):
        start_run(manager, Asked("990101002000", bank.id, "scoring", today, today))


def test_without_an_adopted_policy_nobody_is_assessed() -> None:
    manager, bank = make_manager()
    today = timezone.localdate()
    with pytest.raises(NothingAdopted):
        start_run(manager, Asked(COUNTY, bank.id, "scoring", today, today))


def test_no_day_ahead_is_assessed() -> None:
    manager, bank = make_manager()
    make_adoption(bank)
    today = timezone.localdate()
    for as_of, known_on in ((today + SOON, today), (today, today + SOON)):
        with pytest.raises(errors.DayAhead):
            start_run(manager, Asked(COUNTY, bank.id, "scoring", as_of, known_on))


def test_two_runs_of_an_area_are_not_under_way_at_once() -> None:
    manager, bank = make_manager()
    make_adoption(bank)
    today = timezone.localdate()
    asked = Asked(COUNTY, bank.id, "scoring", today, today)
    start_run(manager, asked)
    with pytest.raises(errors.RunUnderWay):
        start_run(manager, asked)
    assert ScoringRun.objects.count() == 1


def test_a_run_of_nobody_says_so() -> None:
    manager, bank = make_manager()
    run = make_run(manager, bank)
    assert (run.state, run.failure) == (RunState.FAILED, "nobody_open")


def test_a_run_whose_asker_left_the_post_assesses_nobody() -> None:
    manager, bank = make_manager()
    make_filed_person(bank)
    make_adoption(bank)
    today = timezone.localdate()
    run = start_run(manager, Asked(COUNTY, bank.id, "scoring", today, today))
    with act("tests.post_ended", by=BY) as done:
        post = Post.objects.get(account=manager.account)
        post.ended_at = timezone.now()
        post.save()
        done.wrote(post)
    work_off()
    run.refresh_from_db()
    assert (run.state, run.failure) == (RunState.FAILED, "asker_gone")


def test_a_run_whose_job_was_cancelled_has_failed_and_another_may_begin() -> None:
    manager, bank = make_manager()
    make_filed_person(bank)
    make_adoption(bank)
    today = timezone.localdate()
    asked = Asked(COUNTY, bank.id, "scoring", today, today)
    run = start_run(manager, asked)
    cancel_job(manager.actor, Job.objects.get().id)
    assert settle() == 1
    assert settle() == 0
    run.refresh_from_db()
    assert (run.state, run.failure) == (RunState.FAILED, "job_ended")
    start_run(manager, asked)


def test_a_run_that_is_killed_while_it_stores_goes_on_and_stores_nobody_twice(monkeypatch: Any) -> None:
    manager, bank = make_manager()
    for _ in range(4):
        make_filed_person(bank)
    make_adoption(bank)
    monkeypatch.setattr(assessing, "ROWS_AN_ACT", 2)
    today = timezone.localdate()
    run = start_run(manager, Asked(COUNTY, bank.id, "scoring", today, today))
    tell = Work.tell

    def dies(self: Any, done: int, *, now: bool = False) -> None:
        if done == 2:
            raise RuntimeError("killed")
        tell(self, done, now=now)

    monkeypatch.setattr(Work, "tell", dies)
    work_off()
    assert _count(run) == 2
    assert _seen(manager, run) == set()
    monkeypatch.setattr(Work, "tell", tell)
    Job.objects.update(due_at=timezone.now())
    _again(run)
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert sum(run.counts.values()) == _count(run) == 4
    assert set(run.counts) <= set(Status.values)


def _again(run: ScoringRun) -> None:
    """The job once more, as the queue would after a while."""

    class _Work:
        arguments = {"run": str(run.id)}
        by = BY

        def expect(self, total: int) -> None: ...

        def tell(self, done: int, *, now: bool = False) -> None: ...

        def result(self, **figures: object) -> None: ...

    assessing.score(_Work())  # type: ignore[arg-type]


def _explained(row: Result) -> Explanation:
    """The explanation as a page has it."""
    with reading(BY, purpose="audit", ground="duty", what="tests") as look:
        look.showed_nobody()
        return explain(row)


def _count(run: ScoringRun) -> int:
    with reading(BY, purpose="audit", ground="duty", what="tests") as look:
        look.showed_nobody()
        return Result.objects.filter(run=run).count()


def _seen(viewer: Viewer, run: ScoringRun) -> set[Any]:
    """Whose results of a run the viewer sees now."""
    with reading(viewer.actor, purpose="scoring", ground="consent", what="tests") as look:
        look.showed_nobody()
        rows = Result.objects.filter(open_results(viewer, "scoring"), run=run, run__state=RunState.DONE)
        return set(rows.values_list("person", flat=True))


def _withdraw(person: Any, field_class: str = "file") -> None:
    with act("tests.withdrawn", by=BY) as done:
        for row in Consent.objects.filter(person=person.id, field_class=field_class):
            row.withdrawn_on = timezone.localdate()
            row.save()
            done.wrote(row)


def test_a_household_never_starts_a_run() -> None:
    bank = make_institution()
    person = make_filed_person(bank)
    make_consent(person.id, "evaluation", make_institution("government"))
    own = Viewer(person.id, Role.HOUSEHOLD, person.area, person=person.id)
    today = timezone.localdate()
    with pytest.raises(errors.NotYourReceiver):
        start_run(own, Asked(person.area, bank.id, "scoring", today, today))
