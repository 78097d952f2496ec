"""Cases whose ground the person has taken away, and offers nobody answered. Neither is held against anybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef

from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.reads import on_duty
from xiangxin.office.consent.queries.keeping import Receiving
from xiangxin.office.grants.actions.requests import close_request, request_of
from xiangxin.office.grants.choices import STANDING, WAITING, Ending, State
from xiangxin.office.grants.grounds import agreeing
from xiangxin.office.grants.models import Grant
from xiangxin.office.grants.moving import move
from xiangxin.office.grants.rules import PURPOSE, open_requests

_LIVE = sorted(WAITING | STANDING)


def end_ungrounded(by: Actor, on: date) -> int:
    """End cases and lines of whoever does not consent any more; how many. What was signed under a contract is not here.

    A line that stands rests on the consent as long as no contract was signed; withdrawing ends it.
    """
    with on_duty(by, "grants.grounds"):
        rows = list(_ungrounded(on))
    return sum(_end(by, row, Ending.GROUND, on) for row in rows)


def lapse(by: Actor, on: date) -> int:
    """Offers whose time to answer is over lapse, without any ill effect; how many.

    Not while their person waits for another human being: the answer may change the offer, and gives new time.
    """
    with on_duty(by, "grants.grounds"):
        asked = open_requests().filter(grant=OuterRef("pk"))
        rows = list(Grant.objects.filter(~Exists(asked), state=State.DELIVERED, answer_by_on__lt=on))
    return sum(_end(by, row, Ending.LAPSED, on) for row in rows)


def _ungrounded(on: date) -> Iterator[Grant]:
    """Live cases whose person does not consent any more to each class that the case rests on."""
    live = Grant.objects.filter(state__in=_LIVE)
    for receiver, classes in live.order_by().values_list("receiver", "classes").distinct():
        of_kind = live.filter(receiver=receiver, classes=classes)
        persons = of_kind.values_list("person", flat=True)
        kept = agreeing(persons, classes, on, Receiving(receiver, PURPOSE))
        yield from (row for row in of_kind.order_by("id") if row.person_id not in kept)


def _end(by: Actor, grant: Grant, ending: Ending, on: date) -> int:
    with act(
        "grants.ended", by=by, about=grant, person=grant.person_id, purpose=PURPOSE, payload={"ending": ending}
    ) as done:
        done.wrote(move(grant, State.ENDED, ended_on=on, ending=ending))
        request = request_of(grant) if ending == Ending.GROUND else None
        if request is not None:
            # Nobody may look at the case any more, so nobody is late with an answer about it.
            close_request(done, request, on)
    return 1
