"""What the last verification that a viewer started has found."""

from __future__ import annotations

import json
from dataclasses import dataclass

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.jobs.choices import JobState
from xiangxin.office.jobs.errors import JobFileGone
from xiangxin.office.jobs.models import Job
from xiangxin.office.jobs.queries import file_of, jobs_of
from xiangxin.office.oversight.tasks import VERIFY


@dataclass(frozen=True, slots=True)
class Told:
    """One finding in words."""

    what: Text
    why: Text
    mend: Text


@dataclass(frozen=True, slots=True)
class LastVerdict:
    """``job`` is the last one, ended or not. ``findings`` is None until one is done, and when its file is gone."""

    job: Job
    findings: tuple[Told, ...] | None


def last_verdict(viewer: Viewer) -> LastVerdict | None:
    """The viewer's last verification."""
    row = jobs_of(viewer.actor).filter(kind=VERIFY).first()
    if row is None:
        return None
    return LastVerdict(row, _findings(row) if row.state == JobState.DONE else None)


def _findings(row: Job) -> tuple[Told, ...] | None:
    try:
        content = json.loads(file_of(row, row.result_file).read_text(encoding="utf-8"))
    except JobFileGone:
        return None
    return tuple(Told(*(Text(**one[name]) for name in ("what", "why", "mend"))) for one in content)
