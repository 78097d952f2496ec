"""Whose consent keeps a file here, whoever received it: asked before anything is stored, and before it is deleted.

A file exists while its person has agreed to somebody's scoring or evaluation with its class of data. Inside an act or a
reading; answers ids only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from xiangxin.office.consent.choices import Ended
from xiangxin.office.consent.deployment import law
from xiangxin.office.consent.live import live
from xiangxin.office.consent.models import Consent, DeletionOrder
from xiangxin.office.consent.terms import LIMITS

AT_ONCE = 500


def consenting(persons: Iterable[UUID], field_class: str, on: date) -> set[UUID]:
    """Those of ``persons`` with a consent to the class in force on ``on``, for a purpose that scores, to anybody."""
    found: set[UUID] = set()
    for some in _pages(persons):
        for purpose in _purposes():
            rows = live(purpose, [field_class], on).filter(person__in=some)
            found.update(rows.values_list("person", flat=True))
    return found


def still_kept(persons: Iterable[UUID], field_class: str, on: date) -> set[UUID]:
    """Those of whom data of the class may stay on ``on``: they consent, or the term of a deletion has not passed.

    What was erased within its cool-off counts as never agreed to and has no term.
    """
    wanted = set(persons)
    found = consenting(wanted, field_class, on)
    term = timedelta(days=LIMITS["deletion_days"])
    ended = Q(withdrawn_on__gte=on - term) | Q(withdrawn_on__isnull=True, to_on__lt=on, to_on__gte=on - term)
    for some in _pages(wanted - found):
        orders = DeletionOrder.objects.filter(
            person__in=some, field_class=field_class, purpose__in=_purposes(), due_on__gte=on
        ).exclude(ended=Ended.ERASED)
        rows = Consent.objects.filter(ended, person__in=some, field_class=field_class, purpose__in=_purposes())
        found.update(orders.values_list("person", flat=True))
        found.update(rows.values_list("person", flat=True))
    return found


def _purposes() -> list[str]:
    return [purpose.id for purpose in law().purposes.values() if purpose.scores]


def _pages(persons: Iterable[UUID]) -> Iterator[Sequence[UUID]]:
    listed = list(dict.fromkeys(persons))
    return (listed[at : at + AT_ONCE] for at in range(0, len(listed), AT_ONCE))
