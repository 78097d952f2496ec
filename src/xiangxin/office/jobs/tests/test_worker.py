"""A worker in a process of its own, on each database: progress seen from outside, cancelling, a kill in the middle."""

import signal
import subprocess

from bases.apart import run_apart, start_apart

JOBS = """
import threading, time
from xiangxin.kernel.text import Text
from xiangxin.office.audit.actor import system
from xiangxin.office.jobs.job import job
from xiangxin.office.jobs.models import Job

@job("test.slow", Text("慢", "Slow"))
def slow(work):
    for number in work.each(range(int(work.arguments["steps"]))):
        time.sleep(0.02)
        if number == 60:
            print("half", flush=True)
    work.result(end=1)
"""
START = f"""{JOBS}
from xiangxin.office.jobs.actions import start_job
start_job(system("test"), "test.slow", {{"steps": STEPS}})
print("null")
"""
ENDLESS = 1_000_000
"""So many steps that only cancelling ends the job, however slow the machine is."""
WORK = f"""{JOBS}
from xiangxin.office.jobs.worker import work
work(threading.Event())
"""
SEE = """
import json
from xiangxin.office.jobs.models import Job
print(json.dumps(Job.objects.values("state", "done", "total", "attempts", "result").get()))
"""
SEE_THE_END = f"""
import time
from xiangxin.office.jobs.models import Job
for _ in range(2400):
    if Job.objects.filter(state__in=["done", "failed", "cancelled"]).exists():
        break
    time.sleep(0.05)
{SEE}
"""
CANCEL = """
from xiangxin.office.audit.actor import system
from xiangxin.office.jobs.actions import cancel_job
from xiangxin.office.jobs.models import Job
cancel_job(system("test"), Job.objects.get().id)
print("null")
"""
AGE = """
from datetime import timedelta
from django.utils import timezone
from xiangxin.office.jobs.models import Job, Lease, Periodic
long_ago = timezone.now() - timedelta(minutes=10)
Job.objects.update(beat_at=long_ago)
Lease.objects.update(until_at=long_ago)
Periodic.objects.update(due_at=long_ago)
print("null")
"""


def begun(worker: subprocess.Popen[str]) -> None:
    assert worker.stdout is not None
    assert worker.stdout.readline() == "half\n"


def test_progress_is_seen_from_another_process_and_cancelling_ends_the_job(apart: dict[str, str]) -> None:
    run_apart(apart, START.replace("STEPS", str(ENDLESS)))
    worker = start_apart(apart, WORK)
    try:
        begun(worker)
        seen = run_apart(apart, SEE)
        assert (seen["state"], seen["total"]) == ("running", ENDLESS)
        assert 0 < seen["done"] < ENDLESS
        run_apart(apart, CANCEL)
        seen = run_apart(apart, SEE_THE_END)
        assert seen["state"] == "cancelled"
        assert seen["done"] < ENDLESS
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.communicate()


def test_a_job_whose_worker_was_killed_is_taken_up_and_ends(apart: dict[str, str]) -> None:
    run_apart(apart, START.replace("STEPS", "200"))
    worker = start_apart(apart, WORK)
    begun(worker)
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    seen = run_apart(apart, SEE)
    assert seen["state"] == "running"
    run_apart(apart, AGE)
    worker = start_apart(apart, WORK)
    try:
        seen = run_apart(apart, SEE_THE_END)
        assert seen == {"state": "done", "done": 200, "total": 200, "attempts": 2, "result": {"end": 1}}
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
