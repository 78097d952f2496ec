"""A worker that is killed anywhere within a run or a trial: nothing half is seen, the next one ends it, the log holds.

Two moments run in `make test`, all of them in `make proof`, on either database.
"""

from __future__ import annotations

import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bases.apart import copy_apart, make_apart, run_apart, start_apart
from bases.postgres import Cluster

PEOPLE = 7
RUNS = "xiangxin.office.runs"
STEPS = {
    "files are frozen": f"{RUNS}.assessing:_freeze",
    "the engine assesses": f"{RUNS}.assessing:assessed",
    "rows are made": f"{RUNS}.assessing:_Rows.made",
    "all are shown": f"{RUNS}.assessing:_show",
    "a trial reads groups": f"{RUNS}.trying:groups_of",
    "a trial is kept": f"{RUNS}.trying:_keep",
}
PLACES = [
    ("rows are made", 5, "after"),
    ("a trial is kept", 1, "before"),
    ("files are frozen", 1, "before"),
    ("files are frozen", 1, "after"),
    ("the engine assesses", 1, "before"),
    ("the engine assesses", 1, "after"),
    ("rows are made", 1, "before"),
    ("all are shown", 1, "before"),
    ("all are shown", 1, "after"),
    ("a trial reads groups", 1, "after"),
    ("a trial is kept", 1, "after"),
]
"""The step, the how-manieth time it is reached, and whether it is still to be done or just done."""

BEFORE = """
import json
from datetime import timedelta
from uuid import UUID
from django.utils import timezone
from bases.accounts_made import COUNTY
from bases.adoption_made import author, make_adoption, shipped_text
from bases.creditfile_made import make_filed_person
from bases.runs_made import make_manager
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
assessing.AT_ONCE = 3
today = timezone.localdate()
"""
MAKE = (
    BEFORE
    + """
manager, bank = make_manager()
for _ in range(PEOPLE):
    make_filed_person(bank)
make_adoption(bank)
text = keep_text(author(), shipped_text("household-open"), "household-open")
print(json.dumps([str(manager.account), str(bank.id), str(text.id)]))
"""
)
ASK = (
    BEFORE
    + """
account, bank, text = MADE
manager = Viewer(UUID(account), "account_manager", COUNTY, UUID(bank))
asked = Asked(COUNTY, UUID(bank), "scoring", today, today)
row = start_trial(manager, UUID(text), asked) if TRIAL else start_run(manager, asked)
print(json.dumps(str(row.id)))
"""
)
HALF = """
import importlib, time
path, times, moment = PLACE
module, _, name = path.partition(":")
holder, (*outer, last) = importlib.import_module(module), name.split(".")
for part in outer:
    holder = getattr(holder, part)
whole, seen = getattr(holder, last), []

def stopped():
    print("half", flush=True)
    time.sleep(600)

def step(*given, **named):
    seen.append(1)
    if len(seen) == times and moment == "before":
        stopped()
    done = whole(*given, **named)
    if len(seen) == times:
        stopped()
    return done

setattr(holder, last, step)
work_off()
"""
NEXT_WORKER = (
    BEFORE
    + """
Job.objects.filter(state="running").update(beat_at=timezone.now() - timedelta(hours=1))
take_up_dead()
work_off()
print("null")
"""
)
SEE = (
    BEFORE
    + """
row = (Trial if TRIAL else ScoringRun).objects.get(id="ROW")
with maintenance("tests"):
    found = dict(state=row.state, results=Result.objects.filter(run=row.id).count(), reports=Report.objects.count())
    found["persons"] = Result.objects.filter(run=row.id).values("person").distinct().count()
found["shown"] = 0 if TRIAL or row.state != "done" else sum(row.counts.values())
found["differing"] = 0 if TRIAL else len(recompute(row.id).differing)
snapshot_files.forget_killed()
found["in_the_clear"] = len(list(snapshot_files.top().glob(".open-*")))
found["findings"] = [str(one) for one in verify(seal=True).findings]
print(json.dumps(found))
"""
)


class Rig:
    """An office apart, and runs in it that are killed."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)
        self.made = run_apart(self.environment, MAKE.replace("PEOPLE", str(PEOPLE)))

    def killed(self, step: str, times: int, moment: str) -> None:
        """One run or trial, killed once at its place, looked at, and ended by the next worker."""
        trial = step.startswith("a trial")
        reports = self._see_reports(trial)
        row = self._run(ASK, trial)
        self._kill(trial, (STEPS[step], times, moment))
        between = self._run(SEE, trial, row)
        place = (step, times, moment)
        assert between["findings"] == [], place
        assert between["shown"] == (PEOPLE if between["state"] == "done" and not trial else 0), place
        assert between["reports"] == reports + (between["state"] == "done" and trial), place
        assert between["in_the_clear"] == 0, place
        self._run(NEXT_WORKER, trial)
        ended = self._run(SEE, trial, row)
        many = 0 if trial else PEOPLE
        wanted = {"state": "done", "results": many, "persons": many, "shown": many, "reports": reports + trial}
        assert ended == {**wanted, "differing": 0, "in_the_clear": 0, "findings": []}, place

    def _see_reports(self, trial: bool) -> int:
        code = 'with maintenance("tests"):\n    print(json.dumps(Report.objects.count()))\n'
        found: int = self._run(BEFORE + code, trial)
        return found

    def _kill(self, trial: bool, place: tuple[str, int, str]) -> None:
        worker = start_apart(self.environment, self._code(BEFORE + HALF, trial).replace("PLACE", repr(place)))
        assert worker.stdout is not None
        line = worker.stdout.readline()
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        assert line == "half\n", place

    def _run(self, code: str, trial: bool, row: str = "") -> Any:
        return run_apart(self.environment, self._code(code, trial, row))

    def _code(self, code: str, trial: bool, row: str = "") -> str:
        filled = code.replace("PEOPLE", str(PEOPLE)).replace("MADE", repr(self.made))
        return filled.replace("TRIAL", repr(trial)).replace('"ROW"', repr(row))


ROUNDS = [
    pytest.param(PLACES[:2], id="2 places"),
    pytest.param(PLACES, id="all places", marks=pytest.mark.proof),
]


@pytest.mark.parametrize("places", ROUNDS)
def test_a_run_killed_anywhere_is_whole_or_not_there_on_sqlite(
    tmp_path: Path, places: list[tuple[str, int, str]]
) -> None:
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
