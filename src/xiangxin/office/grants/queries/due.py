"""What is to be looked at again: a review is near, a file changed, a run came to something else, or it was promised.

Nothing follows by itself: somebody has the persons assessed again, and a new case stands beside a line. Whoever let an
offer go while a later run came to something else is listed as well: they answered without knowing of it; and whoever
was refused, once the file has changed: they may gain by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from xiangxin.kernel.portions import portions
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import ROWS_A_STATEMENT
from xiangxin.office.creditfile.queries.changes import changed_since
from xiangxin.office.grants.choices import STANDING, WAITING, DecisionKind, Ending, State
from xiangxin.office.grants.models import Decision, Grant
from xiangxin.office.grants.queries.reached import cases_in
from xiangxin.office.grants.rules import PURPOSE
from xiangxin.office.grants.terms import LIMITS
from xiangxin.office.runs.choices import RunState, Status
from xiangxin.office.runs.models import Result
from xiangxin.office.runs.rules import receiver_of

_MAY_GAIN = STANDING | {State.TOLD}


@dataclass(frozen=True, slots=True)
class Due:
    """A line, or a case that is over, to be looked at.

    ``yearly``: its review is near; ``changed``: its file is another than when a run last looked at it, for a line or a
    refusal that was told. ``differs``: a later run came to something else, and nobody has decided on it. ``returned``:
    a request was answered by assessing again, and no run has looked at the person since. ``again``: a new case of the
    person waits beside it already.
    """

    grant: Grant
    yearly: bool
    changed: bool
    differs: bool
    returned: bool
    again: bool


def due_lines(viewer: Viewer) -> list[Due]:
    """Cases of the viewer that are due for any reason, the earliest review first."""
    bank, until = receiver_of(viewer), timezone.localdate() + timedelta(days=LIMITS["review_ahead_days"])
    if bank is None:
        return []
    with cases_in(viewer, "grants.due") as cases:
        changes = _Changes(viewer, bank.id)
        rows = list(_last_words(cases.rows).select_related("run").order_by("review_on", "number"))
        rows += _refused(cases.rows, changes, {row.id for row in rows})
        runs, promised = _runs_over(rows), _promised(rows)
        waiting = Grant.objects.filter(state__in=sorted(WAITING), replaces__in=cases.rows.values("id"))
        again = set(waiting.values_list("replaces", flat=True))
        found = [
            Due(
                row,
                yearly=row.state in STANDING and row.review_on is not None and row.review_on <= until,
                changed=row.state in _MAY_GAIN and changes.of(row, runs.last(row) or row.run.asked_at),
                differs=row.state not in WAITING and runs.differs(row),
                returned=row.id in promised and not _is_after(runs.last(row), promised[row.id]),
                again=row.id in again,
            )
            for row in rows
        ]
        due = [one for one in found if one.yearly or one.changed or one.differs or one.returned]
        cases.showed([one.grant for one in due])
    return due


def _last_words(rows: QuerySet[Grant]) -> QuerySet[Grant]:
    """Lines that stand, and of everybody else the last case: where it was let go, or its person was promised more."""
    let_go = Q(state=State.DECLINED) | Q(ending=Ending.LAPSED)
    promised = ~Q(state__in=[State.OPEN, State.ENDED]) & Q(Exists(_promises().filter(grant=OuterRef("pk"))))
    return rows.filter(Q(state__in=sorted(STANDING)) | (let_go | promised) & ~_later())


def _later() -> Exists:
    """The condition that another case of the person is newer, or a line stands beside."""
    others = Grant.objects.filter(person=OuterRef("person"), receiver=OuterRef("receiver")).exclude(id=OuterRef("id"))
    return Exists(others.filter(Q(opened_at__gt=OuterRef("opened_at")) | Q(state__in=sorted(STANDING))))


def _promises() -> QuerySet[Decision]:
    return Decision.objects.filter(kind=DecisionKind.RETURN)


def _is_after(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one > other


@dataclass(slots=True)
class _Changes:
    """Whose file changed, as one bank may read it; asked once for each instant."""

    viewer: Viewer
    bank: UUID
    known: dict[datetime, frozenset[UUID]] = field(default_factory=dict)

    def of(self, row: Grant, since: datetime) -> bool:
        """Whether the file of the case's person is another than at an instant."""
        return row.person_id in self.since(since)

    def since(self, at: datetime) -> frozenset[UUID]:
        """Everybody whose file is another than at an instant."""
        if at not in self.known:
            self.known[at] = changed_since(self.viewer, self.viewer.area, PURPOSE, self.bank, at)
        return self.known[at]


def _refused(rows: QuerySet[Grant], changes: _Changes, but: set[UUID]) -> list[Grant]:
    """Refusals that were told and are the last word, where the file changed since: their persons may gain by it."""
    told = rows.filter(~_later(), state=State.TOLD)
    changed: set[UUID] = set()
    for run, at in told.order_by().values_list("run", "run__asked_at").distinct():
        persons = changes.since(at)
        of_run = told.filter(run=run).values_list("id", "person")
        changed |= {key for key, person in of_run if person in persons}
    found: list[Grant] = []
    for some in portions(sorted(changed - but), ROWS_A_STATEMENT):
        found += told.filter(id__in=some).select_related("run").order_by("number")
    return found


def _promised(rows: Sequence[Grant]) -> dict[UUID, datetime]:
    """When a person was last told, about one of these cases, that they will be assessed again."""
    found: dict[UUID, datetime] = {}
    for some in portions(rows, ROWS_A_STATEMENT):
        said = _promises().filter(grant__in=[row.id for row in some])
        found |= dict(said.order_by().values("grant").annotate(at=Max("decided_at")).values_list("grant", "at"))
    return found


_CameTo: TypeAlias = tuple[int | None, int | None, int | None, str]


@dataclass(slots=True)
class _Runs:
    """What the runs that were put before officers came to: by result, and of each person the last one and its day.

    ``decided``: last results on whose case somebody has decided.
    """

    by_result: dict[UUID, _CameTo] = field(default_factory=dict)
    of_person: dict[UUID, tuple[datetime, UUID]] = field(default_factory=dict)
    decided: set[UUID] = field(default_factory=set)

    def last(self, row: Grant) -> datetime | None:
        """When the last run over the person was asked for."""
        return self.of_person[row.person_id][0] if row.person_id in self.of_person else None

    def differs(self, row: Grant) -> bool:
        """Whether the last run came to something else than what the case rests on, and nobody has decided on it."""
        at, last = self.of_person.get(row.person_id, (None, row.result))
        if last == row.result or last in self.decided or not _is_after(at, row.run.asked_at):
            return False
        proposed = (row.proposed_limit_fen, row.proposed_rate_bp, row.stars, row.outcome)
        return self.by_result[last] != self.by_result.get(row.result, proposed)


def _runs_over(rows: Sequence[Grant]) -> _Runs:
    """Of the persons of these cases, all of one bank. A result that only waits for a review has come to nothing yet."""
    found, wanted = _Runs(), {row.result for row in rows}
    for some in portions(rows, ROWS_A_STATEMENT):
        results = Result.objects.filter(
            person__in=[row.person_id for row in some],
            run__receiver__in={row.receiver_id for row in some},
            run__purpose=PURPOSE,
            run__state=RunState.DONE,
            run__handover__isnull=False,
        )
        of_some: dict[UUID, tuple[datetime, UUID]] = {}
        came_to: dict[UUID, _CameTo] = {}
        results = results.exclude(status=Status.AWAITING_REVIEW).order_by("run__asked_at", "run__done_at")
        for person, at, key, limit, rate, stars, status in results.values_list(
            "person", "run__asked_at", "id", "limit_fen", "rate_bp", "stars", "status"
        ):
            of_some[person], came_to[key] = (at, key), (limit, rate, stars, status)
        last = {key for _at, key in of_some.values()}
        found.of_person |= of_some
        found.by_result |= {key: what for key, what in came_to.items() if key in last or key in wanted}
        opened = Grant.objects.filter(result__in=last).exclude(state=State.OPEN)
        found.decided |= set(opened.values_list("result", flat=True))
    return found
