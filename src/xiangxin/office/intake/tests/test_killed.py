"""A worker that is killed while it reads or writes: nothing half is seen, and the next one ends the work."""

from __future__ import annotations

import signal

from bases.apart import run_apart, start_apart

BEFORE = """
import json
from datetime import date, timedelta
from django.utils import timezone
from bases.accounts_made import viewer_for
from bases.consent_made import make_consent
from bases.intake_made import filled, make_agreement, make_provider
from bases.parties_made import VILLAGE, id_number, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.context import maintenance
from xiangxin.office.creditfile.models import Batch, Fact
from xiangxin.office.creditfile.queries import believed
from xiangxin.office.intake import accepting, staging
from xiangxin.office.intake.actions import decide, propose, receive
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.terms import LIMITS
from xiangxin.office.jobs.models import Job, Lease, Periodic
from xiangxin.office.jobs.worker import work_off

ROWS = 60
LIMITS["chunk_rows"] = 10
"""

SEND = (
    BEFORE
    + """
court = make_provider()
agreement = make_agreement(court)
rows = []
for at in range(ROWS):
    number = id_number()
    make_consent(make_person("张小三", VILLAGE, number=number).id, purpose="evaluation", on=date(2026, 3, 1))
    rows.append({"id_number": number, "amount_fen": 500, "happened_on": date(2026, 4, 1),
                 "document_no": f"虚执{at}号", "authority": "虚构县法院"})
receive(court, "court_enforcement", [filled("court_enforcement", rows)], "表.xlsx", agreement=agreement.id)
print("null")
"""
)

READ_HALF = (
    BEFORE
    + """
import time
whole, seen = staging._Stager._chunk, []

def chunk(self, *given):
    seen.append(1)
    if len(seen) == 3:
        print("half", flush=True)
        time.sleep(60)
    return whole(self, *given)

staging._Stager._chunk = chunk
work_off()
"""
)

WRITE_HALF = (
    BEFORE
    + """
import time
whole, seen = accepting._Writer.write, []

def write(self, chunk):
    seen.append(1)
    if len(seen) == 4:
        print("half", flush=True)
        time.sleep(60)
    return whole(self, chunk)

accepting._Writer.write = write
row = Submission.objects.get()
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.accounts.models import Post
post = Post.objects.filter(role="data_provider").first()
if row.state == "staged":
    propose(Viewer(post.account_id, post.role, post.area, post.institution_id), row.id, "报送")
    decide(viewer_for(Role.COUNTY_OFFICE), row.id, True)
work_off()
"""
)

AGAIN = (
    BEFORE
    + """
long_ago = timezone.now() - timedelta(hours=1)
Job.objects.filter(state="running").update(beat_at=long_ago)
from xiangxin.office.jobs.actions import take_up_dead
take_up_dead()
work_off()
print("null")
"""
)

SEE = (
    BEFORE
    + """
row = Submission.objects.get()
from xiangxin.office.intake.sealedfile import folder_of
with maintenance("tests"):
    found = dict(
        state=row.state, new=row.rows_new, refused=row.rows_refused, written=Fact.objects.count(),
        seen=believed(None).count(), files=sorted(path.name for path in folder_of(row.id).iterdir()),
    )
print(json.dumps(found))
"""
)


def killed_half_way(environment: dict[str, str], code: str) -> None:
    worker = start_apart(environment, code)
    assert worker.stdout is not None
    line = worker.stdout.readline()
    worker.send_signal(signal.SIGKILL)
    _, told = worker.communicate()
    assert line == "half\n", told


def test_reading_and_writing_that_were_killed_are_ended_by_the_next_worker(apart: dict[str, str]) -> None:
    run_apart(apart, SEND)
    killed_half_way(apart, READ_HALF)
    seen = run_apart(apart, SEE)
    assert (seen["state"], seen["new"], seen["written"]) == ("received", 0, 0)
    assert "head" not in seen["files"]
    run_apart(apart, AGAIN)
    seen = run_apart(apart, SEE)
    assert (seen["state"], seen["new"], seen["refused"]) == ("staged", 60, 0)
    assert seen["files"] == ["changed", "ended", "findings", "head", "new", "same"]
    killed_half_way(apart, WRITE_HALF)
    seen = run_apart(apart, SEE)
    assert (seen["state"], seen["written"], seen["seen"]) == ("accepting", 30, 0)
    run_apart(apart, AGAIN)
    seen = run_apart(apart, SEE)
    assert (seen["state"], seen["written"], seen["seen"]) == ("accepted", 60, 60)
