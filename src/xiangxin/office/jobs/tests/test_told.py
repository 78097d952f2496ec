"""What the command line says of jobs is what the page says."""

import json
from pathlib import Path

import pytest

from bases.apart import copy_apart, run_apart
from bases.office_cli import environment, office

START = """
from datetime import timedelta
from django.utils import timezone
from xiangxin.office.audit.actor import system
from xiangxin.office.jobs.actions import start_job
from xiangxin.office.jobs.models import Periodic
start_job(system("test"), "places.table", {"area": "990101000000"})
Periodic.objects.create(name="test.work", due_at=timezone.now(), failures=2, error="OSError")
print("null")
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    run_apart(copy_apart(tmp_path), START)
    return tmp_path


def test_the_command_line_tells_the_queue_each_job_and_periodic_work(home: Path) -> None:
    done = office("jobs", "--home", str(home), "--json", env=environment())
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["queued"], told["running"]) == (1, 0)
    assert [(one["kind"], one["state"], one["done"], one["total"]) for one in told["jobs"]] == [
        ("places.table", "queued", 0, None)
    ]
    assert [(one["name"], one["failures"], one["error"]) for one in told["periodic"]] == [("test.work", 2, "OSError")]


def test_it_tells_people_in_words(home: Path) -> None:
    done = office("jobs", "--home", str(home), env=environment())
    assert done.returncode == 0, done.stderr
    assert "places.table" in done.stdout
    assert "test.work" in done.stdout
