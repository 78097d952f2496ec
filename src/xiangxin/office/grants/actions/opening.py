"""Puts the results of a run before officers: a case a person, beside a line that stands, instead of one that waits.

Every result becomes a case, also where nothing can be proposed: whoever is not offered anything is told why, by a human
being. Safe to do twice; a run that was handed over opens nothing again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.ids import derived_id
from xiangxin.kernel.portions import portions
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import Act, act
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.numbers import new_number
from xiangxin.office.grants.choices import STANDING, WAITING, Ending, State
from xiangxin.office.grants.firstlimits import first_limit
from xiangxin.office.grants.models import Grant, Handover
from xiangxin.office.grants.moving import move
from xiangxin.office.parties.models import Representative
from xiangxin.office.runs.choices import RunState
from xiangxin.office.runs.models import Result, ScoringRun
from xiangxin.office.runs.rules import SCORING
from xiangxin.office.vault.keys import ring

AT_ONCE = 200
FIRST = "first_limit"
"""What ``capped_by`` says where a first limit was lower than the policy's."""


def open_cases(by: Actor, run: ScoringRun) -> int:
    """Open a case for each result of a run that is done and has none yet; how many."""
    if run.state != RunState.DONE or Handover.objects.filter(run=run).exists():
        return 0
    results = list(_ids_of(by, run))
    opened = 0
    for some in portions(results, AT_ONCE):
        with act("grants.opened", by=by, about=run, purpose=run.purpose, area=run.area) as done:
            rows = Result.objects.filter(id__in=some).order_by("person_id")
            made = [grant for result in rows if (grant := _opened(done, run, result)) is not None]
            done.payload["cases"] = len(made)
        opened += len(made)
    with act("grants.handed_over", by=by, about=run, purpose=run.purpose, area=run.area) as done:
        row, _is_new = Handover.objects.get_or_create(run=run, defaults={"cases": opened, "done_at": timezone.now()})
        done.wrote(row)
        done.payload["cases"] = opened
    return opened


def open_done(by: Actor) -> int:
    """Open the cases of every run for a bank that is done and was not handed over, the oldest first; how many."""
    rows = ScoringRun.objects.filter(state=RunState.DONE, purpose=SCORING, handover=None)
    rows = rows.select_related("adoption__policy", "receiver").order_by("done_at", "id")
    return sum(open_cases(by, run) for run in rows)


def _ids_of(by: Actor, run: ScoringRun) -> Iterable[UUID]:
    with reading(by, purpose="audit", ground="duty", what="grants.opening") as look:
        look.showed([], [])
        there = set(Grant.objects.filter(run=run).values_list("result", flat=True))
        found = set(Result.objects.filter(run=run).values_list("id", flat=True))
    return sorted(found - there)


def _opened(done: Act, run: ScoringRun, result: Result) -> Grant | None:
    own = list(Grant.objects.select_for_update().filter(person=result.person_id, receiver=run.receiver))
    standing = next((row for row in own if row.state in STANDING), None)
    waiting = next((row for row in own if row.state in WAITING), None)
    if standing is not None and _says_the_same(standing, result):
        return None
    if waiting is not None:
        if waiting.opened_at > (run.done_at or waiting.opened_at):
            return None
        done.wrote(move(waiting, State.ENDED, ended_on=timezone.localdate(), ending=Ending.SUPERSEDED))
    row = _row(run, result, standing, is_first=not any(one.accepted_on for one in own))
    row.save(force_insert=True)
    done.wrote(row)
    return row


def _says_the_same(standing: Grant, result: Result) -> bool:
    """A line that stands is not opened again where the run came to what it was granted by."""
    proposed = (result.limit_fen, result.rate_bp, result.stars, result.status)
    return (standing.proposed_limit_fen, standing.proposed_rate_bp, standing.stars, standing.outcome) == proposed


def _row(run: ScoringRun, result: Result, standing: Grant | None, *, is_first: bool) -> Grant:
    limit, capped_by = _proposed(run, result, is_first)
    return Grant(
        id=derived_id(ring().person_key, "grant", str(result.id)),
        number=new_number(),
        person_id=result.person_id,
        receiver=run.receiver,
        household=result.household,
        area=result.area,
        run=run,
        result=result.id,
        classes=result.classes,
        outcome=result.status,
        flags=result.flags,
        stars=result.stars,
        certificate=result.certificate,
        proposed_limit_fen=limit,
        proposed_rate_bp=result.rate_bp,
        binding=result.limit_binding,
        capped_by=capped_by,
        replaces=standing,
        opened_at=timezone.now(),
    )


def _proposed(run: ScoringRun, result: Result, is_first: bool) -> tuple[int | None, str]:
    """The policy's limit, and the cap of a first one where its document names it."""
    cap = first_limit(run.adoption.policy.name, run.as_of) if is_first else None
    if cap is None or result.limit_fen is None:
        return result.limit_fen, ""
    most = cap.operator_fen if _is_operator(result.person_id, run.as_of) else cap.household_fen
    return (most, FIRST) if result.limit_fen > most else (result.limit_fen, "")


def _is_operator(person: UUID, on: date) -> bool:
    """Whether the person stands behind a registered business on a day."""
    rows = Representative.objects.filter(person=person, from_on__lte=on)
    return any(row.to_on is None or row.to_on >= on for row in rows)
