"""Whose points are open: the gate says on which ground, the consent says to which institution, here both are asked.

A cadre proposes on duty and the county confirms on consent, yet for both nobody is there whose consent does not stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from xiangxin.office.accounts.choices import OBJECTION, Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.reads import Reading, reading
from xiangxin.office.consent.gate import persons_open_to
from xiangxin.office.consent.queries import agreeing_with, receivers_for, receivers_of
from xiangxin.office.consent.queries.keeping import Receiving, consenting
from xiangxin.office.parties.models import Person
from xiangxin.office.shell.errors import AddressUnknown

PURPOSE = "incentive"
"""The purpose of whoever reads their own points, or has them read out at the counter."""
CLASS = "contact"
"""The one class of data that is asked for; the credit file is not part of it."""
SHOWN = ("name", "area", "points")
PROPOSERS = (Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE)
CONFIRMER = Role.COUNTY_OFFICE


@contextmanager
def looking(viewer: Viewer, what: str) -> Iterator[tuple[Reading, Q]]:
    """A reading for this room's staff, and the condition for rows with a ``person`` and a ``receiver``."""
    today = timezone.localdate()
    gate = persons_open_to(viewer, PURPOSE, [CLASS], today)
    with reading(viewer.actor, purpose=PURPOSE, ground=gate.ground, what=what, institution=viewer.institution) as look:
        look.showed_nobody()
        yield look, gate.where("person") & inside(viewer.area, "person__area") & kept_by(offices(viewer, today), today)


@contextmanager
def looking_own(viewer: Viewer, person: UUID, what: str) -> Iterator[Reading]:
    """A reading of a person's own; ``AddressUnknown`` for whom the viewer neither is nor acts for just now."""
    gate = persons_open_to(viewer, OBJECTION, [CLASS], timezone.localdate())
    with reading(
        viewer.actor, purpose=OBJECTION, ground=gate.ground, what=what, institution=viewer.institution
    ) as look:
        look.showed_nobody()
        if not Person.objects.filter(gate.where("id"), id=person).exists():
            raise AddressUnknown
        yield look


def offices(viewer: Viewer, on: date) -> list[UUID]:
    """The institutions whose entries the viewer may see: the own; for a cadre, every office that keeps points here."""
    found = receivers_for(PURPOSE, on) if viewer.role in PROPOSERS else receivers_of(viewer.institution, PURPOSE, on)
    return list(found.order_by("slug").values_list("id", flat=True))


def kept_by(receivers: Iterable[UUID], on: date) -> Q:
    """Rows of these institutions whose person agrees today that it keeps them."""
    found = Q(pk__in=[])
    for receiver in receivers:
        found |= Q(receiver=receiver, person__in=agreeing_with(receiver, PURPOSE, on))
    return found


def agreed(persons: Iterable[UUID], receiver: UUID, on: date) -> set[UUID]:
    """Those of ``persons`` who agree on ``on`` that the institution keeps their points. Inside a reading or an act."""
    return consenting(persons, CLASS, on, Receiving(receiver, PURPOSE))


def office_of(person: UUID, on: date) -> Institution | None:
    """The institution to which the person has agreed; None where to nobody. Inside a reading or an act."""
    rows = receivers_for(PURPOSE, on).order_by("slug")
    return next((office for office in rows if agreed([person], office.id, on)), None)
