"""Which ratings of a review are in the files; never what any of them says."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from xiangxin.office.creditfile.models import Rating


def ratings_there(persons: Iterable[UUID]) -> set[tuple[UUID, UUID, int]]:
    """Person, round and seat of each rating of closed rounds that is kept, whoever may see it. Inside a reading."""
    rows = Rating.objects.filter(person__in=list(persons), closed_on__isnull=False)
    return set(rows.values_list("person", "round", "seat"))
