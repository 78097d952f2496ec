"""The job of a trial: assess an area by a text that is not in force, compare, and keep totals. No result is stored.

Whoever asks must be able to start a run for the receiver, and the gate is asked as for a run: people agreed to be
assessed for this purpose, and trying the rule before it counts is part of assessing them fairly (decision 30).
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from xiangxin.law.load import load_law
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption.actions import keep_report
from xiangxin.office.adoption.actions.reporting import Tried
from xiangxin.office.adoption.queries import in_force
from xiangxin.office.adoption.texts import folder_of
from xiangxin.office.areas.queries import areas_inside
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.choices import FILE
from xiangxin.office.consent.gate import persons_open_to
from xiangxin.office.creditfile import snapshots
from xiangxin.office.jobs.job import Work
from xiangxin.office.runs.assessing import asker_of, assessed, prepared_run
from xiangxin.office.runs.choices import RunState
from xiangxin.office.runs.errors import NobodyOpen
from xiangxin.office.runs.groups import groups_of
from xiangxin.office.runs.models import Trial
from xiangxin.office.runs.report import TrialReport
from xiangxin.office.runs.report.outcome import Outcome
from xiangxin.office.shell.errors import OfficeError
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.arrow import read_table, rows_of
from xiangxin.scoring.assessment import PersonResult
from xiangxin.scoring.paths import EXPLANATIONS_FILE, RESULTS_FILE, TablePaths
from xiangxin.scoring.results import decoded
from xiangxin.scoring.tabular import read_people

WHAT = "runs.trial"
_STEPS = 4


def try_out(work: Work) -> None:
    """The job. ``arguments``: the trial. Safe to do twice: what is kept is kept in its last act."""
    trial = Trial.objects.select_related("policy", "receiver").get(id=UUID(str(work.arguments["trial"])))
    if trial.state in (RunState.DONE, RunState.FAILED):
        return
    try:
        _try(work, trial, asker_of(trial))
    except OfficeError as error:
        give_up(work.by, trial, error.code)
        work.result(failure=error.code)


def _try(work: Work, trial: Trial, viewer: Viewer) -> None:
    work.expect(_STEPS)
    law = load_law()
    wanted = snapshots.Wanted(trial.area, trial.purpose, trial.receiver_id, trial.as_of, trial.known_on)
    with snapshots.passing_files(viewer, wanted) as files:
        work.tell(1, now=True)
        with folder_of(trial.policy) as folder:
            policy, limits, results = _assess(trial, folder, files)
        if not results:
            raise NobodyOpen()
        work.tell(2, now=True)
        standing = in_force(trial.receiver_id, trial.purpose, trial.as_of)
        before: Outcome | None = None
        if standing is not None:
            with folder_of(standing.policy) as folder:
                old, _limits, earlier = _assess(trial, folder, files)
            before = Outcome(old, earlier, law.publication)
        work.tell(3, now=True)
        gate = persons_open_to(viewer, trial.purpose, [FILE], timezone.localdate())
        with reading(
            viewer.actor, purpose=trial.purpose, ground=gate.ground, what=WHAT, institution=viewer.institution
        ) as look:
            look.showed(results, ("credit_file", "id_number"))
            people = read_people(TablePaths(**files), policy)
            groups = groups_of(people, trial.receiver_id, trial.purpose, trial.as_of)
    names = dict(areas_inside(trial.area, timezone.localdate()).values_list("code", "name"))
    report = TrialReport(
        Outcome(policy, results, law.publication), before, groups, limits, lambda code: names.get(code, code)
    )
    basis = {
        "policy": trial.policy.content_hash,
        "in_force": None if standing is None else standing.policy.content_hash,
        "law": law.hash,
        "area": trial.area,
        "as_of": _day(trial.as_of),
        "known_on": _day(trial.known_on),
    }
    _keep(trial, viewer, report.content(basis))
    work.tell(_STEPS, now=True)


def _day(day: date) -> str:
    return day.isoformat()


def _assess(
    trial: Trial, folder: Path, files: Mapping[str, Path]
) -> tuple[CompiledPolicy, bool, dict[UUID, PersonResult]]:
    """The policy, whether the purpose may propose limits, and what it makes of everybody."""
    prepared = prepared_run(trial, folder, files)
    with tempfile.TemporaryDirectory(prefix="xiangxin-trial-") as beside:
        assessed(prepared, Path(beside))
        explained = {row["person_id"]: row for row in rows_of(read_table(Path(beside) / EXPLANATIONS_FILE))}
        rows = rows_of(read_table(Path(beside) / RESULTS_FILE))
    results = {row["person_id"]: decoded(prepared.policy, row, explained.get(row["person_id"])) for row in rows}
    return prepared.policy, prepared.run.limits, results


def _keep(trial: Trial, viewer: Viewer, content: dict[str, object]) -> None:
    """The report and the trial that names it, in one act."""
    payload = {"policy": trial.policy.content_hash}
    with act(
        "runs.tried", by=viewer.actor, about=trial, purpose=trial.purpose, area=trial.area, payload=payload
    ) as done:
        tried = Tried(trial.policy, trial.receiver_id, trial.purpose, trial.as_of, trial.known_on)
        trial.report = keep_report(viewer, tried, content)
        trial.state = RunState.DONE
        trial.save(update_fields=["report", "state"])
        done.wrote(trial)


def give_up(by: Actor, trial: Trial, code: str) -> None:
    """Note why a trial was not made; there is nothing to take away."""
    with act(
        "runs.trial_failed", by=by, about=trial, purpose=trial.purpose, area=trial.area, payload={"code": code}
    ) as done:
        trial.state, trial.failure = RunState.FAILED, code
        trial.save(update_fields=["state", "failure"])
        done.wrote(trial)
