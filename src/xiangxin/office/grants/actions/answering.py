"""What the person answers: wants the line or not, asks for a human being, ends a line. On a phone or at the counter.

Not answering, declining and asking cost nothing: nothing is scored by it, and it can be asked for again.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.dates import add_months
from xiangxin.office.accounts.choices import OBJECTION
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.consent.actions.delivering import may_act
from xiangxin.office.consent.numbers import new_number
from xiangxin.office.grants import errors
from xiangxin.office.grants.actions.requests import request_of
from xiangxin.office.grants.choices import STANDING, Ending, State
from xiangxin.office.grants.models import Grant, HumanRequest
from xiangxin.office.grants.moving import move
from xiangxin.office.grants.rules import require_ground, require_state, waits_for_human
from xiangxin.office.grants.terms import LIMITS
from xiangxin.office.shell.errors import AddressUnknown

_MAY_NOT_ASK = (State.DECLINED, State.ENDED)


def accept_offer(by: Viewer, person: UUID, grant: UUID) -> Grant:
    """The person wants the line; one that stood before gives way to it. Pressed twice it is said once.

    It is a debt that may follow, so nobody says yes for another: a relative with a mandate may decline and ask.
    Errors: ``NotYours``, ``NoMandate``, ``MayNotTake``, ``OwnWordOnly``, ``AddressUnknown``, ``StateUnfit``,
    ``AnswerOver``, ``GroundGone``.
    """
    may_act(by, person)
    if by.mandate is not None:
        raise errors.OwnWordOnly()
    today = timezone.localdate()
    with act("grants.accepted", by=by.actor, person=person, purpose=OBJECTION) as done:
        row = own(person, grant)
        done.about = f"grants.grant:{row.id}"
        if row.state == State.ACTIVE:
            return row
        require_state(row, State.DELIVERED)
        if row.answer_by_on is not None and row.answer_by_on < today and not waits_for_human(row):
            raise errors.AnswerOver()
        require_ground(row, today)
        earlier = Grant.objects.select_for_update().filter(
            person=person, receiver=row.receiver, state__in=sorted(STANDING)
        )
        for line in earlier:
            done.wrote(move(line, State.ENDED, ended_on=today, ending=Ending.REPLACED))
        review_on = add_months(today, LIMITS["review_months"])
        done.wrote(move(row, State.ACTIVE, accepted_on=today, review_on=review_on))
        done.payload = {"limit_fen": row.limit_fen, "rate_bp": row.rate_bp}
    return row


def decline_offer(by: Viewer, person: UUID, grant: UUID) -> Grant:
    """The person does not want it, said twice or once. A line that stands stays as it is.

    Errors as of ``accept_offer``.
    """
    may_act(by, person)
    with act("grants.declined", by=by.actor, person=person, purpose=OBJECTION) as done:
        row = own(person, grant)
        done.about = f"grants.grant:{row.id}"
        if row.state == State.DECLINED:
            return row
        require_state(row, State.DELIVERED)
        done.wrote(move(row, State.DECLINED, ended_on=timezone.localdate(), ending=Ending.DECLINED))
    return row


def ask_for_human(by: Viewer, person: UUID, grant: UUID, about: str = "") -> HumanRequest:
    """The person asks for another human being; one open request a case, which names every line said to be wrong.

    Before anything was decided it is the first decision that answers it, and that is made one by one. ``about``: the
    id of a line of the explanation. Errors as of ``accept_offer``.
    """
    through = may_act(by, person)
    today = timezone.localdate()
    with act("grants.human_asked", by=by.actor, person=person, purpose=OBJECTION) as done:
        row = own(person, grant)
        done.about = f"grants.grant:{row.id}"
        if row.state in _MAY_NOT_ASK:
            raise errors.StateUnfit(state=str(row.get_state_display()))
        request = request_of(row)
        known = set() if request is None else {one for one in request.about.split(";") if one}
        if request is not None and (not about or about in known):
            return request
        if request is None:
            request = HumanRequest(
                number=new_number(),
                grant=row,
                person_id=person,
                through=through,
                asked_on=today,
                due_on=today + timedelta(days=LIMITS["human_days"]),
            )
        request.about = ";".join(sorted({*known, about} - {""}))
        request.save()
        done.wrote(request)
        done.payload = {"due_on": request.due_on, "through": through, "about": about}
    return request


def end_line(by: Viewer, person: UUID, grant: UUID) -> Grant:
    """The person ends a line that stands. Errors as of ``accept_offer``."""
    may_act(by, person)
    with act("grants.ended_by_person", by=by.actor, person=person, purpose=OBJECTION) as done:
        row = own(person, grant)
        done.about = f"grants.grant:{row.id}"
        require_state(row, State.ACTIVE, State.SUSPENDED)
        done.wrote(move(row, State.ENDED, ended_on=timezone.localdate(), ending=Ending.BY_PERSON))
    return row


def own(person: UUID, grant: UUID) -> Grant:
    """A case of this person, in an act; ``AddressUnknown`` for another's."""
    row = (
        Grant.objects.select_for_update(of=("self",)).select_related("receiver").filter(id=grant, person=person).first()
    )
    if row is None:
        raise AddressUnknown
    return row
