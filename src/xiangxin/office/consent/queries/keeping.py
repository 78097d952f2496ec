"""Whose consent keeps a file here, whoever received it: asked before anything is stored, and before it is deleted.

A file exists while its person has agreed to somebody's scoring or evaluation with its class of data. Inside an act or a
reading; answers ids only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from xiangxin.kernel.portions import portions
from xiangxin.office.consent.choices import Ended
from xiangxin.office.consent.deployment import law
from xiangxin.office.consent.live import live
from xiangxin.office.consent.models import Consent, DeletionOrder
from xiangxin.office.consent.terms import LIMITS

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Receiving:
    """Who received, and what for."""

    receiver: UUID
    purpose: str


def consenting(persons: Iterable[UUID], field_class: str, on: date, receiving: Receiving | None = None) -> set[UUID]:
    """Those of ``persons`` with a consent to the class in force on ``on``, for a purpose that scores.

    To anybody, or where ``receiving`` is given, to that one for that purpose.
    """
    found: set[UUID] = set()
    whose = _whose(receiving)
    for some in portions(dict.fromkeys(persons), AT_ONCE):
        for purpose in _purposes(receiving):
            rows = live(purpose, [field_class], on).filter(whose, person__in=some)
            found.update(rows.values_list("person", flat=True))
    return found


def still_kept(persons: Iterable[UUID], field_class: str, on: date, receiving: Receiving | None = None) -> set[UUID]:
    """Those of whom data of the class may stay on ``on``: they consent, or the term of a deletion has not passed.

    What was erased within its cool-off counts as never agreed to and has no term. ``receiving``: what one receiver
    holds by its own consents; without it, what this office holds for anybody.
    """
    wanted = set(persons)
    found = consenting(wanted, field_class, on, receiving)
    term = timedelta(days=LIMITS["deletion_days"])
    ended = Q(withdrawn_on__gte=on - term) | Q(withdrawn_on__isnull=True, to_on__lt=on, to_on__gte=on - term)
    of_class = Q(field_class=field_class, purpose__in=_purposes(receiving)) & _whose(receiving)
    for some in portions(dict.fromkeys(wanted - found), AT_ONCE):
        orders = DeletionOrder.objects.filter(of_class, person__in=some, due_on__gte=on).exclude(ended=Ended.ERASED)
        rows = Consent.objects.filter(of_class, ended, person__in=some)
        found.update(orders.values_list("person", flat=True))
        found.update(rows.values_list("person", flat=True))
    return found


def _whose(receiving: Receiving | None) -> Q:
    return Q() if receiving is None else Q(receiver=receiving.receiver)


def _purposes(receiving: Receiving | None = None) -> list[str]:
    if receiving is not None:
        return [receiving.purpose]
    return [purpose.id for purpose in law().purposes.values() if purpose.scores]
