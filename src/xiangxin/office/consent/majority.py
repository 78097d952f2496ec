"""Whether somebody is of age, asked of the room that knows birth dates; this room knows none.

Where nobody has registered, nobody is of age: an unknown birth date opens nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from xiangxin.kernel.dates import add_years
from xiangxin.office.consent.deployment import majority_age
from xiangxin.office.consent.live import exists

Grown = Callable[[date], QuerySet[Any, UUID]]
"""Given a day: the ids of everybody who was born on or before it."""

_asked: list[Grown] = []


def register(grown: Grown) -> None:
    """Have the gate ask this room; the last one registered is asked."""
    _asked[:] = [grown]


def adults(on: date, column: str = "person", one_of: Callable[[QuerySet[Any, Any]], Combinable] = exists) -> Q:
    """Rows whose ``column`` is a person of age on ``on``; ``one_of`` says of a query whether there is a row."""
    if not _asked:
        return Q(pk__in=[])
    return Q(one_of(_asked[0](add_years(on, -majority_age(on))).filter(id=OuterRef(column))))


def adults_among(persons: Collection[UUID], on: date) -> set[UUID]:
    """Those of these persons who are of age on ``on``. Read inside an act or a reading."""
    return set(_asked[0](add_years(on, -majority_age(on))).filter(id__in=persons)) if _asked else set()


def is_registered(person: UUID) -> bool:
    """Whether the room that knows birth dates knows this person at all. Read inside an act or a reading."""
    return bool(_asked) and _asked[0](date.max).filter(id=person).exists()


def is_adult(person: UUID, on: date) -> bool:
    """Whether this person is of age on ``on``. Read inside an act or a reading."""
    return bool(_asked) and _asked[0](add_years(on, -majority_age(on))).filter(id=person).exists()
