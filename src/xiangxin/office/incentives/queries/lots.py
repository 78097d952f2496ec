"""What a balance follows from: confirmed entries, and what each of them paid for. Inside a reading or an act."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from xiangxin.office.incentives.choices import State, Taken
from xiangxin.office.incentives.models import Entry, Use
from xiangxin.office.incentives.reckoning import Lot, Spent


def lots_of(person: UUID, receiver: UUID) -> list[Lot]:
    """Entries of one person that an institution has confirmed, also those that were struck or have ended."""
    return lots(Entry.objects.filter(person=person, receiver=receiver))


def lots(entries: Iterable[Entry]) -> list[Lot]:
    """The same of entries that were read already."""
    rows = [row for row in entries if row.state in (State.CONFIRMED, State.STRUCK)]
    spent: dict[UUID, list[Spent]] = {}
    for use in Use.objects.filter(entry__in=[row.id for row in rows]).select_related("redemption"):
        paid = use.redemption
        back_on = paid.settled_on if paid.state == Taken.BACK else None
        spent.setdefault(use.entry_id, []).append(Spent(use.points, paid.asked_on, back_on))
    return [_lot(row, tuple(spent.get(row.id, ()))) for row in rows]


def _lot(row: Entry, spent: tuple[Spent, ...]) -> Lot:
    assert row.decided_on is not None
    return Lot(row.id, row.points, row.decided_on, row.expires_on, row.struck_on, spent)
