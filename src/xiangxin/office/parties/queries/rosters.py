"""Whom a bank has to notify: its own roster and no other's. Its branches notify for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from xiangxin.kernel.portions import portions
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import village_names
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.acts import ROWS_A_STATEMENT
from xiangxin.office.audit.reads import Reading, reading
from xiangxin.office.consent.gate import persons_open_to
from xiangxin.office.consent.queries import agreeing_with, declining, receivers_of
from xiangxin.office.parties.checks import masked_name, masked_phone
from xiangxin.office.parties.models import RosterContact, RosterRefusal
from xiangxin.office.parties.opening import opened
from xiangxin.office.shell.errors import AddressUnknown, NotAllowed

PURPOSE, GROUND = "scoring", "duty"
"""A notice is owed before anything else is done with a person's data (Personal Information Protection Law 17)."""

FIELDS = ("name", "phone")


@dataclass(frozen=True, slots=True)
class RosterLine:
    """Somebody to be told; masked, until the line is opened to deliver the notice."""

    id: UUID
    name: str
    phone: str
    area: str
    place: str
    delete_on: date
    notified_on: date | None


def roster_of(viewer: Viewer) -> list[RosterLine]:
    """The roster of the viewer's own institution within the viewer's area; nobody else's, and no other role's."""
    with own_roster(viewer, "parties.roster") as (rows, look):
        found = list(rows.order_by("area", "received_on", "id"))
        look.showed((row.person for row in found), FIELDS)
        places = village_names(viewer.area, timezone.localdate())
        return [
            RosterLine(
                row.id,
                masked_name(opened(row, "name_sealed")),
                masked_phone(phone) if (phone := opened(row, "phone_sealed")) else "",
                row.area,
                places.get(row.area, row.area),
                row.delete_on,
                row.notified_on,
            )
            for row in found
        ]


def must_be_on_own_roster(viewer: Viewer, id_: UUID) -> None:
    """``AddressUnknown`` for a line of another institution's roster, as for one that is not there. Shows nobody."""
    with own_roster(viewer, "parties.roster_line") as (rows, _):
        if not rows.filter(id=id_).exists():
            raise AddressUnknown


@contextmanager
def own_roster(viewer: Viewer, what: str) -> Iterator[tuple[QuerySet[RosterContact], Reading]]:
    """Rows of the viewer's bank, on the duty to notify, without who answered it: a branch notifies for its bank.

    None for whoever is no account manager of one: ``NotAllowed``.
    """
    if viewer.role != Role.ACCOUNT_MANAGER or viewer.institution is None:
        raise NotAllowed
    persons_open_to(viewer, PURPOSE, FIELDS, timezone.localdate(), ground=GROUND)
    with reading(viewer.actor, purpose=PURPOSE, ground=GROUND, what=what, institution=viewer.institution) as look:
        look.showed_nobody()
        today = timezone.localdate()
        rows = RosterContact.objects.filter(
            inside(viewer.area), receiver__in=receivers_of(viewer.institution, PURPOSE, today)
        )
        agreed = agreeing_with(viewer.institution, PURPOSE, today).filter(person=OuterRef("person"))
        yield rows.filter(~Exists(agreed)).exclude(unwilling(viewer.institution, today)), look


def unwilling(institution: UUID, on: date) -> Q:
    """Whoever said no to this institution's bank, at a door, on a form or by taking back, for rows with a person."""
    return Q.create([("person__in", persons) for persons in _unwilling(institution, on)], connector=Q.OR)


def unwilling_among(persons: Iterable[UUID], institution: UUID, on: date) -> set[UUID]:
    """Those of ``persons`` who said no to this institution's bank; belongs inside a reading or an act."""
    wanted = list(persons)
    return {
        person
        for found in _unwilling(institution, on)
        for some in portions(wanted, ROWS_A_STATEMENT)
        for person in found.filter(person__in=some)
    }


def _unwilling(institution: UUID, on: date) -> tuple[QuerySet[Any, UUID], ...]:
    at_a_door = RosterRefusal.objects.filter(receiver__in=receivers_of(institution, PURPOSE, on))
    return at_a_door.values_list("person", flat=True), *declining(institution, PURPOSE, on)
