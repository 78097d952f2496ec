"""Whose consent keeps a file here, whoever received it: asked before anything is stored, and before it is deleted.

A file exists while its person has agreed to somebody's scoring or evaluation with its class of data. Inside an act or a
reading; answers ids only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from xiangxin.kernel.portions import portions
from xiangxin.office.audit.acts import ROWS_A_STATEMENT
from xiangxin.office.audit.plainrows import plain_rows
from xiangxin.office.consent.choices import Ended
from xiangxin.office.consent.deployment import law
from xiangxin.office.consent.live import live
from xiangxin.office.consent.models import Consent, DeletionOrder
from xiangxin.office.consent.terms import LIMITS


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
    for some in portions(dict.fromkeys(persons), ROWS_A_STATEMENT):
        for purpose in _purposes(receiving):
            rows = live(purpose, [field_class], on).filter(whose, person__in=some)
            found.update(rows.values_list("person", flat=True))
    return found


def stand(given: Mapping[UUID, Sequence[Mapping[str, object]]]) -> set[UUID]:
    """Those persons of whom every row of the engine's consents that was not withdrawn when it was read still is not.

    What was erased does not stand either.
    """
    there: dict[bytes, set[tuple[object, ...]]] = {}
    for some in portions(given, ROWS_A_STATEMENT):
        rows = Consent.objects.filter(person__in=some, withdrawn_on__isnull=True)
        for person, *told in plain_rows(rows, ("person", "receiver__slug", *_SAME)):
            there.setdefault(person, set()).add(tuple(told))
    return {
        person
        for person, rows in given.items()
        if {(row["receiver"], *(row[name] for name in _SAME)) for row in rows if row["withdrawn_on"] is None}
        <= there.get(person.bytes, set())
    }


_SAME = ("purpose", "field_class", "from_on")
"""With the receiver, what tells two consents of one person apart."""


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
    for some in portions(dict.fromkeys(wanted - found), ROWS_A_STATEMENT):
        orders = DeletionOrder.objects.filter(of_class, person__in=some, due_on__gte=on).exclude(ended=Ended.ERASED)
        rows = Consent.objects.filter(of_class, ended, person__in=some)
        found.update(orders.values_list("person", flat=True))
        found.update(rows.values_list("person", flat=True))
    return found


def kept_until(person: UUID, field_class: str, on: date) -> date | None:
    """The last day on which data of the class may stay of somebody who took back what kept it.

    None while a consent keeps it, and where no term runs. Inside an act or a reading.
    """
    if consenting([person], field_class, on):
        return None
    term = timedelta(days=LIMITS["deletion_days"])
    of_class = Q(field_class=field_class, purpose__in=_purposes(), person=person)
    orders = DeletionOrder.objects.filter(of_class, due_on__gte=on).exclude(ended=Ended.ERASED)
    rows = Consent.objects.filter(of_class, Q(withdrawn_on__isnull=False) | Q(to_on__lt=on))
    ends = [end + term for one in rows for end in (one.withdrawn_on or one.to_on,) if end is not None]
    return max([day for day in (*orders.values_list("due_on", flat=True), *ends) if day >= on], default=None)


def _whose(receiving: Receiving | None) -> Q:
    return Q() if receiving is None else Q(receiver=receiving.receiver)


def _purposes(receiving: Receiving | None = None) -> list[str]:
    if receiving is not None:
        return [receiving.purpose]
    return [purpose.id for purpose in law().purposes.values() if purpose.scores]
