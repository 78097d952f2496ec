"""Asks for a run, and brings runs in line with jobs that ended elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption.errors import LawForbids, NothingAdopted
from xiangxin.office.adoption.models import Adoption
from xiangxin.office.adoption.queries import in_force, is_admitted
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.jobs.actions import start_job
from xiangxin.office.jobs.choices import JobState
from xiangxin.office.jobs.models import Job
from xiangxin.office.runs import errors
from xiangxin.office.runs.assessing import fail
from xiangxin.office.runs.choices import SCORE, RunState
from xiangxin.office.runs.models import ScoringRun, Trial
from xiangxin.office.runs.rules import may_assess
from xiangxin.office.runs.trying import give_up
from xiangxin.office.shell.errors import NotAllowed

_OPEN = (RunState.WAITING, RunState.FROZEN)
_JOB_ENDED = "job_ended"


@dataclass(frozen=True, slots=True)
class Asked:
    """A run as it is asked for. ``persons``: only these, none for everybody of the area who agreed."""

    area: str
    receiver: UUID
    purpose: str
    as_of: date
    known_on: date
    persons: frozenset[UUID] = frozenset()


def require_may_ask(by: Viewer, asked: Asked) -> None:
    """``NotYourReceiver``, ``NotAllowed`` for an area that is not the viewer's, ``DayAhead``: nobody is read for it."""
    if not may_assess(by, asked.receiver, asked.purpose):
        raise errors.NotYourReceiver()
    if not by.covers(asked.area):
        raise NotAllowed()
    if not asked.known_on <= timezone.localdate() >= asked.as_of:
        raise errors.DayAhead("as_of")


def start_run(by: Viewer, asked: Asked) -> ScoringRun:
    """Ask for a run; a job makes it.

    Errors: those of ``require_may_ask``; ``NothingAdopted``, ``LawForbids``, ``RunUnderWay``.
    """
    require_may_ask(by, asked)
    adoption = adopted(asked.receiver, asked.purpose, asked.as_of)
    run = ScoringRun(
        adoption=adoption,
        receiver=adoption.receiver,
        purpose=asked.purpose,
        area=asked.area,
        as_of=asked.as_of,
        known_on=asked.known_on,
        persons=sorted(str(one) for one in asked.persons),
        asked_by=by.account,
        asked_role=by.role,
        asked_area=by.area,
        asked_institution=by.institution,
        asked_at=timezone.now(),
        policy_hash=adoption.policy.content_hash,
    )
    payload = {"as_of": asked.as_of, "known_on": asked.known_on, "persons": len(asked.persons)}
    with act("runs.asked", by=by.actor, about=run, purpose=run.purpose, area=run.area, payload=payload) as done:
        _require_none_under_way(run)
        run.job = start_job(by.actor, SCORE, {"run": str(run.id)}, area=run.area).id
        run.save(force_insert=True)
        done.wrote(run)
    return run


def adopted(receiver: UUID, purpose: str, on: date) -> Adoption:
    """The adoption by which to assess; ``NothingAdopted``, or ``LawForbids`` where later law does not admit it."""
    found = in_force(receiver, purpose, on)
    if found is None:
        raise NothingAdopted()
    if not is_admitted(found):
        raise LawForbids()
    return found


def settle() -> int:
    """Runs and trials whose job was cancelled or gave up have failed; how many."""
    by = system("runs.settle")
    runs = [run for run in ScoringRun.objects.filter(state__in=_OPEN) if _job_ended(run)]
    for run in runs:
        fail(by, run, _JOB_ENDED)
    trials = [trial for trial in Trial.objects.filter(state__in=_OPEN) if _job_ended(trial)]
    for trial in trials:
        give_up(by, trial, _JOB_ENDED)
    return len(runs) + len(trials)


def _job_ended(asked: ScoringRun | Trial) -> bool:
    job = None if asked.job is None else Job.objects.filter(id=asked.job).first()
    return job is None or job.state in (JobState.FAILED, JobState.CANCELLED)


def _require_none_under_way(run: ScoringRun) -> None:
    """Two runs of the same persons would not say which counts; runs of single persons may be beside each other.

    The adoption is held until the act ends: whoever presses at the same moment asks after it.
    """
    Adoption.objects.select_for_update().get(id=run.adoption_id)
    open_ = ScoringRun.objects.filter(inside(run.area), state__in=_OPEN, receiver=run.receiver, purpose=run.purpose)
    if not run.persons and open_.filter(persons=[]).exists():
        raise errors.RunUnderWay()
