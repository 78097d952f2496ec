"""What the pages share: who comes in, and how a job stands."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import areas_inside
from xiangxin.office.jobs.choices import JobState
from xiangxin.office.jobs.models import Job
from xiangxin.office.jobs.queries import any_job
from xiangxin.office.runs.errors import failure_in_words
from xiangxin.office.runs.rules import ASKERS
from xiangxin.office.shell.pieces import Progress, ProgressState
from xiangxin.office.shell.problems import language

__all__ = ["ASKERS", "areas_of", "failed_words", "progress_of"]

_STATES: dict[str, ProgressState] = {JobState.RUNNING: "running", JobState.FAILED: "failed"}


def areas_of(viewer: Viewer) -> list[tuple[str, str]]:
    """The viewer's area and what lies in it, the whole first; deeper areas are set in."""
    found = areas_inside(viewer.area, timezone.localdate())
    depth = {"county": 0, "township": 1}
    return [(row.code, "　" * depth.get(row.level, 2) + row.name) for row in found]


def progress_of(job: UUID | None, name: str, href: str) -> Progress | None:
    """How far a job is; None where there is none."""
    if job is None:
        return None
    row: Job = any_job(job)
    return Progress(f"job-{row.id}", name, _STATES.get(row.state, "waiting"), row.done, row.total or 0, href)


def failed_words(code: str) -> str:
    """Why something was not made, in words."""
    return failure_in_words(code).in_language(language())
