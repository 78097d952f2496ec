"""Puts the results of a run before officers: a case a person, beside a line that stands, instead of one that waits.

Every result becomes a case, also where nothing can be proposed: whoever is not offered anything is told why, by a human
being. Not of who waits for the review they agreed to: there is nothing to decide yet, and the run after the boxes were
opened brings it. Not of who has withdrawn since the run. An offer that somebody decided on is never taken back by a
run, better or not: its person answers it, and what the run came to stands on the list of what is due. Safe to do twice;
a run that was handed over opens nothing again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from xiangxin.kernel.ids import derived_id
from xiangxin.kernel.portions import portions
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import ROWS_AN_ACT, Act, act
from xiangxin.office.audit.reads import on_duty
from xiangxin.office.consent.numbers import new_number
from xiangxin.office.consent.queries.keeping import Receiving
from xiangxin.office.grants.choices import STANDING, WAITING, Ending, State
from xiangxin.office.grants.grounds import resting
from xiangxin.office.grants.models import Grant, Handover
from xiangxin.office.grants.moving import move
from xiangxin.office.grants.rules import open_requests, says_the_same
from xiangxin.office.parties.models import Representative, Trade
from xiangxin.office.runs.choices import RunState, Status
from xiangxin.office.runs.models import Result, ScoringRun
from xiangxin.office.runs.rules import SCORING
from xiangxin.office.vault.keys import ring

FIRST = "first_limit"
"""What ``capped_by`` says where a first limit was lower than the policy's."""


def open_cases(by: Actor, run: ScoringRun) -> int:
    """Open a case for each result of a run that is done and has none yet; how many."""
    if run.state != RunState.DONE or Handover.objects.filter(run=run).exists():
        return 0
    results = list(_ids_of(by, run))
    opened = 0
    for some in portions(results, ROWS_AN_ACT):
        with act("grants.opened", by=by, about=run, purpose=run.purpose, area=run.area) as done:
            results_here = _agreed(run, Result.objects.filter(id__in=some).order_by("person_id"))
            own = _own_cases(run, results_here)
            operators = _operators({result.person_id for result in results_here}, run.as_of)
            opened_here = (_opened(done, run, result, own[result.person_id], operators) for result in results_here)
            made = Grant.objects.bulk_create(grant for grant in opened_here if grant is not None)
            done.wrote(*made)
            _carry_requests(done, made, own)
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
    with on_duty(by, "grants.opening"):
        there = set(Grant.objects.filter(run=run).values_list("result", flat=True))
        found = set(Result.objects.filter(run=run).values_list("id", flat=True))
    return sorted(found - there)


def _agreed(run: ScoringRun, results: Iterable[Result]) -> list[Result]:
    """Those results whose persons agree today to every class that the result rests on."""
    there = list(results)
    kept = resting(there, timezone.localdate(), Receiving(run.receiver_id, run.purpose))
    return [row for row in there if row.id in kept]


def _own_cases(run: ScoringRun, results: Iterable[Result]) -> dict[UUID, list[Grant]]:
    """What each person has at the run's bank already, held until the act ends."""
    own: dict[UUID, list[Grant]] = {result.person_id: [] for result in results}
    for row in Grant.objects.select_for_update().filter(person__in=own, receiver=run.receiver):
        own[row.person_id].append(row)
    return own


def _operators(persons: set[UUID], on: date) -> set[UUID]:
    """Those who stand behind a registered business on a day, or trade on their own."""
    then = Q(person__in=persons, from_on__lte=on) & (Q(to_on__isnull=True) | Q(to_on__gte=on))
    found = (table.objects.filter(then).values_list("person", flat=True) for table in (Representative, Trade))
    return {person for rows in found for person in rows}


def _opened(done: Act, run: ScoringRun, result: Result, own: list[Grant], operators: set[UUID]) -> Grant | None:
    if result.status == Status.AWAITING_REVIEW:
        return None
    standing = next((row for row in own if row.state in STANDING), None)
    waiting = next((row for row in own if row.state in WAITING), None)
    if standing is not None and says_the_same(standing, result):
        return None
    most = run.first_limit_operator_fen if result.person_id in operators else run.first_limit_fen
    case = _case(run, result, standing, None if any(one.accepted_on for one in own) else most)
    if waiting is not None:
        if waiting.state != State.OPEN or waiting.opened_at > (run.done_at or waiting.opened_at):
            return None
        done.wrote(move(waiting, State.ENDED, ended_on=timezone.localdate(), ending=Ending.SUPERSEDED))
    return case


def _carry_requests(done: Act, made: Iterable[Grant], own: Mapping[UUID, Iterable[Grant]]) -> None:
    """A request for a human being goes over to the case that took the place of the one it was about."""
    into = {row.person_id: row for row in made}
    over = [row.id for person in into for row in own[person] if row.ending == Ending.SUPERSEDED]
    for request in open_requests().select_for_update().filter(grant__in=over):
        request.grant = into[request.person_id]
        request.save(update_fields=["grant"])
        done.wrote(request)


def _case(run: ScoringRun, result: Result, standing: Grant | None, most: int | None) -> Grant:
    """A case that proposes the policy's limit, or ``most`` where the policy holds a first one lower."""
    is_capped = most is not None and result.limit_fen is not None and result.limit_fen > most
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
        proposed_limit_fen=most if is_capped else result.limit_fen,
        proposed_rate_bp=result.rate_bp,
        binding=result.limit_binding,
        capped_by=FIRST if is_capped else "",
        replaces=standing,
        opened_at=timezone.now(),
    )
