"""Two people open the boxes: one hands their half over, the other opens with both. Nobody sees a ballot.

In memory boxes are opened and shuffled, counted, and sealed again with nothing in them that tells seats apart; ratings
that count go into the files, figures of the whole panel to the auditor. One entry of the log stands for all of it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from uuid import UUID

from django.utils import timezone

from xiangxin.ballot.box import PSEUDONYM_BYTES, Ballot, open_box, pseudonym, reseal
from xiangxin.ballot.errors import BoxTampered, MalformedBox, PhraseWrong
from xiangxin.ballot.keys import Half, hand_over, open_half, take_over
from xiangxin.ballot.tally import Rule, tally, valid
from xiangxin.ballot.watch import watch
from xiangxin.kernel.canonical import digest
from xiangxin.kernel.typed import sentence
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import Act, act
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.queries import reviewed_by
from xiangxin.office.creditfile.actions import OfRound, close_review
from xiangxin.office.review import errors
from xiangxin.office.review.actions.rounds import label, side_of
from xiangxin.office.review.boxes import address_of
from xiangxin.office.review.choices import RoundState, Side
from xiangxin.office.review.lots import PURPOSE, barred, seat_key_of, seed_of
from xiangxin.office.review.models import Assignment, Box, Participation, Round, Seat, Subject, Watch
from xiangxin.office.review.terms import bounds

REASON_LIMIT = 200


def is_ready(round_: Round) -> bool:
    """Whether boxes may be opened: the last day has passed, or every ballot is in. Inside a reading or an act."""
    if timezone.localdate() > round_.last_on:
        return True
    out = Assignment.objects.filter(subject__round=round_, recused=False, cast__isnull=True)
    return not out.exists()


def hand_half(by: Viewer, round_: Round, phrase: str) -> Round:
    """Hand the viewer's half over to the other holder, who alone can use it: to open the boxes, or to count again.

    Errors: ``NotHolder``, ``PhraseDoesNotOpen``, ``RoundNotOpen``, ``RoundRuns``.
    """
    side = side_of(by)
    half = _own_half(by, round_, side, phrase)
    other = bytes(round_.second if side == Side.OFFICE else round_.first)
    with act("review.half_handed", by=by.actor, about=round_, purpose=PURPOSE, area=round_.area) as done:
        row = locked(round_, RoundState.CLOSED if round_.state == RoundState.CLOSED else RoundState.OPEN)
        handed = hand_over(half, other, label(row, side))
        setattr(row, _HANDED[side], handed)
        row.save(update_fields=[_HANDED[side]])
        done.wrote(row)
        done.payload["side"] = str(side)
    return row


def close_round(by: Viewer, round_: Round, phrase: str, reason: str) -> Round:
    """Open the boxes with the viewer's half and the one that was handed over; the round is closed.

    Errors: ``ReasonMissing``, ``NotHolder``, ``OtherHalfMissing``, ``PhraseDoesNotOpen``, ``RoundNotOpen``,
    ``RoundRuns``. A box that does not hold what it should gives its person no review part; how many is in the entry.
    """
    written = sentence(reason)
    if not 0 < len(written) <= REASON_LIMIT:
        raise errors.ReasonMissing("reason")
    first, second = both_halves(by, round_, phrase, RoundState.OPEN)
    today = timezone.localdate()
    with reading(by.actor, purpose=PURPOSE, ground="duty", what="review.opening") as look:
        seats = list(Seat.objects.filter(assignments__subject__round=round_).distinct())
        persons = list(Subject.objects.filter(round=round_).values_list("person", flat=True))
        look.showed_nobody()
    bars = barred(by, round_.panel_id, seats, persons, today)
    with act("review.closed", by=by.actor, about=round_, purpose=PURPOSE, area=round_.area) as done:
        row = locked(round_, RoundState.OPEN)
        opened = _Opened(row, first, second, bars)
        counted = opened.count(reviewed_by(persons, today))
        _keep(by, done, row, opened, counted)
        row.state, row.closed_on, row.closed_by, row.close_reason = RoundState.CLOSED, today, by.account, written
        row.boxes_root = digest(sorted(opened.hashes))
        row.seed, row.seat_key_sealed, row.seed_sealed = seed_of(row).hex(), b"", b""
        row.first_handed = row.second_handed = b""
        row.save()
        done.wrote(row)
        done.payload |= {"root": row.boxes_root, "subjects": len(persons), "refused": opened.refused}
    return row


_HANDED = {Side.OFFICE: "first_handed", Side.WATCH: "second_handed"}


def locked(round_: Round, state: RoundState) -> Round:
    """The round, held in an act: ``RoundNotOpen`` where it stands elsewhere, ``RoundRuns`` while it takes ballots."""
    row = Round.objects.select_for_update().get(id=round_.id)
    if row.state != state:
        raise errors.RoundNotOpen()
    if state == RoundState.OPEN and not is_ready(row):
        raise errors.RoundRuns(day=row.last_on.isoformat())
    return row


def _own_half(by: Viewer, round_: Round, side: Side, phrase: str) -> Half:
    holder = round_.first_holder if side == Side.OFFICE else round_.second_holder
    if holder is None or holder not in by.accounts:
        raise errors.NotHolder()
    closed = round_.first_half if side == Side.OFFICE else round_.second_half
    try:
        return open_half(bytes(closed), phrase.strip(), label(round_, side))
    except PhraseWrong:
        raise errors.PhraseDoesNotOpen("phrase") from None


def both_halves(by: Viewer, round_: Round, phrase: str, state: RoundState) -> tuple[Half, Half]:
    """The viewer's half and the one that was handed over, the office's first, of a round that stands at ``state``.

    Errors: ``RoundNotOpen`` where it stands elsewhere, ``NotHolder``, ``PhraseDoesNotOpen``, ``OtherHalfMissing``.
    """
    if round_.state != state:
        raise errors.RoundNotOpen()
    side = side_of(by)
    mine = _own_half(by, round_, side, phrase)
    theirs = Side.WATCH if side == Side.OFFICE else Side.OFFICE
    handed = bytes(getattr(round_, _HANDED[theirs]))
    if not handed:
        raise errors.OtherHalfMissing()
    other = take_over(handed, mine, label(round_, theirs))
    return (mine, other) if side == Side.OFFICE else (other, mine)


@dataclass
class _Opened:
    """All boxes of a round, open in memory. ``found``: by subject what each seat that may rate it said."""

    round: Round
    first: Half
    second: Half
    bars: dict[UUID, set[UUID]]
    found: dict[Subject, dict[UUID, int | None]] = field(default_factory=dict)
    hashes: list[str] = field(default_factory=list)
    refused: int = 0

    def __post_init__(self) -> None:
        key = seat_key_of(self.round)
        cast = Counter(
            Participation.objects.filter(assignment__subject__round=self.round).values_list(
                "assignment__subject", flat=True
            )
        )
        for box in Box.objects.filter(subject__round=self.round).select_related("subject").select_for_update():
            subject = box.subject
            seats = dict(Assignment.objects.filter(subject=subject).values_list("seat", "recused"))
            names = {pseudonym(key, seat): seat for seat in seats}
            try:
                ballots = open_box(bytes(box.ballots), self.first, self.second, address_of(self.round, subject.id))
            except (BoxTampered, MalformedBox):
                ballots = None
            said = _by_seat(ballots, names)
            if said is None or len(said) != cast[subject.id]:
                self.refused += 1
                said = {}
            out = self.bars.get(subject.person_id, set())
            self.found[subject] = {seat: rating for seat, rating in said.items() if not seats[seat] and seat not in out}

    def count(self, agreed: frozenset[tuple[UUID, UUID]]) -> dict[UUID, list[int]]:
        """By person the ratings that count; of who agrees no more nothing is kept, not even for the auditor."""
        rule = Rule(self.round.low, self.round.high, self.round.at_least)
        counted: dict[UUID, list[int]] = {}
        for subject, said in self.found.items():
            if (subject.person_id, self.round.panel_id) not in agreed:
                said.clear()
            ratings = valid(said.values(), rule)
            if tally(ratings, rule) is not None:
                secrets.SystemRandom().shuffle(ratings)
                counted[subject.person_id] = ratings
        return counted

    def resealed(self) -> Iterator[Box]:
        """The boxes as they stay: for a recount by both holders, with nothing that tells seats apart."""
        for subject, said in self.found.items():
            ballots = [Ballot(rating, secrets.token_bytes(PSEUDONYM_BYTES)) for rating in said.values()]
            content = reseal(ballots, address_of(self.round, subject.id))
            self.hashes.append(hashlib.sha256(content).hexdigest())
            yield Box(subject=subject, ballots=content)


def _by_seat(ballots: list[Ballot] | None, names: dict[bytes, UUID]) -> dict[UUID, int | None] | None:
    """What each seat said; None where a ballot is of no seat that was drawn, or a seat has two."""
    if ballots is None or len({ballot.seat for ballot in ballots}) < len(ballots):
        return None
    if any(ballot.seat not in names for ballot in ballots):
        return None
    return {names[ballot.seat]: ballot.rating for ballot in ballots}


def _keep(by: Viewer, done: Act, row: Round, opened: _Opened, counted: dict[UUID, list[int]]) -> None:
    assert row.opened_on is not None
    Box.objects.bulk_update(list(opened.resealed()), ["ballots"], batch_size=200)
    close_review(by.actor, OfRound(row.panel_id, row.id, row.area, row.opened_on), timezone.localdate(), counted)
    ratings = {(seat, subject.id): rating for subject, said in opened.found.items() for seat, rating in said.items()}
    figures = {
        name: str(value) if isinstance(value, Fraction) else value
        for name, value in asdict(watch(ratings, bounds())).items()
    }
    kept = Watch(round=row, content=json.dumps(figures, sort_keys=True))
    kept.save(force_insert=True)
    done.wrote(kept)
