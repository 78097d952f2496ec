"""Results of one run as whoever assesses sees them: a table of masked persons, and one of them explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.reads import Reading, reading
from xiangxin.office.parties.queries.cards import PersonCard, card_of
from xiangxin.office.runs.choices import RunState
from xiangxin.office.runs.explaining import explain
from xiangxin.office.runs.models import Result, ScoringRun
from xiangxin.office.runs.queries.open import ground_of, open_results, require_open
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.scoring.explanation import Explanation

ONE = "runs.result"
SHOWN = (*PersonCard.SHOWN, "result")
"""What a person is told when their line, or their page, was shown."""


@dataclass(frozen=True)
class ResultsThere:
    """Results that are open while they are read; whoever shows some of them says which."""

    rows: QuerySet[Result]
    look: Reading

    def showed(self, rows: Sequence[Result]) -> None:
        """Note that these lines leave."""
        self.look.showed((row.person_id for row in rows), SHOWN)


@contextmanager
def results_in(viewer: Viewer, run: ScoringRun, what: str) -> Iterator[ResultsThere]:
    """The results of a run that are open to the viewer now, within the viewer's area. None before the run is done."""
    with reading(
        viewer.actor, purpose=run.purpose, ground=ground_of(viewer), what=what, institution=viewer.institution
    ) as look:
        look.showed_nobody()
        rows = Result.objects.filter(
            open_results(viewer, run.purpose, run=run.id), inside(viewer.area), run=run, run__state=RunState.DONE
        )
        yield ResultsThere(rows.select_related("person").defer("frozen_sealed", "words"), look)


@dataclass(frozen=True, slots=True)
class Explained:
    """One result with whose it is and everything that is told of it."""

    result: Result
    card: PersonCard
    explanation: Explanation


def explained(viewer: Viewer, run: ScoringRun, result: UUID) -> Explained:
    """One result of a run, noted. ``AddressUnknown`` for one that is not there or not the viewer's; a ``NoGround``."""
    purpose = run.purpose
    with reading(
        viewer.actor, purpose=purpose, ground=ground_of(viewer), what=ONE, institution=viewer.institution
    ) as look:
        look.showed_nobody()
        row = (
            Result.objects.filter(inside(viewer.area), id=result, run=run, run__state=RunState.DONE)
            .select_related("person", "run__adoption__policy", "run__receiver")
            .first()
        )
    if row is None:
        raise AddressUnknown
    require_open(viewer, row, purpose)
    with reading(
        viewer.actor, purpose=purpose, ground=ground_of(viewer), what=ONE, institution=viewer.institution
    ) as look:
        look.showed([row.person_id], SHOWN)
        return Explained(row, card_of(row.person), explain(row))
