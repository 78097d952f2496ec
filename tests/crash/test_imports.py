"""A worker that is killed anywhere within an import: nothing half is seen, the next one ends it, the log holds.

Killed at a named step of reading, keeping and accepting; whoever looks between sees all of it or nothing. Two steps run
in `make test`, twenty for each database in `make proof`.
"""

from __future__ import annotations

import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bases.apart import copy_apart, make_apart, run_apart, start_apart
from bases.postgres import Cluster

ROWS = 40
STEPS = {
    "reading": "xiangxin.office.intake.staging:read_file",
    "a chunk is compared": "xiangxin.office.intake.staging:_Stager._chunk",
    "the rows are kept": "xiangxin.office.intake.staging:put_one",
    "the state moves": "xiangxin.office.intake.staging:_end",
    "a chunk is written": "xiangxin.office.intake.accepting:_Writer.write",
    "facts are added": "xiangxin.office.intake.accepting:add_facts",
    "the batch is shown": "xiangxin.office.intake.accepting:_Writer.show",
    "the end is noted": "xiangxin.office.intake.accepting:_end",
}
WHILE_READING = ("reading", "a chunk is compared", "the rows are kept", "the state moves")
PLACES = [
    ("a chunk is compared", 3, "before"),
    ("a chunk is written", 3, "after"),
    ("reading", 1, "before"),
    ("reading", 1, "after"),
    ("a chunk is compared", 1, "before"),
    ("a chunk is compared", 2, "after"),
    ("a chunk is compared", 4, "after"),
    ("the rows are kept", 1, "before"),
    ("the rows are kept", 1, "after"),
    ("the state moves", 1, "before"),
    ("the state moves", 1, "after"),
    ("a chunk is written", 1, "before"),
    ("a chunk is written", 1, "after"),
    ("a chunk is written", 4, "after"),
    ("facts are added", 1, "before"),
    ("facts are added", 2, "after"),
    ("facts are added", 4, "before"),
    ("the batch is shown", 1, "before"),
    ("the batch is shown", 1, "after"),
    ("the end is noted", 1, "before"),
]
"""Twenty moments: the step, the how-manieth time it is reached, and whether it is still to be done or just done."""

BEFORE = """
import json
from datetime import date, timedelta
from django.utils import timezone
from bases.accounts_made import viewer_for
from bases.consent_made import make_consent
from bases.intake_made import filled, make_agreement, make_provider
from bases.parties_made import VILLAGE, id_number, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.verify import verify
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.creditfile.queries import believed
from xiangxin.office.intake import accepting, staging
from xiangxin.office.intake.actions import decide, propose, receive
from xiangxin.office.intake.models import Submission
from xiangxin.office.jobs.actions import take_up_dead
from xiangxin.office.jobs.models import Job
from xiangxin.office.jobs.worker import work_off
staging.LIMITS["chunk_rows"] = 10
accepting.LIMITS["chunk_rows"] = 10
"""
PEOPLE = (
    BEFORE
    + """
numbers = [id_number(number=at) for at in range(ROWS)]
for number in numbers:
    make_consent(make_person("张小三", VILLAGE, number=number).id, purpose="evaluation", on=date(2026, 3, 1))
court = make_provider()
agreement = make_agreement(court)
second = viewer_for(Role.COUNTY_OFFICE)
print(json.dumps([numbers, str(agreement.id), str(court.account), str(court.institution), court.area,
                  str(second.account), second.area]))
"""
)
SEND = (
    BEFORE
    + """
from uuid import UUID
numbers, agreement, account, institution, area, *_ = MADE
court = Viewer(UUID(account), Role.DATA_PROVIDER, area, UUID(institution))
rows = [{"id_number": number, "amount_fen": 500, "happened_on": date(2026, 4, 1),
         "document_no": f"虚执ROUND-{at}号", "authority": "虚构县法院"} for at, number in enumerate(numbers)]
row = receive(court, "court_enforcement", [filled("court_enforcement", rows)], "表.xlsx", agreement=UUID(agreement))
print(json.dumps(str(row.id)))
"""
)
AGREE = (
    BEFORE
    + """
from uuid import UUID
work_off()
row = Submission.objects.get(id="ROW")
if row.state == "staged":
    propose(Viewer(row.sent_by, Role.DATA_PROVIDER, row.area, row.institution_id), row.id, "报送")
    *_, second, county = MADE
    decide(Viewer(UUID(second), Role.COUNTY_OFFICE, county, None), row.id, True)
print("null")
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
row = Submission.objects.get(id="ROW")
with maintenance("tests"):
    facts = Fact.objects.filter(batch__submission=row.id)
    found = dict(state=row.state, staged=row.rows_new, refused=row.rows_refused, written=facts.count(),
                 seen=believed(None).filter(batch__submission=row.id).count(), left_out=row.left_out)
found["findings"] = [str(one) for one in verify(seal=True).findings]
print(json.dumps(found))
"""
)


class Rig:
    """An office apart, and imports into it that are killed."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)
        self.made: Any = None
        self.rounds = 0
        self.made = self._run(PEOPLE)

    def killed_import(self, step: str, times: int, moment: str) -> None:
        """One import, killed once at its place, looked at, and ended by the next worker."""
        self.rounds += 1
        row = self._run(SEND)
        if step not in WHILE_READING:
            self._run(AGREE, row)
        self._kill(row, (STEPS[step], times, moment))
        between = self._run(SEE, row)
        assert between["seen"] == (ROWS if between["state"] == "accepted" else 0), (step, times, moment, between)
        assert between["findings"] == [], (step, times, moment)
        if step in WHILE_READING:
            assert between["written"] == 0
            assert between["staged"] == (ROWS if between["state"] == "staged" else 0)
        self._run(NEXT_WORKER)
        if step in WHILE_READING:
            self._run(AGREE, row)
            self._run(NEXT_WORKER)
        ended = self._run(SEE, row)
        wanted = {"state": "accepted", "staged": ROWS, "refused": 0, "written": ROWS, "seen": ROWS, "left_out": 0}
        assert ended == {**wanted, "findings": []}, (step, times, moment)

    def _kill(self, row: str, place: tuple[str, int, str]) -> None:
        worker = start_apart(self.environment, self._code(BEFORE + HALF, row).replace("PLACE", repr(place)))
        assert worker.stdout is not None
        line = worker.stdout.readline()
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        assert line == "half\n", place

    def _run(self, code: str, row: str = "") -> Any:
        return run_apart(self.environment, self._code(code, row))

    def _code(self, code: str, row: str) -> str:
        filled = code.replace("ROWS", str(ROWS)).replace("MADE", repr(self.made))
        return filled.replace("ROUND", str(self.rounds)).replace('"ROW"', repr(row))


ROUNDS = [
    pytest.param(PLACES[:2], id="2 places"),
    pytest.param(PLACES, id="20 places", marks=pytest.mark.proof),
]


@pytest.mark.parametrize("places", ROUNDS)
def test_an_import_killed_anywhere_is_whole_or_not_there_on_sqlite(
    tmp_path: Path, places: list[tuple[str, int, str]]
) -> None:
    rig = Rig(copy_apart(tmp_path))
    for place in places:
        rig.killed_import(*place)


@pytest.mark.proof
@pytest.mark.needs("postgresql")
def test_an_import_killed_anywhere_is_whole_or_not_there_on_postgresql(tmp_path: Path) -> None:
    with Cluster() as server:
        rig = Rig(make_apart(tmp_path, server.url()))
        for place in PLACES:
            rig.killed_import(*place)
