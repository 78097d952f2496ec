"""Whose rows are open to a viewer, for which purpose and on which ground.

Cadres keep the register of their own area by duty; a bank sees whoever consented to that bank; a household sees itself.
Everybody else sees nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.scope import inside
from xiangxin.office.consent.models import Consent
from xiangxin.office.parties.models import Person
from xiangxin.office.shell.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Basis:
    """Why a viewer reads persons at all."""

    purpose: str
    ground: str


_BASES = {
    Role.VILLAGE_CADRE: Basis("evaluation", "duty"),
    Role.TOWNSHIP_CADRE: Basis("evaluation", "duty"),
    Role.STATION_KEEPER: Basis("objection", "mandate"),
    Role.ACCOUNT_MANAGER: Basis("scoring", "consent"),
    Role.HOUSEHOLD: Basis("objection", "own"),
}


def basis_of(viewer: Viewer) -> Basis:
    """Purpose and ground of a viewer's post; ``NotAllowed`` for a post that reads no persons."""
    for role, basis in _BASES.items():
        if viewer.role == role:
            return basis
    raise NotAllowed


def open_persons(viewer: Viewer) -> QuerySet[Person]:
    """The persons open to the viewer at this moment; read it inside a ``reading``."""
    if viewer.role == Role.HOUSEHOLD:
        return Person.objects.filter(id=viewer.person) if viewer.person else Person.objects.none()
    within = Person.objects.filter(inside(viewer.area))
    if viewer.role == Role.ACCOUNT_MANAGER:
        return within.filter(id__in=_consenting(viewer, timezone.localdate()).values("person"))
    return within if viewer.role in _BASES else Person.objects.none()


def _consenting(viewer: Viewer, on: date) -> QuerySet[Consent]:
    in_force = Q(from_on__lte=on, withdrawn_on__isnull=True) & (Q(to_on__isnull=True) | Q(to_on__gte=on))
    return Consent.objects.filter(in_force, receiver=viewer.institution, purpose="scoring", field_class="file")
