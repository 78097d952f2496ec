"""Ratings of closed rounds in the files: which there are, and for the recount what a round left."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from xiangxin.kernel.portions import portions
from xiangxin.office.audit.acts import ROWS_A_STATEMENT
from xiangxin.office.creditfile.models import Rating
from xiangxin.office.creditfile.reviews import points_of


def ratings_there(persons: Iterable[UUID]) -> set[tuple[UUID, UUID, int]]:
    """Person, round and seat of each rating of closed rounds that is kept, whoever may see it. Inside a reading."""
    rows = Rating.objects.filter(person__in=list(persons), closed_on__isnull=False)
    return set(rows.values_list("person", "round", "seat"))


def awaiting(persons: Iterable[UUID]) -> set[UUID]:
    """Those of these persons on whom a round is open. Inside a reading."""
    found: set[UUID] = set()
    for some in portions(persons, ROWS_A_STATEMENT):
        found.update(Rating.objects.filter(person__in=some, closed_on=None).values_list("person", flat=True))
    return found


def ratings_of(round_: UUID) -> dict[UUID, list[int]]:
    """What the files hold of one closed round: of each person the ratings, least first. Inside a reading."""
    found: dict[UUID, list[int]] = {}
    for row in Rating.objects.filter(round=round_, closed_on__isnull=False):
        found.setdefault(row.person_id, []).append(points_of(row))
    return {person: sorted(ratings) for person, ratings in found.items()}
