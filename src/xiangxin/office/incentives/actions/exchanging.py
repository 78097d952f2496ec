"""The person alone exchanges points for something on the list; the county says whether it was given.

What could not be given comes back: the points are as they were.
"""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.choices import OBJECTION
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.consent.actions.delivering import may_act
from xiangxin.office.consent.numbers import new_number
from xiangxin.office.incentives import errors
from xiangxin.office.incentives.choices import Taken
from xiangxin.office.incentives.models import Redemption, Use
from xiangxin.office.incentives.queries.lists import list_on, points_of
from xiangxin.office.incentives.queries.lots import lots_of
from xiangxin.office.incentives.reckoning import balance, draw
from xiangxin.office.incentives.scope import CONFIRMER, PURPOSE, agreed, office_of, offices
from xiangxin.office.parties.models import Person
from xiangxin.office.shell.errors import AddressUnknown


def redeem(by: Viewer, person: UUID, benefit: str) -> Redemption:
    """Exchange points for ``benefit`` of the list in force today; those that end first pay first.

    Errors: ``NotYours``, ``NoMandate``, ``MayNotTake``, ``OwnWordOnly``, ``NotAgreed``, ``NoList``, ``BenefitUnknown``,
    ``PointsShort``.
    """
    through, today = may_act(by, person), timezone.localdate()
    if by.mandate is not None:
        raise errors.OwnWordOnly()
    with act("incentives.redeemed", by=by.actor, person=person, purpose=OBJECTION) as done:
        # Two exchanges of one person follow each other: both would draw on the same points.
        Person.objects.select_for_update().get(id=person)
        office = office_of(person, today)
        if office is None:
            raise errors.NotAgreed()
        listed = list_on(today)
        wanted = points_of(listed).benefits.get(benefit)
        if wanted is None:
            raise errors.BenefitUnknown()
        lots = lots_of(person, office.id)
        paid = draw(lots, wanted.points, today)
        if paid is None:
            raise errors.PointsShort(have=balance(lots, today), need=wanted.points)
        row = Redemption(
            number=new_number(),
            person_id=person,
            receiver=office,
            list=listed,
            benefit=benefit,
            points=wanted.points,
            through=through,
            asked_on=today,
        )
        row.save(force_insert=True)
        uses = [Use(person_id=person, redemption=row, entry_id=entry, points=points) for entry, points in paid]
        Use.objects.bulk_create(uses)
        done.about = f"incentives.redemption:{row.id}"
        done.payload = {"benefit": benefit, "points": row.points, "through": through}
        done.wrote(row, *uses)
    return row


def settle(by: Viewer, redemption: UUID, state: str) -> Redemption:
    """The county says that it was given, or that it could not be and the points are back.

    Errors: ``AddressUnknown`` for another office's, ``NotAgreed``, ``StateUnfit`` the second time.
    """
    if state not in (Taken.GIVEN, Taken.BACK):
        raise AddressUnknown
    said, today = Taken(state), timezone.localdate()
    about = f"incentives.redemption:{redemption}"
    with act("incentives.settled", by=by.actor, about=about, purpose=PURPOSE) as done:
        rows = Redemption.objects.select_for_update(of=("self",)).select_related("person")
        row = rows.filter(receiver__in=offices(by, today), id=redemption).first()
        if row is None or by.role != CONFIRMER or not by.covers(row.person.area):
            raise AddressUnknown
        if not agreed([row.person_id], row.receiver_id, today):
            raise errors.NotAgreed()
        if row.state != Taken.ASKED:
            raise errors.StateUnfit(state=str(row.get_state_display()))
        row.state, row.settled_on, row.settled_by = said, today, by.account
        row.save(update_fields=["state", "settled_on", "settled_by"])
        done.person, done.area, done.payload = row.person_id, row.person.area, {"state": str(said)}
        done.wrote(row)
    return row
