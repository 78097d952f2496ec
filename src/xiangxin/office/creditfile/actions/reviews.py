"""A round on persons opens, and what counted of it comes into their files when its boxes are opened.

Rows come from the room of reviews alone. While a round is open its persons wait; nothing of it is known. Ratings go
with the consent to the panel that gave them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from xiangxin.kernel.portions import portions
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import ROWS_AN_ACT, act
from xiangxin.office.audit.erasing import delete_rows
from xiangxin.office.audit.reads import on_duty
from xiangxin.office.consent.queries.keeping import Receiving, still_kept
from xiangxin.office.creditfile.models import Rating
from xiangxin.office.vault.sealing import seal_on

PURPOSE = "review"


@dataclass(frozen=True, slots=True)
class OfRound:
    """The panel, its round, the village, and the day it opened."""

    panel: UUID
    round: UUID
    area: str
    opened_on: date


def open_review(by: Actor, of: OfRound, persons: Iterable[UUID]) -> int:
    """Note that a round on these persons is open: their runs say that they await it. How many there are."""
    rows = [_row(of, person, 0, None) for person in persons]
    with act("creditfile.review_opened", by=by, purpose=PURPOSE, area=of.area, payload={"round": of.round.hex}) as done:
        Rating.objects.bulk_create(rows)
        done.wrote(*rows)
        done.payload["persons"] = len(rows)
    return len(rows)


def close_review(by: Actor, of: OfRound, closed_on: date, counted: Mapping[UUID, Sequence[int]]) -> int:
    """End the round: nobody awaits it any more. ``counted``: of each person the ratings that count, in no order.

    Whoever was opened and is not in ``counted`` gets no ratings. How many ratings there are.
    """
    rows = [
        _row(of, person, seat, closed_on, rating)
        for person, ratings in counted.items()
        for seat, rating in enumerate(ratings, start=1)
    ]
    with act("creditfile.review_closed", by=by, purpose=PURPOSE, area=of.area, payload={"round": of.round.hex}) as done:
        waiting = list(Rating.objects.filter(round=of.round, closed_on=None))
        done.removed(*waiting)
        Rating.objects.filter(round=of.round, closed_on=None).delete()
        Rating.objects.bulk_create(rows)
        done.wrote(*rows)
        done.payload |= {"persons": len(counted), "ratings": len(rows)}
    return len(rows)


def delete_ratings(by: Actor, on: date) -> int:
    """Delete what panels gave persons who do not let them see their papers any more; how many rows went.

    What was erased within its cool-off goes at once, else at the end of the term of a deletion. Safe to run twice.
    """
    with on_duty(by, "creditfile.retention"):
        gone = list(_ungrounded(on))
    count = 0
    for panel, persons in gone:
        for some in portions(persons, ROWS_AN_ACT):
            with act("creditfile.ratings_deleted", by=by, purpose=PURPOSE, payload={"on": on}) as done:
                rows = list(Rating.objects.filter(panel=panel, person__in=some))
                delete_rows(done, rows, "no_ground")
                done.payload["ratings"] = len(rows)
            count += len(rows)
    return count


def _ungrounded(on: date) -> Iterator[tuple[UUID, list[UUID]]]:
    """By panel, who has ratings of it here and no ground for them any more."""
    rated: dict[UUID, set[UUID]] = {}
    for panel, person in Rating.objects.order_by().values_list("panel", "person").distinct():
        rated.setdefault(panel, set()).add(person)
    for panel, persons in rated.items():
        gone = persons - still_kept(persons, PURPOSE, on, Receiving(panel, PURPOSE))
        if gone:
            yield panel, sorted(gone)


def _row(of: OfRound, person: UUID, seat: int, closed_on: date | None, rating: int | None = None) -> Rating:
    row = Rating(
        person_id=person,
        panel_id=of.panel,
        round=of.round,
        seat=seat,
        rating_sealed=b"",
        opened_on=of.opened_on,
        closed_on=closed_on,
    )
    if rating is not None:
        seal_on(row, "rating_sealed", str(rating))
    return row
