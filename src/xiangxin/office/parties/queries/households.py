"""One household and what happened to it, in the order of days, for those who keep its register; and which it is now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from xiangxin.kernel.ids import derived_id
from xiangxin.kernel.portions import portions
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import ROWS_A_STATEMENT
from xiangxin.office.parties.choices import Joined, Left
from xiangxin.office.parties.models import Household, Membership
from xiangxin.office.parties.queries.access import looking
from xiangxin.office.parties.queries.cards import PersonCard, card_of
from xiangxin.office.parties.scope import CADRES
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.vault.keys import ring

SHOWN = (*PersonCard.SHOWN, "household")


@dataclass(frozen=True, slots=True)
class Member:
    """A person who belongs to the household now."""

    card: PersonCard
    joined_on: date
    absent_since: date | None


@dataclass(frozen=True, slots=True)
class Event:
    """Somebody came or left. ``how`` is one of ``Joined`` or ``Left``."""

    on: date
    came: bool
    how: Joined | Left
    card: PersonCard


@dataclass(frozen=True, slots=True)
class HouseholdPage:
    """A household. ``contact`` is whom to reach; they speak for nobody."""

    id: UUID
    area: str
    formed_on: date
    ended_on: date | None
    split_from: UUID | None
    contact: UUID | None
    members: tuple[Member, ...]
    events: tuple[Event, ...]


def household_page(viewer: Viewer, id_: UUID) -> HouseholdPage:
    """One household of the viewer's area with its timeline; ``AddressUnknown`` for every other."""
    if viewer.role not in CADRES:
        raise AddressUnknown
    with looking(viewer, "parties.household", SHOWN) as look:
        household = Household.objects.filter(id=id_).first()
        if household is None or not viewer.covers(household.area):
            raise AddressUnknown
        rows = list(Membership.objects.filter(household=household).select_related("person").order_by("joined_on", "id"))
        cards = {row.person_id: card_of(row.person) for row in rows}
        look.showed(cards, SHOWN)
    return HouseholdPage(
        household.id,
        household.area,
        household.formed_on,
        household.ended_on,
        household.split_from_id,
        household.contact_id,
        tuple(Member(cards[row.person_id], row.joined_on, row.absent_since) for row in rows if row.left_on is None),
        _timeline(rows, cards),
    )


def standing_households(wanted: Iterable[UUID]) -> dict[UUID, UUID]:
    """By the household that a register names: it, or where it has ended the one in its place, there or still to come.

    Belongs inside a reading or an act; says nothing of anybody.
    """
    found = {one: one for one in wanted}
    todo = set(found.values())
    while todo:
        ended: set[UUID] = set()
        for some in portions(todo, ROWS_A_STATEMENT):
            rows = Household.every.filter(id__in=some, ended_on__isnull=False)
            ended.update(rows.values_list("id", flat=True))
        after = {one: derived_id(ring().person_key, "household", "after", str(one)) for one in ended}
        found = {named: after.get(now, now) for named, now in found.items()}
        todo = set(after.values())
    return found


def _timeline(rows: list[Membership], cards: dict[UUID, PersonCard]) -> tuple[Event, ...]:
    came = [Event(row.joined_on, True, Joined(row.joined_by), cards[row.person_id]) for row in rows]
    left = [Event(row.left_on, False, Left(row.left_by), cards[row.person_id]) for row in rows if row.left_on]
    return tuple(sorted((*came, *left), key=lambda event: (event.on, event.came)))
