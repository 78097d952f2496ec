"""Whose rows are open to a viewer: the gate says on which ground and to whom, this room keeps the viewer's area.

Each post reads persons for one purpose here. A post without one reads nobody, and so does one for which the registry of
grounds has no row in this kind of deployment. Nothing is remembered between two calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from xiangxin.office.accounts.choices import OBJECTION, Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.reads import Reading, reading
from xiangxin.office.consent.gate import persons_open_to
from xiangxin.office.parties.models import Person
from xiangxin.office.shell.errors import NotAllowed

PURPOSES: dict[str, str] = {
    Role.VILLAGE_CADRE: "register",
    Role.TOWNSHIP_CADRE: "register",
    Role.STATION_KEEPER: OBJECTION,
    Role.ACCOUNT_MANAGER: "scoring",
    Role.HOUSEHOLD: OBJECTION,
}
"""For what each post reads persons on this room's pages."""


@dataclass(frozen=True, slots=True)
class Looking:
    """A reading that is open. ``persons``: those who are open to the viewer at this moment."""

    look: Reading
    persons: QuerySet[Person]

    def showed(self, persons: Iterable[UUID], fields: Iterable[str]) -> None:
        """Say whose rows leave, and which fields of them."""
        self.look.showed(persons, fields)


def reads_persons(viewer: Viewer) -> bool:
    """Whether the viewer's post reads persons here at all."""
    return viewer.role in PURPOSES


def purpose_of(viewer: Viewer) -> str:
    """The purpose of the viewer's post; ``NotAllowed`` for a post that reads no persons here."""
    if not reads_persons(viewer):
        raise NotAllowed
    return PURPOSES[viewer.role]


@contextmanager
def looking(viewer: Viewer, what: str, fields: Iterable[str], within: str = "") -> Iterator[Looking]:
    """Read ``fields`` of the persons open to the viewer, of all their area or ``within`` a part of it.

    Nobody has been shown until ``showed`` says so. ``NotAllowed`` where the part is none of the viewer's area.
    """
    purpose, on = purpose_of(viewer), timezone.localdate()
    if within and not viewer.covers(within):
        raise NotAllowed
    found = persons_open_to(viewer, purpose, fields, on)
    with reading(viewer.actor, purpose=purpose, ground=found.ground, what=what, institution=viewer.institution) as look:
        look.showed_nobody()
        yield Looking(look, Person.objects.filter(inside(within or viewer.area), found.where("id", few=bool(within))))


def born_by(day: date) -> QuerySet[Person, UUID]:
    """Ids of everybody born on or before ``day``, for the gate's question who is of age."""
    return Person.objects.filter(birth_on__lte=day).values_list("id", flat=True)
