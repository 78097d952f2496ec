"""Putting ballots into boxes, the one place where it happens. Nothing is logged and nothing is told of the rating.

The ballot and the note that the seat has cast stand in two tables; the note says the day and no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from xiangxin.ballot.box import Address, Ballot, pseudonym, put, seal
from xiangxin.office.review import errors
from xiangxin.office.review.choices import RoundState
from xiangxin.office.review.lots import seat_key_of
from xiangxin.office.review.models import Assignment, Box, Participation, Round


def address_of(round_: Round, subject: UUID) -> Address:
    """Where ballots on a subject belong."""
    return Address(bytes(round_.first), bytes(round_.second), round_.id, subject)


def require_rating(round_: Round, rating: int | None) -> None:
    """``RatingUnfit`` for what is no rating by the round's rule; None is "I do not know them"."""
    if rating is not None and not round_.low <= rating <= round_.high:
        raise errors.RatingUnfit("rating", low=round_.low, high=round_.high)


def cast_all(round_: Round, ratings: Iterable[tuple[Assignment, int | None]], on: date) -> int:
    """Put these ballots in, all or none; how many.

    ``CastAlready``, ``RatingUnfit``, and of what came a moment ago ``RecusedHere`` or ``RoundNotOpen``: the round is
    held while ballots go in, or one would fall into a box that is sealed for good. Then nothing is changed.
    """
    seat_key, count = seat_key_of(round_), 0
    with transaction.atomic():
        if Round.objects.select_for_update().values_list("state", flat=True).get(id=round_.id) != RoundState.OPEN:
            raise errors.RoundNotOpen()
        for assignment, rating in ratings:
            require_rating(round_, rating)
            if not Assignment.objects.filter(id=assignment.id, recused=False).exists():
                raise errors.RecusedHere()
            ballot = Ballot(rating, pseudonym(seat_key, assignment.seat_id))
            sealed = seal(ballot, address_of(round_, assignment.subject_id))
            box = Box.objects.select_for_update().get(subject=assignment.subject_id)
            try:
                with transaction.atomic():
                    Participation.objects.create(assignment=assignment, cast_on=on)
            except IntegrityError:
                raise errors.CastAlready() from None
            box.ballots = put(bytes(box.ballots), sealed)
            box.save(update_fields=["ballots"])
            count += 1
    return count
