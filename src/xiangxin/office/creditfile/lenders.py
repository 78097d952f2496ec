"""A lender's own books in a file: what a lender supplies, or brings by a form of its own, is read by it and the person.

A person may agree to several banks. What one of them holds of its customer is not told to another by that (Commercial
Bank Law 35): whoever reads facts or answers for somebody adds these conditions. A village panel adds none: it is shown
what the person ticked, and no kind that a lender supplies can be ticked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.choices import InstitutionKind
from xiangxin.office.areas.models import Institution
from xiangxin.office.consent.queries import receivers_of
from xiangxin.office.creditfile.registry import kinds

SCORING = "scoring"
THE_PERSONS = frozenset({Role.HOUSEHOLD, Role.STATION_KEEPER})
"""Who reads a file for the person reads all of it."""
_Lenders = Collection[UUID] | QuerySet[Institution, UUID]

_forms: list[Callable[[], Collection[str]]] = []


def brought_by_lenders(forms: Callable[[], Collection[str]]) -> None:
    """Called by the room that knows the forms when it starts: which of them a lender sends of its own customers."""
    _forms[:] = [forms]


def own_facts(fact: str = "") -> Q:
    """Facts that are a lender's own. ``fact``: the way there, ``fact__`` from a dispute."""
    return Q(**{f"{fact}kind__in": _supplied()}) | Q(**{f"{fact}batch__form__in": _brought()})


def own_answers() -> Q:
    """The same of answers."""
    return Q(kind__in=_supplied())


def facts_of_lenders(lenders: _Lenders, fact: str = "") -> Q:
    """Facts that these lenders may read. ``fact``: the way there, ``fact__`` from a dispute."""
    return ~own_facts(fact) | Q(**{f"{fact}source__in": lenders})


def answers_of_lenders(lenders: _Lenders) -> Q:
    """The same of answers."""
    return ~own_answers() | Q(asked_of__in=lenders)


def facts_for(viewer: Viewer, fact: str = "") -> Q:
    """Facts that a viewer may read: of the own lender's books or, for the person, of every one's."""
    return Q() if viewer.role in THE_PERSONS else facts_of_lenders(_lender_of(viewer), fact)


def answers_for(viewer: Viewer) -> Q:
    """The same of answers."""
    return Q() if viewer.role in THE_PERSONS else answers_of_lenders(_lender_of(viewer))


def operator_facts_for(viewer: Viewer) -> Q:
    """What a viewer may read about organisations: of banks what the own one brought, or it would say whose customer
    an organisation is."""
    return ~Q(source__kind=InstitutionKind.BANK) | Q(source__in=_lender_of(viewer))


def _lender_of(viewer: Viewer) -> QuerySet[Institution, UUID]:
    """The viewer's bank; for a branch the bank that it belongs to."""
    return receivers_of(viewer.institution, SCORING, timezone.localdate()).values_list("id", flat=True)


@cache
def _supplied() -> tuple[str, ...]:
    return tuple(name for name, spec in kinds().items() if spec.supplied_by == "lender")


def _brought() -> tuple[str, ...]:
    return tuple(sorted({name for forms in _forms for name in forms()}))
