"""A household as a lender may see it: those of it who agreed by themselves, and nobody by another's consent.

Who else belongs to it is not told, and neither is whether there is somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.consent.choices import FILE
from xiangxin.office.parties.models import Membership
from xiangxin.office.parties.queries.access import looking
from xiangxin.office.parties.queries.cards import PersonCard, card_of
from xiangxin.office.shell.errors import AddressUnknown

SHOWN = (*PersonCard.SHOWN, "household")


@dataclass(frozen=True, slots=True)
class HomeMember:
    """Somebody who agreed to a file for the viewer's institution."""

    card: PersonCard
    joined_on: date


@dataclass(frozen=True, slots=True)
class Home:
    """A household in which at least one person agreed."""

    id: UUID
    area: str
    formed_on: date
    members: tuple[HomeMember, ...]


def home_of(viewer: Viewer, id_: UUID) -> Home:
    """The household; ``AddressUnknown`` where nobody of it is open to the viewer."""
    with looking(viewer, "creditfile.household", (*SHOWN, FILE)) as look:
        rows = list(
            Membership.objects.filter(household=id_, left_on__isnull=True, person__in=look.persons.values("id"))
            .select_related("person", "household")
            .order_by("joined_on", "id")
        )
        if not rows:
            raise AddressUnknown()
        members = tuple(HomeMember(card_of(row.person), row.joined_on) for row in rows)
        look.showed((one.card.id for one in members), SHOWN)
    household = rows[0].household
    return Home(household.id, household.area, household.formed_on, members)
