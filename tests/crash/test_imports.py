"""A worker that is killed anywhere within an import: nothing half is seen, the next one ends it, the log holds.

Killed at a named step of reading, keeping and accepting; whoever looks between sees all of it or nothing. Two steps of
records and one each of a roster and a register run in `make test`, twenty and eight each for each database in
`make proof`.
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
    "the people are opened": "xiangxin.office.intake.accepting:open_arrival",
    "contacts are added": "xiangxin.office.intake.accepting:add_roster",
    "people are registered": "xiangxin.office.intake.accepting:register_many",
    "the people are shown": "xiangxin.office.intake.accepting:show_arrival",
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


def of_people(step: str) -> list[tuple[str, int, str]]:
    """Eight moments of accepting people; ``step`` writes a chunk of them."""
    return [
        ("a chunk is written", 3, "after"),
        ("the people are opened", 1, "after"),
        (step, 1, "before"),
        (step, 1, "after"),
        (step, 4, "after"),
        ("the people are shown", 1, "before"),
        ("the people are shown", 1, "after"),
        ("the end is noted", 1, "before"),
    ]


OF_ROSTER, OF_REGISTER = of_people("contacts are added"), of_people("people are registered")

BEFORE = """
import json
from datetime import date, timedelta
from django.utils import timezone
from bases.accounts_made import viewer_for
from bases.consent_made import make_consent, make_institution
from bases.intake_made import filled, make_agreement, make_provider
from bases.parties_made import TOWNSHIP, VILLAGE, id_number, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.verify import verify
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.creditfile.queries import believed
from xiangxin.office.intake import accepting, staging
from xiangxin.office.intake.actions import decide, propose, receive
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.terms import LIMITS
from xiangxin.office.jobs.actions import take_up_dead
from xiangxin.office.jobs.models import Job
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.parties.models import Household, Person, RosterContact
LIMITS["chunk_rows"] = 10
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
bank = make_institution("bank")
one, two = (viewer_for(Role.ACCOUNT_MANAGER, institution=bank) for _ in range(2))
cadre, keeper = viewer_for(Role.VILLAGE_CADRE, VILLAGE), viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP)
print(json.dumps(dict(numbers=numbers, agreement=str(agreement.id), by={
    form: [[str(by.account), str(by.role), by.area, by.institution and str(by.institution)] for by in pair]
    for form, pair in {"court_enforcement": (court, second), "roster": (one, two), "register": (cadre, keeper)}.items()
})))
"""
)
SEND = (
    BEFORE
    + """
from uuid import UUID
account, role, area, institution = MADE["by"]["FORM"][0]
by = Viewer(UUID(account), role, area, institution and UUID(institution))
numbers, agreement = MADE["numbers"], None
if "FORM" == "court_enforcement":
    agreement = UUID(MADE["agreement"])
    rows = [{"id_number": number, "amount_fen": 500, "happened_on": date(2026, 4, 1),
             "document_no": f"虚执ROUND-{at}号", "authority": "虚构县法院"} for at, number in enumerate(numbers)]
else:
    names = ["李" + one + other for one in "甲乙丙丁戊己庚辛" for other in "子丑寅卯辰"]
    # Other days of birth in each round: who has name and day of somebody registered waits for a person to decide.
    born = [date(1950 + at, 1 + ROUND % 12, 1 + ROUND // 12) for at in range(ROWS)]
    rows = [{"id_number": id_number(day, number=100 + ROUND), "name": name, "phone": "19900001111",
             "village_code": VILLAGE, "household_no": f"ROUND-{at % 8}"}
            for at, (name, day) in enumerate(zip(names, born, strict=True))]
row = receive(by, "FORM", [filled("FORM", rows)], "表.xlsx", agreement=agreement)
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
    first, second = (
        Viewer(UUID(account), role, area, institution and UUID(institution))
        for account, role, area, institution in MADE["by"]["FORM"]
    )
    propose(first, row.id, "报送")
    decide(second, row.id, True)
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
    if "FORM" == "court_enforcement":
        facts = Fact.objects.filter(batch__submission=row.id)
        written, seen = facts.count(), believed(None).filter(batch__submission=row.id).count()
    else:
        model = RosterContact if "FORM" == "roster" else Person
        written, seen = (rows.filter(arrival=row.id).count() for rows in (model.every, model.objects))
    homes = Household.objects.filter(arrival=row.id).count()
    found = dict(state=row.state, staged=row.rows_new, refused=row.rows_refused, written=written, seen=seen,
                 left_out=row.left_out, left_alike=row.left_alike, homes=homes)
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
        self.form = ""
        self.made = self._run(PEOPLE)

    def killed_import(self, step: str, times: int, moment: str, form: str = "court_enforcement") -> None:
        """One import, killed once at its place, looked at, and ended by the next worker."""
        self.rounds += 1
        self.form = form
        homes = 8 if form == "register" else 0
        row = self._run(SEND)
        if step not in WHILE_READING:
            self._run(AGREE, row)
        self._kill(row, (STEPS[step], times, moment))
        between = self._run(SEE, row)
        whole = (ROWS, homes) if between["state"] == "accepted" else (0, 0)
        assert (between["seen"], between["homes"]) == whole, (step, times, moment, between)
        assert between["findings"] == [], (step, times, moment)
        if step in WHILE_READING:
            assert between["written"] == 0
            assert between["staged"] == (ROWS if between["state"] == "staged" else 0)
        self._run(NEXT_WORKER)
        if step in WHILE_READING:
            self._run(AGREE, row)
            self._run(NEXT_WORKER)
        ended = self._run(SEE, row)
        wanted = {"state": "accepted", "staged": ROWS, "refused": 0, "written": ROWS, "seen": ROWS, "homes": homes}
        assert ended == {**wanted, "left_out": 0, "left_alike": 0, "findings": []}, (step, times, moment)

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
        filled = code.replace("ROWS", str(ROWS)).replace("MADE", repr(self.made)).replace("FORM", self.form)
        return filled.replace("ROUND", str(self.rounds)).replace('"ROW"', repr(row))


EVERYTHING: list[Any] = [
    *PLACES,
    *((*place, form) for form, places in (("roster", OF_ROSTER), ("register", OF_REGISTER)) for place in places),
]
FEW = [*PLACES[:2], (*OF_ROSTER[0], "roster"), (*OF_REGISTER[0], "register")]
ROUNDS = [
    pytest.param(FEW, id="4 places"),
    pytest.param(EVERYTHING, id="36 places", marks=pytest.mark.proof),
]


@pytest.mark.parametrize("places", ROUNDS)
def test_an_import_killed_anywhere_is_whole_or_not_there_on_sqlite(tmp_path: Path, places: list[Any]) -> None:
    rig = Rig(copy_apart(tmp_path))
    for place in places:
        rig.killed_import(*place)


@pytest.mark.proof
@pytest.mark.needs("postgresql")
def test_an_import_killed_anywhere_is_whole_or_not_there_on_postgresql(tmp_path: Path) -> None:
    with Cluster() as server:
        rig = Rig(make_apart(tmp_path, server.url()))
        for place in EVERYTHING:
            rig.killed_import(*place)
