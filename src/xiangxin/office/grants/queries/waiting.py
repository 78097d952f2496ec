"""How much waits, as figures for a home page. Nobody is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Min
from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.reads import reading
from xiangxin.office.grants.choices import State
from xiangxin.office.grants.models import Grant, Letter
from xiangxin.office.grants.queries.reached import cases_in
from xiangxin.office.grants.rules import open_requests
from xiangxin.office.grants.void import waits_for_delivery


@dataclass(frozen=True, slots=True)
class Waits:
    """Counts, and the day by which the first request is answered."""

    cases: int
    requests: int
    letters: int
    first_due_on: date | None

    @property
    def late(self) -> bool:
        """Whether a request is overdue."""
        return self.first_due_on is not None and self.first_due_on < timezone.localdate()


def waits_for(viewer: Viewer) -> Waits:
    """What waits for the officers of the viewer's bank in the viewer's area."""
    with cases_in(viewer, "grants.worklist") as found:
        ids = found.rows.values("id")
        asked = open_requests().filter(grant__in=ids)
        return Waits(
            found.rows.filter(state=State.OPEN).count(),
            asked.count(),
            Letter.objects.filter(waits_for_delivery(), grant__in=ids).count(),
            asked.aggregate(first=Min("due_on"))["first"],
        )


def letters_in(viewer: Viewer) -> int:
    """How many letters wait for people of the viewer's area, of whichever bank."""
    with reading(viewer.actor, purpose="statistics", ground="duty", what="grants.letters") as look:
        look.showed_nobody()
        here = Grant.objects.filter(inside(viewer.area)).values("id")
        return Letter.objects.filter(waits_for_delivery(), grant__in=here).count()
