"""A worker that is killed anywhere within a run or a trial: nothing half is seen, the next one ends it with the same
results as if nothing had been, the log holds.

One moment runs in `make test`, twenty on each database in `make proof`.
"""

from __future__ import annotations

import signal
from collections.abc import Mapping
from pathlib import Path

import pytest

from bases.apart import copy_apart, make_apart, run_apart, start_apart
from bases.postgres import Cluster

PEOPLE = 7
RUNS, FILES = "xiangxin.office.runs", "xiangxin.office.creditfile"
STEPS = {
    "tables are gathered": f"{FILES}.snapshots:tables",
    "a table is sealed": f"{FILES}.snapshot_files:put",
    "files are frozen": f"{FILES}.snapshots:_frozen",
    "the engine assesses": f"{RUNS}.assessing:assessed",
    "a row is made": f"{RUNS}.assessing:_Rows.made",
    "rows are added": f"{RUNS}.assessing:insert",
    "all are shown": f"{RUNS}.assessing:_show",
    "a trial reads groups": f"{RUNS}.trying:groups_of",
    "a trial is kept": f"{RUNS}.trying:_keep",
}
PLACES = [
    ("rows are added", 2, "after"),
    ("a trial is kept", 1, "before"),
    ("tables are gathered", 1, "before"),
    ("tables are gathered", 1, "after"),
    ("a table is sealed", 1, "after"),
    ("a table is sealed", 4, "before"),
    ("files are frozen", 1, "before"),
    ("files are frozen", 1, "after"),
    ("the engine assesses", 1, "before"),
    ("the engine assesses", 1, "after"),
    ("a row is made", 1, "before"),
    ("a row is made", 5, "after"),
    ("rows are added", 1, "before"),
    ("rows are added", 1, "after"),
    ("rows are added", 3, "before"),
    ("all are shown", 1, "before"),
    ("all are shown", 1, "after"),
    ("a trial reads groups", 1, "before"),
    ("a trial reads groups", 1, "after"),
    ("a trial is kept", 1, "after"),
]
"""Twenty moments: the step, the how-manieth time it is reached, and whether it is still to be done or just done."""

BEFORE = """
import importlib, json, time
from datetime import timedelta
from uuid import UUID
from django.utils import timezone
from bases.accounts_made import COUNTY
from bases.adoption_made import author, make_adoption, shipped_text
from bases.creditfile_made import add, make_filed_person, new_value
from bases.consent_made import make_institution
from bases.runs_made import make_manager, make_run
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption.actions import keep_text
from xiangxin.office.adoption.models import Report
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.verify import verify
from xiangxin.office.creditfile import snapshot_files
from xiangxin.office.jobs.actions import take_up_dead
from xiangxin.office.jobs.models import Job
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.runs import assessing
from xiangxin.office.runs.actions import Asked, start_run, start_trial
from xiangxin.office.runs.models import Result, ScoringRun, Trial
from xiangxin.office.runs.queries.recomputing import recompute
assessing.ROWS_AN_ACT = 3
today = timezone.localdate()

def stored(row):
    columns = ("person", "status", "missing", "stars", "limit_fen", "words", "points", "stages", "classes")
    with maintenance("tests"):
        rows = Result.objects.filter(run=row).order_by("person").values_list(*columns)
        return [[str(one) for one in kept] for kept in rows]

def seen(row):
    row.refresh_from_db()
    snapshot_files.forget_killed()
    with maintenance("tests"):
        reports = Report.objects.count()
    return dict(
        state=row.state, reports=reports, shown=sum(getattr(row, "counts", {}).values()),
        in_the_clear=len(list(snapshot_files.top().glob(".open-*"))),
        findings=[str(one) for one in verify(seal=True).findings],
    )
"""
MAKE = (
    BEFORE
    + """
manager, bank = make_manager()
source = make_institution("provider")
for at in range(PEOPLE):
    person = make_filed_person(bank)
    add([new_value(person, "income_yearly", str(at * 1000000), source)])
row = make_run(manager, bank)
text = keep_text(author(), shipped_text("household-open"), "household-open")
asked = [str(manager.account), str(bank.id), str(text.id)]
print(json.dumps(dict(asked=asked, stored=stored(row.id), reports=Report.objects.count())))
"""
)
ASK_AND_DIE = (
    BEFORE
    + """
account, bank, text = ASKED
manager = Viewer(UUID(account), "account_manager", COUNTY, UUID(bank))
asked = Asked(COUNTY, UUID(bank), "scoring", today, today)
row = start_trial(manager, UUID(text), asked) if TRIAL else start_run(manager, asked)
print(row.id, flush=True)
path, times, moment = PLACE
module, _, name = path.partition(":")
holder, (*outer, last) = importlib.import_module(module), name.split(".")
for part in outer:
    holder = getattr(holder, part)
whole, count = getattr(holder, last), []

def stopped():
    print("half", flush=True)
    time.sleep(600)

def step(*given, **named):
    count.append(1)
    if len(count) == times and moment == "before":
        stopped()
    done = whole(*given, **named)
    if len(count) == times:
        stopped()
    return done

setattr(holder, last, step)
work_off()
"""
)
SEE_AND_END = (
    BEFORE
    + """
row = (Trial if TRIAL else ScoringRun).objects.get(id="THE_RUN")
half = seen(row)
Job.objects.filter(state="running").update(beat_at=timezone.now() - timedelta(hours=1))
take_up_dead()
work_off()
print(json.dumps(dict(
    half=half, end=seen(row), stored=stored(row.id), differing=0 if TRIAL else len(recompute(row.id).differing),
)))
"""
)


class Rig:
    """An office apart, and runs in it that are killed."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)
        made = run_apart(self.environment, MAKE.replace("PEOPLE", str(PEOPLE)))
        self.asked, self.stored, self.reports = made["asked"], made["stored"], made["reports"]
        assert len(self.stored) == PEOPLE

    def killed(self, step: str, times: int, moment: str) -> None:
        """One run or trial, killed once at its place, looked at, and ended by the next worker."""
        trial, place = step.startswith("a trial"), (step, times, moment)
        row = self._kill(trial, (STEPS[step], times, moment))
        found = run_apart(self.environment, self._code(SEE_AND_END, trial).replace("THE_RUN", row))
        half, end = found["half"], found["end"]
        was_done = half["state"] == "done"
        assert half["findings"] == end["findings"] == [], place
        assert half["in_the_clear"] == end["in_the_clear"] == 0, place
        assert half["shown"] == (PEOPLE if was_done and not trial else 0), place
        assert half["reports"] == self.reports + (was_done and trial), place
        self.reports += trial
        assert end["state"] == "done", place
        assert end["shown"] == (0 if trial else PEOPLE), place
        assert end["reports"] == self.reports, place
        assert found["stored"] == ([] if trial else self.stored), place
        assert found["differing"] == 0, place

    def _kill(self, trial: bool, place: tuple[str, int, str]) -> str:
        worker = start_apart(self.environment, self._code(ASK_AND_DIE, trial).replace("PLACE", repr(place)))
        assert worker.stdout is not None
        row, line = worker.stdout.readline().strip(), worker.stdout.readline()
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        assert line == "half\n", place
        return row

    def _code(self, code: str, trial: bool) -> str:
        return code.replace("ASKED", repr(self.asked)).replace("TRIAL", repr(trial))


ROUNDS = [
    pytest.param(PLACES[:1], id="1 place"),
    pytest.param(PLACES, id="20 places", marks=pytest.mark.proof),
]
Places = list[tuple[str, int, str]]


@pytest.mark.parametrize("places", ROUNDS)
def test_a_run_killed_anywhere_is_whole_or_not_there_on_sqlite(tmp_path: Path, places: Places) -> None:
    rig = Rig(copy_apart(tmp_path))
    for place in places:
        rig.killed(*place)


@pytest.mark.proof
@pytest.mark.needs("postgresql")
def test_a_run_killed_anywhere_is_whole_or_not_there_on_postgresql(tmp_path: Path) -> None:
    with Cluster() as server:
        rig = Rig(make_apart(tmp_path, server.url()))
        for place in PLACES:
            rig.killed(*place)
