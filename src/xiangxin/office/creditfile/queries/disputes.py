"""What a person disputes: its number, since when, until when it is answered, and the answer. For the person alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.choices import FILE
from xiangxin.office.consent.gate import persons_open_to
from xiangxin.office.creditfile.choices import Outcome
from xiangxin.office.creditfile.models import Dispute
from xiangxin.office.creditfile.registry import kind_of
from xiangxin.office.parties.queries.access import purpose_of

WHAT = "creditfile.disputes"


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """One dispute."""

    number: str
    label: Text
    source: Text
    opened_on: date
    due_on: date
    ended_on: date | None
    outcome: str

    @property
    def answer(self) -> str:
        """How it ended, in words; empty while it is open."""
        return str(Outcome(self.outcome).label) if self.outcome else ""


def disputes_of(viewer: Viewer, person: UUID) -> list[DisputeLine]:
    """All disputes of the person, the open ones first and the latest before; nobody else's for nobody else."""
    purpose = purpose_of(viewer)
    gate = persons_open_to(viewer, purpose, [FILE], timezone.localdate())
    with reading(viewer.actor, purpose=purpose, ground=gate.ground, what=WHAT, institution=viewer.institution) as look:
        rows = list(
            Dispute.objects.filter(gate.where("person"), person=person)
            .select_related("fact", "fact__source")
            .order_by("-opened_on", "number")
        )
        look.showed([person] if rows else [], ["credit_file"])
    lines = [
        DisputeLine(
            row.number,
            kind_of(row.fact.kind).label,
            row.fact.source.called,
            row.opened_on,
            row.due_on,
            row.ended_on,
            row.outcome,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: line.ended_on is not None)
