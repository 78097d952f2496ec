"""The two holders count again what the opening left: in place of a receipt, which nobody who votes is given.

Boxes stay as they were sealed again, without seats. Opened in memory, they either hold what the files say or not;
which rating anybody got is told to nobody.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.utils import timezone

from xiangxin.ballot.box import open_box
from xiangxin.ballot.errors import BoxTampered, MalformedBox
from xiangxin.ballot.keys import Half
from xiangxin.ballot.tally import Rule, tally, valid
from xiangxin.kernel.canonical import digest
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.queries import reviewed_by
from xiangxin.office.creditfile.queries.ratings import ratings_of
from xiangxin.office.review.actions.opening import both_halves, locked
from xiangxin.office.review.boxes import address_of
from xiangxin.office.review.choices import RoundState
from xiangxin.office.review.lots import PURPOSE
from xiangxin.office.review.models import Box, Round


@dataclass(frozen=True, slots=True)
class Recount:
    """What counting again came to. ``gone``: people who agree no more, whose boxes are opened for nobody."""

    boxes: int
    gone: int
    differing: int
    is_whole: bool
    """Whether the boxes are, byte for byte, those whose root the entry of the opening holds."""

    @property
    def agrees(self) -> bool:
        """Whether boxes and files say the same."""
        return self.is_whole and not self.differing


def recount(by: Viewer, round_: Round, phrase: str) -> Recount:
    """Count the boxes of a closed round again, with the viewer's half and the one that was handed over anew.

    Errors: ``NotHolder``, ``OtherHalfMissing``, ``PhraseDoesNotOpen``, ``RoundNotOpen`` where it is not closed.
    """
    halves = both_halves(by, round_, phrase, RoundState.CLOSED)
    with reading(by.actor, purpose=PURPOSE, ground="duty", what="review.recount") as look:
        boxes = list(Box.objects.filter(subject__round=round_).select_related("subject"))
        persons = [box.subject.person_id for box in boxes]
        agreed = reviewed_by(persons, timezone.localdate())
        agreed_then = reviewed_by(persons, round_.closed_on or timezone.localdate())
        kept = ratings_of(round_.id)
        look.showed_nobody()
    root = digest(sorted(hashlib.sha256(bytes(box.ballots)).hexdigest() for box in boxes))
    # Whoever withdrew has no ratings any more, and agreeing anew brings none back.
    there = {person for person, _panel in agreed_then} | kept.keys()
    wanted = {person for person, panel in agreed if panel == round_.panel_id} & there
    counted = [box for box in boxes if box.subject.person_id in wanted]
    differing = sum(_ratings(round_, box, *halves) != kept.get(box.subject.person_id, []) for box in counted)
    found = Recount(len(counted), len(boxes) - len(counted), differing, root == round_.boxes_root)
    with act("review.recounted", by=by.actor, about=round_, purpose=PURPOSE, area=round_.area) as done:
        row = locked(round_, RoundState.CLOSED)
        row.first_handed = row.second_handed = b""
        row.save(update_fields=["first_handed", "second_handed"])
        done.wrote(row)
        done.payload |= {"boxes": found.boxes, "gone": found.gone, "differing": differing, "whole": found.is_whole}
    return found


def _ratings(round_: Round, box: Box, first: Half, second: Half) -> list[int] | None:
    """The ratings of a box that count, least first; None where it does not open."""
    try:
        found = open_box(bytes(box.ballots), first, second, address_of(round_, box.subject_id))
    except (BoxTampered, MalformedBox):
        return None
    rule = Rule(round_.low, round_.high, round_.at_least)
    ratings = valid((one.rating for one in found), rule)
    return sorted(ratings) if tally(ratings, rule) is not None else []
