"""The job of a run: freeze, assess, store in chunks that nobody sees, and show all of them at once.

Each step is safe to do twice: what was frozen stays frozen, the engine gives the same again, a result has one id in its
run. Grounds are asked when inputs are frozen, and again of each person when a result is stored.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xiangxin.kernel.errors import CheckFailed, Finding, UnreadableInput, blocks
from xiangxin.kernel.ids import derived_id
from xiangxin.kernel.portions import portions
from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.queries.held import seats_of
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption.texts import folder_of
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import ROWS_AN_ACT, act
from xiangxin.office.audit.inserting import insert
from xiangxin.office.consent.choices import FILE
from xiangxin.office.consent.gate import OpenTo, persons_open_to
from xiangxin.office.creditfile import snapshots
from xiangxin.office.jobs.job import Work
from xiangxin.office.runs.actions.deleting import forget_unseen
from xiangxin.office.runs.choices import RunState
from xiangxin.office.runs.classes import classes_used
from xiangxin.office.runs.errors import AskerGone, EngineRefused, NobodyOpen
from xiangxin.office.runs.frozen import pack
from xiangxin.office.runs.inputs import SEALED
from xiangxin.office.runs.keeping import still_agreed
from xiangxin.office.runs.models import Result, ScoringRun, Trial
from xiangxin.office.runs.scope import scope_for
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.vault.keys import ring
from xiangxin.office.vault.sealing import seal_bytes
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring import packing
from xiangxin.scoring.arrow import read_table, rows_of
from xiangxin.scoring.assessment import PersonInput
from xiangxin.scoring.bounds import first_limits, lowest_rate_bp
from xiangxin.scoring.manifest import Manifest
from xiangxin.scoring.paths import EXPLANATIONS_FILE, RESULTS_FILE, TablePaths
from xiangxin.scoring.run import PreparedRun, ScoreRequest, assess_into, prepare
from xiangxin.scoring.tabular import read_people

_SAME = (
    *("missing", "ineligible", "vetoes", "flags", "status", "stars", "limit_fen", "limit_binding", "rate_bp"),
    *("certificate", "calibration", "review_sum", "review_count"),
)
"""Columns of the engine's results that a row here has under the same name."""


def score(work: Work) -> None:
    """The job. ``arguments``: the run."""
    run = ScoringRun.objects.select_related("adoption__policy", "receiver").get(id=UUID(str(work.arguments["run"])))
    if run.state in (RunState.DONE, RunState.FAILED):
        return
    try:
        viewer = asker_of(run)
        with _frozen(run, viewer) as files:
            _assess(work, run, viewer, files)
    except OfficeError as error:
        fail(work.by, run, error.code)
        work.result(failure=error.code)


def asker_of(run: ScoringRun | Trial) -> Viewer:
    """Whoever asked, in the post they asked in; ``AskerGone`` where they do not hold it today."""
    account = Account.objects.filter(id=run.asked_by, is_active=True).first()
    wanted = (run.asked_role, run.asked_area, run.asked_institution)
    for seat in seats_of(account) if account is not None else ():
        if (seat.role, seat.area, seat.institution) == wanted:
            return Viewer(run.asked_by, seat.role, seat.area, seat.institution, post=seat.post)
    raise AskerGone()


@contextmanager
def _frozen(run: ScoringRun, viewer: Viewer) -> Iterator[Mapping[str, Path]]:
    """The inputs as files for one block, frozen once: a run that was killed after it goes on with what may be read."""
    if run.snapshot is not None:
        with snapshots.files_of(viewer, run.snapshot) as files:
            yield files
        return
    persons = frozenset(UUID(one) for one in run.persons) or None
    wanted = snapshots.Wanted(run.area, run.purpose, run.receiver_id, run.as_of, run.known_on, persons)
    with snapshots.frozen_files(viewer, wanted) as (snapshot, files):
        if snapshot.persons == 0:
            raise NobodyOpen()
        with act("runs.frozen", by=viewer.actor, about=run, purpose=run.purpose, area=run.area) as done:
            run.snapshot, run.state = snapshot, RunState.FROZEN
            run.save(update_fields=["snapshot", "state"])
            done.wrote(run)
            done.payload["snapshot"] = str(snapshot.id)
        yield files


def _assess(work: Work, run: ScoringRun, viewer: Viewer, files: Mapping[str, Path]) -> None:
    gate = persons_open_to(viewer, run.purpose, [FILE], timezone.localdate())
    with (
        tempfile.TemporaryDirectory(prefix="xiangxin-run-") as beside,
        folder_of(run.adoption.policy) as policy,
    ):
        prepared = prepared_run(run, policy, files)
        folder = Path(beside)
        manifest = assessed(prepared, folder)
        rows = _Rows(run, prepared.policy, _by_person(folder), TablePaths(**files))
        _store(work, run, viewer, gate, rows)
    _show(run, viewer, manifest, prepared.policy)


def prepared_run(run: ScoringRun | Trial, policy: Path, files: Mapping[str, Path]) -> PreparedRun:
    """The engine's request of a run, checked; ``EngineRefused`` with the first thing that is wrong."""
    request = ScoreRequest(
        policy=policy,
        scope=scope_for(run.receiver, run.as_of),
        purpose=run.purpose,
        receiver=run.receiver.slug,
        receiver_name=run.receiver.called,
        tables=dict(files),
        as_of=run.as_of,
        known_on=run.known_on,
    )
    prepared, findings = prepare(request)
    if prepared is None:
        raise _refused(findings)
    return prepared


def assessed(prepared: PreparedRun, folder: Path) -> Manifest:
    """The engine's result files in ``folder``; ``EngineRefused`` where it stops."""
    try:
        return assess_into(prepared, folder)
    except (CheckFailed, UnreadableInput) as error:
        raise _refused(error.findings) from error


def _refused(findings: Iterable[Finding]) -> EngineRefused:
    found = blocks(findings)
    return EngineRefused(reason=found[0].what) if found else EngineRefused(reason="—")


def _by_person(folder: Path) -> dict[UUID, tuple[dict[str, Any], dict[str, Any]]]:
    """The engine's row and packed explanation of each person."""
    explained = {row["person_id"]: row for row in rows_of(read_table(folder / EXPLANATIONS_FILE))}
    results = rows_of(read_table(folder / RESULTS_FILE))
    return {row["person_id"]: (row, explained.get(row["person_id"], {})) for row in results}


@dataclass(frozen=True)
class _Rows:
    """Rows to be stored, made one after the other."""

    run: ScoringRun
    policy: CompiledPolicy
    results: Mapping[UUID, tuple[dict[str, Any], dict[str, Any]]]
    inputs: TablePaths

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Words of the packed explanation, worked out once for all rows."""
        return packing.layout(self.policy).word_names

    def people(self) -> Iterator[PersonInput]:
        return read_people(self.inputs, self.policy)

    def made(self, person: PersonInput) -> Result:
        """The row of one person."""
        row, explained = self.results[person.person_id]
        result = Result(
            id=result_id(self.run.id, person.person_id),
            run=self.run,
            person_id=person.person_id,
            household=person.household_id,
            area=person.village_code,
            stages={stage.id: row[f"{stage.id}_centi"] for stage in self.policy.stages},
            classes=";".join(sorted(classes_used(person, self.policy))),
            words=[explained[name] for name in self.names] if explained else [],
            points=_points(self.policy, explained),
            **{name: row[name] for name in _SAME},
        )
        result.frozen_sealed = seal_bytes(pack(person), result._meta.db_table, SEALED, result.id)
        return result


def _points(policy: CompiledPolicy, explained: Mapping[str, Any]) -> dict[str, int | None]:
    if not explained:
        return {}
    return {
        item.id: explained[packing.points_column(item.id)] for item in policy.items if packing.has_free_points(item)
    }


def result_id(run: UUID, person: UUID) -> UUID:
    """The id of a person's result in a run; the same whenever it is worked out."""
    return derived_id(ring().person_key, "result", str(run), str(person))


def _store(work: Work, run: ScoringRun, viewer: Viewer, gate: OpenTo, rows: _Rows) -> None:
    """Store what is not stored yet, of whoever is still open to the viewer at that moment, with all that was read."""
    total = len(rows.results)
    work.expect(total)
    at = 0
    for some in portions(rows.people(), ROWS_AN_ACT):
        payload = {"persons": len(some)}
        with act(
            "runs.stored", by=viewer.actor, about=run, purpose=run.purpose, area=run.area, payload=payload
        ) as done:
            ids = [person.person_id for person in some]
            there = set(Result.objects.filter(run=run, person__in=ids).values_list("person", flat=True))
            left = gate.among(ids) & still_agreed(some) - there
            made = [rows.made(one) for one in some if one.person_id in left]
            insert(made)
            done.wrote(*made)
            done.payload["stored"] = len(made)
        at += len(some)
        work.tell(at)


def _show(run: ScoringRun, viewer: Viewer, manifest: Manifest, policy: CompiledPolicy) -> None:
    """Show every result, in one act that counts them."""
    with act("runs.done", by=viewer.actor, about=run, purpose=run.purpose, area=run.area) as done:
        found = Counter(Result.objects.filter(run=run).values_list("status", flat=True))
        run.counts = dict(sorted(found.items()))
        run.left_out = sum(manifest.counts.values()) - found.total()
        run.policy_hash, run.law_hash = manifest.content_hash, manifest.law_hash
        run.semantics, run.version = manifest.semantics, manifest.version
        run.lowest_rate_bp = lowest_rate_bp(policy, run.as_of)
        if (first := first_limits(policy, run.as_of)) is not None:
            run.first_limit_fen, run.first_limit_operator_fen = first.household_fen, first.operator_fen
        run.state, run.done_at = RunState.DONE, timezone.now()
        run.save()
        done.wrote(run)
        done.payload |= {"counts": run.counts, "left_out": run.left_out, "policy": run.policy_hash}


def fail(by: Actor, run: ScoringRun, code: str) -> None:
    """Note why a run was not made, and take away what it stored and nobody saw."""
    with transaction.atomic():
        forget_unseen(by, run)
        with act("runs.failed", by=by, about=run, purpose=run.purpose, area=run.area, payload={"code": code}) as done:
            run.state, run.failure = RunState.FAILED, code
            run.save(update_fields=["state", "failure"])
            done.wrote(run)
