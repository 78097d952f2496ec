"""A reviewer without a phone writes a sheet; two people type it, each alone. Only where both typed the same is it cast.

Of what the first one typed a keyed digest is kept and nothing else.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.canonical import encode
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.queries import reviewed_by
from xiangxin.office.review import errors
from xiangxin.office.review.actions.rounds import KEEPERS, WATCHERS
from xiangxin.office.review.boxes import cast_all, require_rating
from xiangxin.office.review.choices import RoundState
from xiangxin.office.review.lots import PURPOSE, seat_key_of
from xiangxin.office.review.models import Assignment, PaperSheet, Round, Seat
from xiangxin.office.shell.errors import NotAllowed

TYPISTS = KEEPERS | WATCHERS


def paper_in(by: Viewer, round_: Round, seat: UUID, ratings: Mapping[UUID, int | None]) -> bool:
    """Type a sheet: by subject whole points or None for "I do not know them". True where it was cast.

    False: it was typed once and waits for a second person. Errors, with nothing cast: ``NotAllowed`` for who sits on
    the panel, ``RoundNotOpen``, ``RoundOver``, ``SheetIncomplete``, ``RatingUnfit``, ``SheetSamePerson``,
    ``SheetDiffers``: then the first typing is dropped too.
    """
    if by.role not in TYPISTS or Seat.objects.filter(panel=round_.panel_id, account__in=by.accounts).exists():
        raise NotAllowed()
    today = timezone.localdate()
    if round_.state != RoundState.OPEN:
        raise errors.RoundNotOpen()
    if today > round_.last_on:
        raise errors.RoundOver(day=round_.last_on.isoformat())
    rows = _left(by, round_, seat)
    if set(ratings) != set(rows):
        raise errors.SheetIncomplete("ratings", count=len(rows))
    for rating in ratings.values():
        require_rating(round_, rating)
    typed = _digest(round_, seat, ratings)
    first = PaperSheet.objects.filter(round=round_, seat=seat).first()
    if first is None:
        _keep_first(by, round_, seat, typed)
        return False
    if first.typed_by in by.accounts:
        raise errors.SheetSamePerson()
    same = hmac.compare_digest(bytes(first.digest), typed)
    name = "review.sheet_cast" if same else "review.sheet_dropped"
    with act(name, by=by.actor, about=first, purpose=PURPOSE, area=round_.area) as done:
        done.removed(first)
        first.delete()
        if same:
            done.payload["ballots"] = cast_all(round_, [(rows[key], ratings[key]) for key in ratings], today)
    if not same:
        raise errors.SheetDiffers("ratings")
    return True


def _left(by: Viewer, round_: Round, seat: UUID) -> dict[UUID, Assignment]:
    """By subject what the seat still has to rate of those who still agree."""
    with reading(by.actor, purpose=PURPOSE, ground="duty", what="review.sheet") as look:
        look.showed([], [])
        rows = Assignment.objects.filter(subject__round=round_, seat=seat, recused=False, cast__isnull=True)
        found = list(rows)
        agreed = reviewed_by([row.person for row in found], timezone.localdate())
    return {row.subject_id: row for row in found if (row.person, round_.panel_id) in agreed}


def _digest(round_: Round, seat: UUID, ratings: Mapping[UUID, int | None]) -> bytes:
    lines = sorted((str(subject), rating) for subject, rating in ratings.items())
    return hmac.digest(seat_key_of(round_), encode(("sheet", str(seat), lines)), hashlib.sha256)


def _keep_first(by: Viewer, round_: Round, seat: UUID, typed: bytes) -> None:
    row = PaperSheet(round=round_, seat_id=seat, digest=typed, typed_by=by.account, typed_at=timezone.now())
    with act("review.sheet_typed", by=by.actor, about=row, purpose=PURPOSE, area=round_.area) as done:
        row.save(force_insert=True)
        done.wrote(row)
