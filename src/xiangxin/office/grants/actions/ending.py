"""Cases whose ground the person has taken away, and offers nobody answered. Neither is held against anybody."""

from __future__ import annotations

from datetime import date

from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.queries.keeping import Receiving, consenting
from xiangxin.office.grants.choices import STANDING, WAITING, Ending, State
from xiangxin.office.grants.models import Grant
from xiangxin.office.grants.moving import move
from xiangxin.office.grants.rules import PURPOSE

_LIVE = sorted(WAITING | STANDING)


def end_ungrounded(by: Actor, on: date) -> int:
    """End cases and lines of whoever does not consent any more; how many. What was signed under a contract is not here.

    A line that stands rests on the consent as long as no contract was signed; withdrawing ends it.
    """
    with reading(by, purpose="audit", ground="duty", what="grants.grounds") as look:
        rows = list(Grant.objects.filter(state__in=_LIVE).order_by("receiver", "classes", "id"))
        look.showed([], [])
    return sum(_end(by, row, Ending.GROUND, on) for row in rows if not _is_grounded(by, row, on))


def lapse(by: Actor, on: date) -> int:
    """Offers whose time to answer is over lapse, without any ill effect; how many."""
    with reading(by, purpose="audit", ground="duty", what="grants.grounds") as look:
        rows = list(Grant.objects.filter(state=State.DELIVERED, answer_by_on__lt=on))
        look.showed([], [])
    return sum(_end(by, row, Ending.LAPSED, on) for row in rows)


def _is_grounded(by: Actor, grant: Grant, on: date) -> bool:
    receiving = Receiving(grant.receiver_id, PURPOSE)
    with reading(by, purpose="audit", ground="duty", what="grants.grounds") as look:
        look.showed([], [])
        return all(consenting([grant.person_id], name, on, receiving) for name in grant.classes.split(";"))


def _end(by: Actor, grant: Grant, ending: Ending, on: date) -> int:
    with act(
        "grants.ended", by=by, about=grant, person=grant.person_id, purpose=PURPOSE, payload={"ending": ending}
    ) as done:
        done.wrote(move(grant, State.ENDED, ended_on=on, ending=ending))
    return 1
