"""Two runs beside each other: who rose, who fell, and which lines moved. The database compares, sorts and pages; stored
codes are opened of the people of a page and, one by one, for the count of lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from xiangxin.kernel.divisions import prefix_of
from xiangxin.kernel.portions import portions
from xiangxin.kernel.text import Text
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import ROWS_A_STATEMENT
from xiangxin.office.audit.reads import Reading
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.queries.cards import PersonCard, card_of
from xiangxin.office.runs.choices import Move, Status
from xiangxin.office.runs.explaining import as_stored
from xiangxin.office.runs.models import Result, ScoringRun
from xiangxin.office.runs.moves import Changed, Side, answers_of, changed_answers, changed_lines, moved
from xiangxin.office.runs.policies import policy_of
from xiangxin.office.runs.queries.open import runs_of
from xiangxin.office.runs.queries.seen import SHOWN, results_in
from xiangxin.policy.model import CompiledPolicy

WHAT = "runs.compared"
_MOST = 50


@dataclass(frozen=True, eq=False)
class Pair:
    """One person in two runs. ``lines``: which lines came out otherwise, where both sides were assessed."""

    person: Person = field(repr=False)
    before: Result = field(repr=False)
    after: Result = field(repr=False)
    move: Move
    lines: tuple[Changed, ...]

    @cached_property
    def card(self) -> PersonCard:
        """The person, masked; opened now, since a page shows twenty."""
        return card_of(self.person)


@dataclass(frozen=True)
class Compared:
    """Everybody who is in both, as rows of the later run, of which ``pairs`` opens those of a page.

    ``way`` of a row is the place of its move among moves, ``gained`` by how much its limit rose. ``came``, ``left``:
    how many are in one of the two only.
    """

    rows: QuerySet[Any]
    came: int
    left: int
    look: Reading
    _sides: tuple[ScoringRun, ScoringRun]
    _policies: tuple[CompiledPolicy, CompiledPolicy]

    def pairs(self, rows: Sequence[Result]) -> list[Pair]:
        """These rows, each beside the same person's in the run before."""
        before, after = self._sides
        found = []
        for some in portions(rows, ROWS_A_STATEMENT):
            whole = Result.objects.defer("frozen_sealed")
            old = {row.person_id: row for row in whole.filter(run=before, person__in=[row.person_id for row in some])}
            for row in some:
                old[row.person_id].run, row.run = before, after
                found.append(_pair(old[row.person_id], self._policies[0], row, self._policies[1]))
        return found

    def showed(self, rows: Sequence[Pair]) -> None:
        """Note that these lines leave."""
        self.look.showed((row.person.id for row in rows), SHOWN)

    @cached_property
    def moves(self) -> dict[Move, int]:
        """How many people moved which way."""
        counts = dict(self.rows.order_by().values_list("way").annotate(Count("pk")))
        return {move: counts.get(way, 0) for way, move in enumerate(Move)}

    @cached_property
    def by_line(self) -> list[tuple[Text, int, int]]:
        """Of each line that moved: how many it raised and how many it lowered, the most first. Read one by one."""
        old_policy, new_policy = self._policies
        found: dict[str, tuple[Text, int, int]] = {}
        for old_words, old_points, words, points in self._codes():
            before, after = answers_of(old_policy, old_words, old_points), answers_of(new_policy, words, points)
            for one in changed_answers(before, after):
                label, up, down = found.get(one.line, (one.label, 0, 0))
                found[one.line] = (label, up + (one.centi > 0), down + (one.centi < 0))
        return sorted(found.values(), key=lambda one: (-(one[1] + one[2]), one[0].zh))

    def _codes(self) -> Iterator[tuple[Any, ...]]:
        """Packed codes before and after; under one policy the same codes say the same, and need not be opened."""
        theirs = Result.objects.filter(run=self._sides[0], person=OuterRef("person"))
        rows = self.rows.order_by().annotate(
            old_words=Subquery(theirs.values("words")), old_points=Subquery(theirs.values("points"))
        )
        same_policy = self._policies[0] == self._policies[1]
        for row in rows.values_list("old_words", "old_points", "words", "points").iterator(ROWS_A_STATEMENT):
            if not same_policy or row[:2] != row[2:]:
                yield row


@contextmanager
def compared(viewer: Viewer, before: ScoringRun, after: ScoringRun) -> Iterator[Compared]:
    """``after`` beside ``before``: of the results that are open to the viewer now in both."""
    with results_in(viewer, before, WHAT) as first, results_in(viewer, after, WHAT) as second:
        in_both = second.rows.filter(Exists(first.rows.filter(person=OuterRef("person"))))
        theirs = _ranked(Result.objects.filter(run=before, person=OuterRef("person")))
        ways = [When(Exists(theirs.filter(_ranks(than))), then=Value(way)) for way, than in enumerate(("lt", "gt"))]
        before_fen = Coalesce(Subquery(theirs.values("limit_fen")), 0)
        rows = _ranked(in_both.defer(None).defer("frozen_sealed")).annotate(
            way=Case(*ways, default=Value(len(ways))), gained=F("limit_or_0") - before_fen
        )
        both = in_both.count()
        came, left = second.rows.count() - both, first.rows.count() - both
        yield Compared(rows, came, left, second.look, (before, after), (_policy(before), _policy(after)))


_RANK = ("is_scored", "stars_or_0", "limit_or_0")
"""What ``moves.moved`` ranks by, in its order."""


def _ranked(rows: QuerySet[Result]) -> QuerySet[Result]:
    scored = Case(When(status=Status.SCORED, then=Value(1)), default=Value(0))
    return rows.alias(is_scored=scored, stars_or_0=Coalesce("stars", 0), limit_or_0=Coalesce("limit_fen", 0))


def _ranks(than: str) -> Q:
    """The condition for results that rank below (``lt``) or above (``gt``) the one outside."""
    found = Q(pk__in=[])
    for name in reversed(_RANK):
        found = Q(**{f"{name}__{than}": OuterRef(name)}) | Q(**{name: OuterRef(name)}) & found
    return found


def _pair(old: Result, old_policy: CompiledPolicy, new: Result, new_policy: CompiledPolicy) -> Pair:
    before, after = (
        Side(as_stored(old, old_policy), old_policy),
        Side(as_stored(new, new_policy), new_policy),
    )
    return Pair(new.person, old, new, moved(before.result, after.result), changed_lines(before, after))


def _policy(run: ScoringRun) -> CompiledPolicy:
    return policy_of(run.adoption.policy, run.as_of, run.adoption.jurisdiction)


def comparable(viewer: Viewer, run: ScoringRun) -> list[ScoringRun]:
    """Runs of the same purpose and receiver that were done before this one and touch its area, the last first."""
    rows = runs_of(viewer).filter(
        receiver=run.receiver, purpose=run.purpose, state=run.state, asked_at__lt=run.asked_at
    )
    return [row for row in rows[:_MOST] if _lies_in(row.area, run.area) or _lies_in(run.area, row.area)]


def _lies_in(area: str, other: str) -> bool:
    return area.startswith(prefix_of(other))


def one_before(viewer: Viewer, run: ScoringRun, other: UUID) -> ScoringRun | None:
    """One of these by its id."""
    return next((row for row in comparable(viewer, run) if row.id == other), None)
