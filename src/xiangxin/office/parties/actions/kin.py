"""Kinship, for recusal and for nothing else: two people and how near, never who is whose what."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.parties.checks import day_of
from xiangxin.office.parties.choices import Degree
from xiangxin.office.parties.errors import KinOfOneself
from xiangxin.office.parties.models import Kinship
from xiangxin.office.parties.scope import person_kept_by
from xiangxin.office.shell.errors import AddressUnknown

PURPOSE = "review"


def add_kinship(by: Viewer, one: UUID, other: UUID, degree: str, on: date) -> Kinship:
    """Two people do not decide on each other. Saying it again keeps one row, with the nearer degree."""
    first, second = sorted((one, other))
    if first == second:
        raise KinOfOneself("other")
    with act("parties.kinship_stated", by=by.actor, person=one, purpose=PURPOSE, area=by.area) as done:
        people = [person_kept_by(by, id_) for id_ in (first, second)]
        day_of(on, timezone.localdate())
        known = Kinship.objects.filter(one=first, other=second).first()
        row = known or Kinship(one=people[0], other=people[1], stated_on=on, degree=Degree(degree))
        if known is None or (known.degree, degree) == (Degree.OTHER, Degree.CLOSE):
            row.degree, row.stated_on = Degree(degree), on
            row.save()
            done.wrote(row)
    return row


def remove_kinship(by: Viewer, id_: UUID) -> None:
    """What was stated by mistake is deleted; the log keeps that it was there."""
    with act("parties.kinship_removed", by=by.actor, purpose=PURPOSE, area=by.area) as done:
        row = Kinship.objects.filter(id=id_).first()
        if row is None:
            raise AddressUnknown
        person_kept_by(by, row.one_id)
        done.person = row.one_id
        done.removed(row)
        Kinship.objects.filter(id=id_).delete()
