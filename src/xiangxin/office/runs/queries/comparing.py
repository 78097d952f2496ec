"""Two runs beside each other: who rose, who fell, and which lines moved. Read from stored codes, person by person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from xiangxin.kernel.divisions import prefix_of
from xiangxin.kernel.text import Text
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.reads import Reading
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.queries.cards import PersonCard, card_of
from xiangxin.office.runs.choices import Move
from xiangxin.office.runs.explaining import as_stored
from xiangxin.office.runs.models import Result, ScoringRun
from xiangxin.office.runs.moves import Changed, Side, changed_lines, moved
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
    """Everybody who is in both. ``came``, ``left``: how many are in one of them only."""

    rows: tuple[Pair, ...]
    came: int
    left: int
    look: Reading

    def showed(self, rows: Sequence[Pair]) -> None:
        """Note that these lines leave."""
        self.look.showed((row.person.id for row in rows), SHOWN)

    @property
    def by_line(self) -> list[tuple[Text, int, int]]:
        """Of each line that moved: how many it raised and how many it lowered, the most first."""
        found: dict[str, tuple[Text, int, int]] = {}
        for row in self.rows:
            for one in row.lines:
                label, up, down = found.get(one.line, (one.label, 0, 0))
                found[one.line] = (label, up + (one.centi > 0), down + (one.centi < 0))
        return sorted(found.values(), key=lambda one: (-(one[1] + one[2]), one[0].zh))


@contextmanager
def compared(viewer: Viewer, before: ScoringRun, after: ScoringRun) -> Iterator[Compared]:
    """``after`` beside ``before``: of the results that are open to the viewer now in both."""
    old_policy, new_policy = _policy(before), _policy(after)
    with results_in(viewer, before, WHAT) as first, results_in(viewer, after, WHAT) as second:
        old = {row.person_id: row for row in _whole(first.rows, before)}
        new = {row.person_id: row for row in _whole(second.rows, after)}
        rows = []
        for person, row in new.items():
            if person in old:
                rows.append(_pair(old[person], old_policy, row, new_policy))
        yield Compared(tuple(rows), len(new.keys() - old.keys()), len(old.keys() - new.keys()), second.look)


def _whole(rows: Iterable[Result], run: ScoringRun) -> Iterator[Result]:
    for row in rows:
        row.run = run
        yield row


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
