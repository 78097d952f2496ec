"""Whose rows are open to a viewer, for which purpose and on which ground.

Cadres keep the register of their own area by duty; a bank sees whoever consented to that bank; a household sees itself.
Everybody else sees nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.reads import Reading, reading
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


def reads_persons(viewer: Viewer) -> bool:
    """Whether the viewer's post reads persons at all."""
    return any(viewer.role == role for role in _BASES)


def basis_of(viewer: Viewer) -> Basis:
    """Purpose and ground of a viewer's post; ``NotAllowed`` for a post that reads no persons."""
    for role, basis in _BASES.items():
        if viewer.role == role:
            return replace(basis, ground=viewer.ground) if role == Role.HOUSEHOLD else basis
    raise NotAllowed


@contextmanager
def looking(viewer: Viewer, what: str) -> Iterator[Reading]:
    """A reading of persons by a viewer, for the purpose and on the ground of the viewer's post."""
    basis = basis_of(viewer)
    with reading(
        viewer.actor, purpose=basis.purpose, ground=basis.ground, what=what, institution=viewer.institution
    ) as look:
        yield look


def open_persons(viewer: Viewer) -> QuerySet[Person]:
    """The persons open to the viewer at this moment; read it inside a ``reading``."""
    if viewer.role == Role.HOUSEHOLD:
        return Person.objects.filter(id=viewer.person) if viewer.person else Person.objects.none()
    within = Person.objects.filter(inside(viewer.area))
    if viewer.role == Role.ACCOUNT_MANAGER:
        return within.filter(id__in=_consenting(viewer, timezone.localdate()).values("person"))
    return within if reads_persons(viewer) else Person.objects.none()


def classes_consented(persons: Iterable[UUID], on: date) -> dict[UUID, frozenset[str]]:
    """Which classes of consent each person has in force with anybody; inside a ``reading``. To whom is not told."""
    found: dict[UUID, set[str]] = {}
    rows = Consent.objects.filter(_in_force(on), person__in=list(persons))
    for person, field_class in rows.values_list("person", "field_class"):
        found.setdefault(person, set()).add(field_class)
    return {person: frozenset(classes) for person, classes in found.items()}


def born_by(day: date) -> QuerySet[Person, UUID]:
    """Ids of everybody born on or before ``day``, for the gate's question who is of age."""
    return Person.objects.filter(birth_on__lte=day).values_list("id", flat=True)


def _consenting(viewer: Viewer, on: date) -> QuerySet[Consent]:
    return Consent.objects.filter(
        _in_force(on), receiver=viewer.institution, purpose="scoring", field_class="file", notice_delivered_on__lte=on
    )


def _in_force(on: date) -> Q:
    return Q(from_on__lte=on, withdrawn_on__isnull=True) & (Q(to_on__isnull=True) | Q(to_on__gte=on))


def with_file_consent(on: date) -> QuerySet[Consent, UUID]:
    """Ids of persons who consented to a file, to anybody; for counting, inside a ``reading``."""
    return Consent.objects.filter(_in_force(on), field_class="file").values_list("person", flat=True)
