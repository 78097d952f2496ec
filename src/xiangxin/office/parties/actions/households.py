"""Households: formed, joined, left, split. Who is reached for a household speaks for nobody in it.

A divorce in which one sets up a household of their own is a split, a marriage is somebody joining: what happened
between the people is not recorded. A household ends with its last member.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import Act, act
from xiangxin.office.parties.checks import day_of
from xiangxin.office.parties.choices import Joined, Left
from xiangxin.office.parties.errors import (
    AlreadySo,
    HasHousehold,
    HouseholdEnded,
    NobodyStays,
    NoMember,
    PersonDead,
)
from xiangxin.office.parties.models import Household, Membership, Person
from xiangxin.office.parties.scope import household_kept_by, person_kept_by

PURPOSE = "register"


def form_household(by: Viewer, members: Sequence[UUID], on: date) -> Household:
    """A new household of persons of one village who belong to none; the first one is whom to reach."""
    with act("parties.household_formed", by=by.actor, purpose=PURPOSE, payload={"on": on}) as done:
        people = [_free(by, id_) for id_ in dict.fromkeys(members)]
        if not people or len({person.area for person in people}) > 1:
            raise NoMember("members")
        household = Household(area=people[0].area, contact=people[0], formed_on=_day(on))
        _open(done, household, people, Joined.FORMED, on)
    return household


def join_household(by: Viewer, household: UUID, person: UUID, on: date, joined: Joined = Joined.JOINED) -> Membership:
    """``person``, who belongs to none, belongs to the household from ``on``. Joining twice is joining once."""
    with act("parties.household_joined", by=by.actor, person=person, purpose=PURPOSE, payload={"on": on}) as done:
        place = _living(by, household, done)
        there = _present(place).filter(person=person).first()
        if there is not None:
            raise AlreadySo("person")
        who = _free(by, person)
        row = _membership(place, who, joined, _day(on, place.formed_on))
        row.save(force_insert=True)
        done.wrote(row)
    return row


def leave_household(by: Viewer, household: UUID, person: UUID, on: date, left: Left = Left.MOVED) -> Membership:
    """``person`` belongs to the household until ``on``."""
    with act("parties.household_left", by=by.actor, person=person, purpose=PURPOSE, payload={"on": on}) as done:
        row = _member(_living(by, household, done), person)
        leave_within(done, row, _day(on, row.joined_on), left)
    return row


def split_household(by: Viewer, household: UUID, leaving: Iterable[UUID], on: date) -> Household:
    """From ``on`` those of ``leaving`` are a household of their own; at least one goes and one stays."""
    with act("parties.household_split", by=by.actor, purpose=PURPOSE, payload={"on": on}) as done:
        old = _living(by, household, done)
        going = [_member(old, person) for person in dict.fromkeys(leaving)]
        if not going or len(going) == _present(old).count():
            raise NobodyStays("leaving")
        _day(on, max(row.joined_on for row in going) + timedelta(days=1))
        for row in going:
            leave_within(done, row, on - timedelta(days=1), Left.SPLIT)
        people = [row.person for row in going]
        new = Household(area=old.area, contact=people[0], formed_on=on, split_from=old)
        _open(done, new, people, Joined.SPLIT, on)
        done.payload["household"] = str(new.id)
    return new


def mark_absence(by: Viewer, household: UUID, person: UUID, since: date | None) -> Membership:
    """The person works elsewhere since that day and still belongs; None: they are back."""
    with act("parties.absence_marked", by=by.actor, person=person, purpose=PURPOSE, payload={"since": since}) as done:
        row = _member(_living(by, household, done), person)
        if row.absent_since == since:
            raise AlreadySo("since")
        row.absent_since = since and _day(since, row.joined_on, "since")
        row.save(update_fields=["absent_since"])
        done.wrote(row)
    return row


def name_contact(by: Viewer, household: UUID, person: UUID) -> Household:
    """Another member is whom to reach."""
    with act("parties.household_contact_named", by=by.actor, person=person, purpose=PURPOSE) as done:
        row = _living(by, household, done)
        _member(row, person)
        if row.contact_id == person:
            raise AlreadySo("person")
        row.contact_id = person
        row.save(update_fields=["contact"])
        done.wrote(row)
    return row


def leave_within(done: Act, row: Membership, on: date, left: Left) -> None:
    """End a membership inside an act that is open; the household ends with it when nobody is left."""
    row.left_on, row.left_by, row.left_known_on = on, left, timezone.localdate()
    row.save(update_fields=["left_on", "left_by", "left_known_on"])
    done.wrote(row)
    household = row.household
    if not _present(household).exists():
        household.ended_on, household.contact = on, None
    elif household.contact_id == row.person_id:
        household.contact = None
    else:
        return
    household.save(update_fields=["ended_on", "contact"])
    done.wrote(household)


def _open(done: Act, household: Household, people: Iterable[Person], joined: Joined, on: date) -> None:
    household.save(force_insert=True)
    rows = [_membership(household, who, joined, on) for who in people]
    Membership.objects.bulk_create(rows)
    done.area, done.about = household.area, f"parties.household:{household.id}"
    done.wrote(household, *rows)


def _membership(household: Household, person: Person, joined: Joined, on: date) -> Membership:
    today = timezone.localdate()
    return Membership(household=household, person=person, joined_on=on, joined_by=joined, joined_known_on=today)


def _living(by: Viewer, id_: UUID, done: Act) -> Household:
    household = household_kept_by(by, id_)
    done.area, done.about = household.area, f"parties.household:{household.id}"
    if household.ended_on is not None:
        raise HouseholdEnded
    return household


def _free(by: Viewer, id_: UUID) -> Person:
    person = person_kept_by(by, id_)
    if person.died_on is not None:
        raise PersonDead("person")
    if Membership.objects.filter(person=person, left_on__isnull=True).exists():
        raise HasHousehold("person")
    return person


def _present(household: Household) -> QuerySet[Membership]:
    return Membership.objects.filter(household=household, left_on__isnull=True)


def _member(household: Household, person: UUID) -> Membership:
    row = _present(household).filter(person=person).select_related("household", "person").first()
    if row is None:
        raise NoMember("person")
    return row


def _day(on: date, first: date = date(1900, 1, 1), field: str = "on") -> date:
    return day_of(on, timezone.localdate(), first, field)
