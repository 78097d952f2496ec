"""Jobs: done once, tried again, cancelled, taken up after a kill."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from xiangxin.kernel.text import Text
from xiangxin.office.audit.actor import account
from xiangxin.office.audit.models import Entry
from xiangxin.office.jobs import queries
from xiangxin.office.jobs.actions import cancel_job, forget_old, start_job, take_up_dead
from xiangxin.office.jobs.errors import JobEnded, JobFileGone, JobKindUnknown, JobUnknown
from xiangxin.office.jobs.job import KINDS, LIMITS, Work, folder_of, job
from xiangxin.office.jobs.models import Job
from xiangxin.office.jobs.queue import run_job
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.shell.errors import Conflicting
from xiangxin.office.shell.retrying import wait_before

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
ONE = account(uuid4(), "county_office")
OTHER = account(uuid4(), "county_office")


class Trace:
    """What the jobs of a test did."""

    def __init__(self) -> None:
        self.steps: list[object] = []
        self.errors: list[Exception] = []


@pytest.fixture
def trace() -> Iterator[Trace]:
    kept = Trace()

    @job("test.count", Text("计数", "Counting"), attempts=3)
    def count(work: Work) -> None:
        for number in work.each(range(int(work.arguments.get("to", 3)))):
            if kept.errors:
                raise kept.errors.pop(0)
            kept.steps.append(number)
        work.result(sum=sum(n for n in kept.steps if isinstance(n, int)))

    @job("test.file", Text("文件", "A file"))
    def file(work: Work) -> None:
        work.file(".csv").write_text("a")
        work.file(".csv", failures=True).write_text("b")
        kept.steps.append(work.by)

    before = dict(KINDS)
    yield kept
    for name in set(before):
        if name.startswith("test."):
            KINDS.pop(name, None)


@pytest.mark.django_db(databases=["default", "reads"])
class TestOneJob:
    """Without a worker in another thread."""

    def test_a_job_is_done_and_says_what_came_out(self, trace: Trace) -> None:
        started = start_job(ONE, "test.count", {"to": 4}, area="990101000000")
        work_off()
        row = queries.job_of(ONE, started.id)
        assert (row.state, row.done, row.total, row.result) == ("done", 4, 4, {"sum": 6})
        assert (trace.steps, row.attempts, row.error_code) == ([0, 1, 2, 3], 1, "")
        assert Entry.objects.get().act == "jobs.job_started"

    def test_who_started_a_job_is_who_it_acts_as(self, trace: Trace) -> None:
        start_job(ONE, "test.file")
        work_off()
        assert trace.steps == [ONE]

    def test_a_kind_nobody_knows_is_refused_and_starts_nothing(self) -> None:
        with pytest.raises(JobKindUnknown):
            start_job(ONE, "test.nothing")
        assert Job.objects.count() == Entry.objects.count() == DBTaskResult.objects.count() == 0

    def test_a_job_put_into_the_queue_twice_is_done_once(self, trace: Trace) -> None:
        started = start_job(ONE, "test.count")
        run_job.enqueue(str(started.id))
        work_off()
        assert trace.steps == [0, 1, 2]

    def test_a_locked_database_is_waited_for(self, trace: Trace) -> None:
        trace.errors = [OperationalError("database is locked"), OperationalError("database is locked")]
        with time_machine.travel(NOON, tick=False) as clock:
            started = start_job(ONE, "test.count")
            work_off()
            row = queries.job_of(ONE, started.id)
            assert (row.state, row.attempts, row.due_at - NOON) == ("queued", 1, timedelta(seconds=2))
            work_off()
            assert queries.job_of(ONE, started.id).attempts == 1
            clock.shift(2)
            work_off()
            assert queries.job_of(ONE, started.id).due_at - NOON == timedelta(seconds=2 + 4)
            clock.shift(4)
            work_off()
        row = queries.job_of(ONE, started.id)
        assert (row.state, row.attempts, row.error_code, trace.steps) == ("done", 3, "", [0, 1, 2])

    def test_after_the_last_try_it_says_in_plain_words_that_it_failed(self, trace: Trace) -> None:
        trace.errors = [ValueError("张三 990101199001011234")] * 3
        with time_machine.travel(NOON, tick=False) as clock:
            started = start_job(ONE, "test.count")
            for _ in range(4):
                work_off()
                clock.shift(600)
        row = queries.job_of(ONE, started.id)
        assert (row.state, row.attempts, row.error_code) == ("failed", 3, "office_fault")
        assert row.error_zh.startswith("系统出了错")
        assert "张三" not in row.error_zh + row.error_en
        assert not DBTaskResult.objects.filter(traceback__contains="张三").exists()

    def test_what_a_user_has_to_mend_is_not_tried_again(self, trace: Trace) -> None:
        trace.errors = [Conflicting()]
        started = start_job(ONE, "test.count")
        work_off()
        row = queries.job_of(ONE, started.id)
        assert (row.state, row.attempts, row.error_code) == ("failed", 1, "conflicting")

    def test_a_job_that_waits_is_cancelled_at_once(self, trace: Trace) -> None:
        started = start_job(ONE, "test.count")
        assert cancel_job(ONE, started.id).state == "cancelled"
        work_off()
        assert trace.steps == []
        with pytest.raises(JobEnded):
            cancel_job(ONE, started.id)

    def test_nobody_sees_or_cancels_another_s_job(self, trace: Trace) -> None:
        started = start_job(ONE, "test.count")
        for look in (queries.job_of, cancel_job):
            with pytest.raises(JobUnknown):
                look(OTHER, started.id)
        assert Job.objects.get().state == "queued"
        assert list(queries.jobs_of(OTHER)) == []

    def test_files_are_there_until_their_term_ends(self, trace: Trace) -> None:
        with time_machine.travel(NOON, tick=False) as clock:
            row = queries.job_of(ONE, start_job(ONE, "test.file").id)
            work_off()
            row.refresh_from_db()
            assert queries.file_of(row, "result.csv").read_text() == "a"
            assert queries.file_of(row, "failures.csv").read_text() == "b"
            with pytest.raises(JobFileGone):
                queries.file_of(row, "../office.yaml")
            clock.shift(timedelta(days=LIMITS["keep_files_days"], seconds=1))
            forget_old()
            with pytest.raises(JobFileGone):
                queries.file_of(row, "result.csv")
            assert not folder_of(row.id).exists()
            clock.shift(timedelta(days=LIMITS["keep_rows_days"]))
            forget_old()
        assert Job.objects.count() == DBTaskResult.objects.count() == 0

    def test_how_long_the_queue_waits_can_be_told(self, trace: Trace) -> None:
        with time_machine.travel(NOON, tick=False):
            start_job(ONE, "test.count")
            start_job(ONE, "test.count", due_at=NOON + timedelta(hours=1))
        state = queries.queue_state(NOON + timedelta(minutes=3))
        assert (state.queued, state.running, state.waits) == (2, 0, timedelta(minutes=3))

    def test_waits_grow_and_end(self) -> None:
        assert [wait_before(attempt, LIMITS).seconds for attempt in (1, 2, 3, 9, 20)] == [2, 4, 8, 512, 600]


@pytest.mark.django_db(databases=["default", "reads"])
class TestAfterAKill:
    """A worker that died leaves a job that runs and is not heard of."""

    def killed(self, **columns: object) -> Job:
        row = start_job(ONE, "test.count", {"to": 5})
        DBTaskResult.objects.update(status="RUNNING")
        dead = NOON - timedelta(seconds=LIMITS["stale_seconds"] + 1)
        Job.objects.update(**{"state": "running", "claim": uuid4(), "beat_at": dead, **columns})
        return row

    def test_a_dead_job_goes_on_where_it_stopped(self, trace: Trace) -> None:
        with time_machine.travel(NOON, tick=False):
            row = self.killed(memory={"position": 3})
            assert take_up_dead() == 1
            work_off()
        row.refresh_from_db()
        assert (row.state, row.done, trace.steps) == ("done", 5, [3, 4])

    def test_a_live_job_is_left_alone(self, trace: Trace) -> None:
        with time_machine.travel(NOON, tick=False):
            self.killed(beat_at=NOON - timedelta(seconds=LIMITS["stale_seconds"]))
            assert take_up_dead() == 0

    def test_a_dead_job_that_was_to_be_cancelled_ends(self, trace: Trace) -> None:
        with time_machine.travel(NOON, tick=False):
            row = self.killed(cancel_asked_at=NOON)
            assert take_up_dead() == 0
        row.refresh_from_db()
        assert row.state == "cancelled"

    def test_a_job_whose_place_in_the_queue_was_lost_gets_another(self, trace: Trace) -> None:
        with time_machine.travel(NOON, tick=False):
            row = self.killed(state="queued", claim=None, due_at=NOON - timedelta(minutes=5))
            assert take_up_dead() == 1
            assert take_up_dead() == 0
            work_off()
        row.refresh_from_db()
        assert row.state == "done"

    def test_a_run_that_was_taken_over_writes_nothing_more(self, trace: Trace) -> None:
        @job("test.late", Text("迟到", "Late"))
        def late(work: Work) -> None:
            Job.objects.filter(id=work.job.id).update(claim=uuid4(), done=7)
            work.result(mine=1)

        row = start_job(ONE, "test.late")
        work_off()
        row.refresh_from_db()
        assert (row.state, row.done, row.result) == ("running", 7, {})


def test_the_folder_of_a_job_lies_in_the_home() -> None:
    assert folder_of(uuid4()).parent == Path(settings.HOME.folder) / "jobs"
