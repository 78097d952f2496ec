"""Letters that have not reached anybody, and what is printed of them for the counter."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.grants.letters import read
from xiangxin.office.grants.models import Grant, Letter
from xiangxin.office.grants.queries.reached import cases_in
from xiangxin.office.grants.terms import LIMITS
from xiangxin.office.grants.void import waits_for_delivery
from xiangxin.office.parties.opening import opened
from xiangxin.office.vault.sealing import open_on

PRINTED = ("name_whole", "area", "grant")


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A letter that nobody has opened or was handed. ``days`` since it was written."""

    letter: Letter
    grant: Grant
    days: int


def waiting_letters(viewer: Viewer) -> list[Undelivered]:
    """The viewer's letters that wait, the oldest first."""
    today = timezone.localdate()
    with cases_in(viewer, "grants.letters") as cases:
        rows = Letter.objects.filter(waits_for_delivery(), grant__in=cases.rows.values("id"))
        rows = rows.select_related("grant__person").order_by("written_at", "number")
        found = [Undelivered(row, row.grant, (today - timezone.localdate(row.written_at)).days) for row in rows]
        cases.showed([one.grant for one in found])
    return found


@dataclass(frozen=True, slots=True)
class Printed:
    """One letter as it is printed; the name is on the paper alone."""

    number: str
    label: str
    who: str
    bank: Text
    lines: tuple[Text, ...]
    on: str


def to_print(viewer: Viewer, area: str) -> list[Printed]:
    """Letters of one village that wait, for the counter to hand over; each person sees that theirs was printed."""
    with cases_in(viewer, "grants.print") as cases:
        rows = Letter.objects.filter(waits_for_delivery(), grant__in=cases.rows.filter(area=area).values("id"))
        rows = rows.select_related("grant__person", "grant__receiver").order_by("grant__person", "written_at")
        found = list(rows[: LIMITS["batch_most"]])
        cases.look.showed((row.person_id for row in found), PRINTED)
        return [
            Printed(
                row.number,
                str(row.get_kind_display()),
                opened(row.grant.person, "name_sealed"),
                row.grant.receiver.called,
                read(open_on(row, "content_sealed")),
                timezone.localdate(row.written_at).isoformat(),
            )
            for row in found
        ]
