"""A round is prepared, gets its two halves of a key, and opens with the second of them; or is given up."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from xiangxin.ballot.assign import assign, commitment, new_seed
from xiangxin.ballot.keys import close_half, new_half
from xiangxin.kernel.divisions import prefix_of
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption.queries import in_force
from xiangxin.office.adoption.texts import examine
from xiangxin.office.areas.choices import InstitutionKind
from xiangxin.office.areas.queries import institutions_on
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.acts import Act, act
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.queries import let_panel_see
from xiangxin.office.creditfile.actions import OfRound, close_review, open_review
from xiangxin.office.parties.models import Person
from xiangxin.office.review import errors
from xiangxin.office.review.choices import RoundState, Side, VoidReason
from xiangxin.office.review.lots import PURPOSE, barred, bench_of, keep_secrets, seats_of
from xiangxin.office.review.models import Assignment, Box, Round, Subject
from xiangxin.office.review.terms import LIMITS, work
from xiangxin.office.shell.errors import AddressUnknown, Conflicting, NotAllowed

KEEPERS = frozenset({Role.COUNTY_OFFICE, Role.TOWNSHIP_CADRE})
"""Who holds rounds, and the first half of their key."""
WATCHERS = frozenset({Role.SUPERVISORY_COMMITTEE, Role.CENTRAL_BANK})
"""Who holds the second half."""


def prepare_round(by: Viewer, panel: UUID, area: str, last_on: date, receiver: UUID) -> Round:
    """A round of a panel on those of a village who let it see their papers, by the policy that ``receiver`` adopted.

    Errors: ``NotAllowed``, ``AddressUnknown`` for another area or panel, ``BenchWrong`` for a panel without seats,
    ``DayUnfit``, ``NoReviewPart``, ``NobodyAgreed``, ``TooManySubjects``, ``RoundUnderWay``.
    """
    today = timezone.localdate()
    if by.role not in KEEPERS:
        raise NotAllowed()
    found = institutions_on(today, by.area, [InstitutionKind.PANEL]).filter(id=panel).first()
    if found is None or not by.covers(area) or not area.startswith(prefix_of(found.area)):
        raise AddressUnknown
    if not today <= last_on <= today + timedelta(days=LIMITS["last_day_most"]):
        raise errors.DayUnfit("last_on", most=LIMITS["last_day_most"])
    if len(seats_of(panel, today)) < LIMITS["seats_least"]:
        raise _bench_wrong()
    _agreed(by, panel, area, today)
    row = _by_policy(receiver, today)
    row.panel, row.area, row.last_on = found, area, last_on
    with act("review.round_prepared", by=by.actor, about=row, purpose=PURPOSE, area=area) as done:
        if Round.objects.filter(panel=found, area=area, state__in=[RoundState.PREPARED, RoundState.OPEN]).exists():
            raise errors.RoundUnderWay("panel")
        row.save(force_insert=True)
        done.wrote(row)
        done.payload |= {"last_on": last_on, "policy": row.policy_hash}
    return row


def hold_half(by: Viewer, round_: Round, phrase: str) -> Round:
    """Make one half of the round's key and close it under the phrase of its holder; the second half opens the round.

    Errors: ``PhraseShort``, ``HalfHeld``, ``RoundNotOpen``, ``NotAllowed``, for the second half ``NobodyAgreed``, and
    ``Conflicting`` where the other half came in between: asked again, it opens the round.
    """
    side = side_of(by)
    if len(phrase.strip()) < LIMITS["phrase_least"]:
        raise errors.PhraseShort("phrase", least=LIMITS["phrase_least"])
    half = new_half()
    closed = close_half(half, phrase.strip(), label(round_, side), work())
    opens = bool(round_.second if side == Side.OFFICE else round_.first)
    drawn = _Drawn(by, round_) if opens else None
    with act("review.half_held", by=by.actor, about=round_, purpose=PURPOSE, area=round_.area) as done:
        row = _locked(round_.id, RoundState.PREPARED)
        holders = {row.first_holder, row.second_holder} - {None}
        if getattr(row, f"{_FIELD[side]}_holder") is not None or holders & by.accounts:
            raise errors.HalfHeld()
        if bool(row.second if side == Side.OFFICE else row.first) != opens:
            raise Conflicting()
        setattr(row, _FIELD[side], half.public)
        setattr(row, f"{_FIELD[side]}_half", closed)
        setattr(row, f"{_FIELD[side]}_holder", by.account)
        done.payload["side"] = str(side)
        if drawn is not None:
            _open(by, row, drawn, done)
        row.save()
        done.wrote(row)
    return row


def void_round(by: Viewer, round_: Round, reason: str) -> Round:
    """Give a round up: nobody awaits it any more, and its boxes are never opened. ``RoundNotOpen``, ``NotAllowed``."""
    if by.role not in KEEPERS or reason not in VoidReason.values:
        raise NotAllowed()
    with act(
        "review.round_void", by=by.actor, about=round_, purpose=PURPOSE, area=round_.area, payload={"reason": reason}
    ) as done:
        row = _locked(round_.id, RoundState.PREPARED, RoundState.OPEN)
        if row.state == RoundState.OPEN and row.opened_on is not None:
            of = OfRound(row.panel_id, row.id, row.area, row.opened_on)
            close_review(by.actor, of, timezone.localdate(), {})
            Box.objects.filter(subject__round=row).update(ballots=b"")
        row.state, row.void_reason = RoundState.VOID, reason
        row.seat_key_sealed = row.first_half = row.second_half = row.first_handed = row.second_handed = b""
        row.save()
        done.wrote(row)
    return row


_FIELD = {Side.OFFICE: "first", Side.WATCH: "second"}


def side_of(by: Viewer) -> Side:
    """Which half somebody of this role may hold; ``NotAllowed`` for none."""
    if by.role in KEEPERS:
        return Side.OFFICE
    if by.role in WATCHERS:
        return Side.WATCH
    raise NotAllowed()


def label(round_: Round, side: Side) -> str:
    """What a half is bound to."""
    return f"{round_.id}:{side}"


def _locked(round_id: UUID, *states: str) -> Round:
    row = Round.objects.select_for_update().filter(id=round_id).first()
    if row is None:
        raise AddressUnknown
    if row.state not in states:
        raise errors.RoundNotOpen()
    return row


def _by_policy(receiver: UUID, on: date) -> Round:
    adopted = in_force(receiver, "scoring", on) or in_force(receiver, "evaluation", on)
    policy = examine(adopted.policy.text, adopted.policy.name, on).policy if adopted is not None else None
    if adopted is None or policy is None or policy.review is None:
        raise errors.NoReviewPart("receiver")
    return Round(
        adoption=adopted,
        policy_hash=policy.content_hash,
        low=policy.review.low,
        high=policy.review.high,
        at_least=policy.review.at_least,
        state=RoundState.PREPARED,
        prepared_at=timezone.now(),
    )


def _agreed(by: Viewer, panel: UUID, area: str, on: date) -> list[UUID]:
    with reading(by.actor, purpose=PURPOSE, ground="duty", what="review.agreed") as look:
        people = Person.objects.filter(inside(area), died_on=None, id__in=let_panel_see(panel, on))
        found = list(people.order_by("id").values_list("id", flat=True)[: LIMITS["subjects_most"] + 1])
        look.showed_nobody()
    if not found:
        raise errors.NobodyAgreed("area")
    if len(found) > LIMITS["subjects_most"]:
        raise errors.TooManySubjects("area", most=LIMITS["subjects_most"])
    return found


class _Drawn:
    """Who is rated and by which seats, drawn before the act in which the round opens."""

    def __init__(self, by: Viewer, round_: Round) -> None:
        today = timezone.localdate()
        self.on = today
        self.seed = new_seed()
        seats = seats_of(round_.panel_id, today)
        if len(seats) < LIMITS["seats_least"]:
            raise _bench_wrong()
        persons = _agreed(by, round_.panel_id, round_.area, today)
        bars = barred(by, round_.panel_id, seats, persons, today)
        self.subjects = [Subject(round=round_, person_id=person) for person in persons]
        by_subject = {subject.id: bars[subject.person_id] for subject in self.subjects}
        lot = assign(by_subject, by_subject, bench_of(seats), self.seed)
        self.assignments = [
            Assignment(subject=subject, person=subject.person_id, seat_id=seat)
            for subject in self.subjects
            for seat in lot[subject.id]
        ]


def _open(by: Viewer, row: Round, drawn: _Drawn, done: Act) -> None:
    if row.last_on < drawn.on:
        raise errors.RoundOver()
    keep_secrets(row, drawn.seed, secrets.token_bytes(32))
    row.state, row.opened_on, row.commitment = RoundState.OPEN, drawn.on, commitment(drawn.seed)
    Subject.objects.bulk_create(drawn.subjects)
    Box.objects.bulk_create([Box(subject=subject) for subject in drawn.subjects])
    Assignment.objects.bulk_create(drawn.assignments)
    done.wrote(*drawn.subjects, *drawn.assignments)
    of = OfRound(row.panel_id, row.id, row.area, drawn.on)
    open_review(by.actor, of, [subject.person_id for subject in drawn.subjects])
    done.payload |= {"subjects": len(drawn.subjects), "seed": row.commitment, "opened_on": drawn.on}


def _bench_wrong() -> errors.BenchWrong:
    least, most, reserves = LIMITS["seats_least"], LIMITS["seats_most"], LIMITS["reserves_least"]
    return errors.BenchWrong("panel", least=least, most=most, reserves=reserves)
