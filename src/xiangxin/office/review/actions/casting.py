"""What a reviewer and a person do while a round is open: rate, step aside, challenge. A ballot leaves no entry."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.choices import OBJECTION, Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import Act, act
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.actions.delivering import ground_of, may_act
from xiangxin.office.consent.queries import panel_sees, reviewed_by
from xiangxin.office.review import errors
from xiangxin.office.review.boxes import cast_all
from xiangxin.office.review.choices import Recusal, RoundState
from xiangxin.office.review.lots import PURPOSE, barred, draw_again, seats_of
from xiangxin.office.review.models import Assignment, Challenge, Participation, Seat, Subject
from xiangxin.office.shell.errors import AddressUnknown, NotAllowed


def cast(by: Viewer, subject: UUID, rating: int | None) -> None:
    """Cast the ballot of the viewer's seat on one subject. ``rating`` None: "I do not know them".

    No receipt, no entry of the log; a ballot is neither changed nor cast twice. Errors, with nothing changed:
    ``NotAssigned``, ``RecusedHere``, ``RoundNotOpen``, ``RoundOver``, ``ConsentGone``, ``CastAlready``,
    ``RatingUnfit``.
    """
    with reading(by.actor, purpose=PURPOSE, ground="consent", what="review.cast") as look:
        look.showed_nobody()
        row = own_assignment(by, subject)
        require_open(row)
        require_not_cast(row)
        cast_all(row.subject.round, [(row, rating)], timezone.localdate())


def own_assignment(by: Viewer, subject: UUID) -> Assignment:
    """The viewer's assignment to a subject. Inside a reading. ``NotAssigned``, ``RecusedHere``."""
    if by.role != Role.PANEL_MEMBER:
        raise NotAllowed()
    with_all = Assignment.objects.select_related("subject__round", "seat", "cast")
    mine = with_all.filter(subject=subject, seat__account=by.account)
    row = mine.filter(seat__panel=by.institution).first()
    if row is None:
        raise errors.NotAssigned()
    if row.recused:
        raise errors.RecusedHere()
    return row


def require_not_cast(row: Assignment) -> None:
    """``CastAlready`` where the seat's ballot is in the box; who has rated somebody looks at them no more."""
    if hasattr(row, "cast"):
        raise errors.CastAlready()


def require_open(row: Assignment) -> tuple[str, ...]:
    """The round takes ballots today, and the person still lets the panel rate them; what the person lets it see."""
    round_, today = row.subject.round, timezone.localdate()
    if round_.state != RoundState.OPEN:
        raise errors.RoundNotOpen()
    if today > round_.last_on:
        raise errors.RoundOver(day=round_.last_on.isoformat())
    kinds = panel_sees(row.person, round_.panel_id, today)
    if kinds is None:
        raise errors.ConsentGone()
    return kinds


def recuse(by: Viewer, subject: UUID, reason: str) -> None:
    """The viewer's seat does not rate this person; another is drawn where one is left.

    Errors: as ``cast``, and ``CastAlready`` where the ballot is in the box.
    """
    if reason not in Recusal.values:
        raise NotAllowed()
    with reading(by.actor, purpose=PURPOSE, ground="consent", what="review.recuse") as look:
        look.showed_nobody()
        row = own_assignment(by, subject)
        require_open(row)
    round_ = row.subject.round
    bars = barred(
        by, round_.panel_id, seats_of(round_.panel_id, timezone.localdate()), [row.person], timezone.localdate()
    )
    with act("review.recused", by=by.actor, about=row, person=row.person, purpose=PURPOSE, area=round_.area) as done:
        if Participation.objects.filter(assignment=row).exists():
            raise errors.CastAlready()
        _step_aside(done, row, reason, bars)
        done.payload["reason"] = reason


def challenge(by: Viewer, person: UUID, seat: UUID) -> Challenge:
    """The person will not be rated by whoever sits on the seat; no reason is asked. Twice is once.

    What the seat has cast already does not count. Errors: ``NotYours``, ``NoMandate``, ``MayNotTake``,
    ``AddressUnknown`` for a seat of a panel that the person has not let see their papers.
    """
    through, today = may_act(by, person), timezone.localdate()
    found = Seat.objects.filter(id=seat).first()
    with reading(
        by.actor, purpose=OBJECTION, ground=ground_of(by), what="review.challenge", institution=by.institution
    ) as look:
        look.showed_nobody()
        agreed = reviewed_by([person], today)
        if found is None or (person, found.panel_id) not in agreed:
            raise AddressUnknown
        earlier = Challenge.objects.filter(person=person, seat=found).first()
    if earlier is not None:
        return earlier
    bars = barred(by, found.panel_id, seats_of(found.panel_id, today), [person], today)
    row = Challenge(person_id=person, seat=found, made_on=today)
    with act("review.challenged", by=by.actor, about=row, person=person, purpose=PURPOSE, area=by.area) as done:
        done.payload["through"] = through
        row.save(force_insert=True)
        done.wrote(row)
        bars[person].add(found.id)
        open_ = Assignment.objects.filter(person=person, seat=found, recused=False)
        for assignment in open_.filter(subject__round__state=RoundState.OPEN).select_related("subject__round"):
            _step_aside(done, assignment, "", bars)
    return row


def _step_aside(done: Act, row: Assignment, reason: str, bars: dict[UUID, set[UUID]]) -> None:
    row.recused, row.reason = True, reason
    row.save(update_fields=["recused", "reason"])
    done.wrote(row)
    subject: Subject = row.subject
    again = draw_again(subject, bars)
    if again is not None:
        again.save(force_insert=True)
        done.wrote(again)
    done.payload["replaced"] = again is not None
