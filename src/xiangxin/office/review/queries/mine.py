"""What a person sees of reviews: who may rate them, and whom of these they will not have. Never who did, or how."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import OBJECTION, Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.actions.delivering import ground_of, may_act
from xiangxin.office.consent.queries import reviewed_by
from xiangxin.office.review.bench import rules
from xiangxin.office.review.lots import seats_of
from xiangxin.office.review.models import Challenge
from xiangxin.office.vault.sealing import open_on


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One seat of a panel as households are told it. ``outside``: declared to live outside the panel's area."""

    seat: UUID
    name: str
    kind: Text
    reserve: bool
    outside: bool
    challenged: bool


@dataclass(frozen=True, slots=True)
class PanelLines:
    """A panel that the person lets see their papers."""

    panel: str
    seats: tuple[SeatLine, ...]


def panels_of(by: Viewer, person: UUID) -> list[PanelLines]:
    """The panels that the person agreed to, with whoever sits on them today.

    Errors: ``NotYours``, ``NoMandate``, ``MayNotTake``.
    """
    may_act(by, person)
    today = timezone.localdate()
    with reading(
        by.actor, purpose=OBJECTION, ground=ground_of(by), what="review.panels", institution=by.institution
    ) as look:
        panels = {panel for _person, panel in reviewed_by([person], today)}
        challenged = set(Challenge.objects.filter(person=person).values_list("seat", flat=True))
        look.showed([person] if panels and by.role != Role.HOUSEHOLD else [], ["consents"])
    names = Institution.objects.filter(id__in=panels).order_by("name").values_list("id", "name")
    return [PanelLines(name, tuple(_lines(panel, challenged))) for panel, name in names]


def _lines(panel: UUID, challenged: set[UUID]) -> list[SeatLine]:
    rows = seats_of(panel, timezone.localdate())
    lines = [
        SeatLine(
            row.id,
            open_on(row, "name_sealed"),
            rules().kinds[row.kind],
            row.reserve,
            bool(row.outside),
            row.id in challenged,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (line.reserve, line.name))
