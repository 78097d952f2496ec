"""Households: formed, joined, left, split; dates in order, one household at a time, and a timeline that tells it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bases.accounts_made import viewer_for
from bases.parties_made import OTHER_VILLAGE, SINCE, VILLAGE, make_cadre, make_household, make_person
from bases.unchanged import nothing_changes
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry
from xiangxin.office.parties.actions import (
    form_household,
    join_household,
    leave_household,
    mark_absence,
    name_contact,
    record_death,
    split_household,
)
from xiangxin.office.parties.choices import Joined, Left
from xiangxin.office.parties.errors import (
    AlreadySo,
    DayWrong,
    HasHousehold,
    HouseholdEnded,
    NobodyStays,
    NoMember,
    PersonDead,
)
from xiangxin.office.parties.models import Household, Membership
from xiangxin.office.parties.queries.households import household_page
from xiangxin.office.shell.errors import AddressUnknown, OfficeError

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ON = date(2026, 6, 1)


def test_a_household_is_its_members_and_the_first_is_whom_to_reach() -> None:
    one, two = make_person(), make_person("李春梅")
    page = household_page(make_cadre(VILLAGE), make_household([one, two]).id)
    assert {member.card.id for member in page.members} == {one.id, two.id}
    assert (page.contact, page.area, page.formed_on, page.ended_on) == (one.id, VILLAGE, SINCE, None)
    assert [(event.on, event.came, event.how) for event in page.events] == [(SINCE, True, Joined.FORMED)] * 2


def test_a_split_ends_memberships_the_day_before_and_links_the_two() -> None:
    one, two, three = make_person(), make_person("李春梅"), make_person("张小四")
    old = make_household([one, two, three])
    by = make_cadre(VILLAGE)
    new = split_household(by, old.id, [two.id], ON)
    page = household_page(by, new.id)
    assert (page.split_from, page.formed_on, page.contact) == (old.id, ON, two.id)
    assert [member.card.id for member in page.members] == [two.id]
    left = [event for event in household_page(by, old.id).events if not event.came]
    assert [(event.on, event.how, event.card.id) for event in left] == [(ON - timedelta(days=1), Left.SPLIT, two.id)]
    assert Entry.objects.filter(act="parties.household_split").count() == 1


def test_the_contact_who_leaves_is_replaced_by_nobody_until_somebody_is_named() -> None:
    one, two = make_person(), make_person("李春梅")
    home = make_household([one, two])
    by = make_cadre(VILLAGE)
    leave_household(by, home.id, one.id, ON)
    assert household_page(by, home.id).contact is None
    name_contact(by, home.id, two.id)
    assert household_page(by, home.id).contact == two.id


def test_a_household_ends_with_its_last_member_and_takes_no_one_in_then() -> None:
    one, two = make_person(), make_person("李春梅")
    home = make_household([one])
    by = make_cadre(VILLAGE)
    leave_household(by, home.id, one.id, ON)
    assert household_page(by, home.id).ended_on == ON
    with nothing_changes("parties"), pytest.raises(HouseholdEnded):
        join_household(by, home.id, two.id, ON)


def test_somebody_who_works_elsewhere_still_belongs() -> None:
    one = make_person()
    home = make_household([one])
    by = make_cadre(VILLAGE)
    mark_absence(by, home.id, one.id, ON)
    assert [member.absent_since for member in household_page(by, home.id).members] == [ON]
    mark_absence(by, home.id, one.id, None)
    assert [member.absent_since for member in household_page(by, home.id).members] == [None]
    with nothing_changes("parties"), pytest.raises(AlreadySo):
        mark_absence(by, home.id, one.id, None)


def test_what_cannot_be_is_refused_and_changes_nothing() -> None:
    one, two, alone, dead = make_person(), make_person("李春梅"), make_person("王五"), make_person("赵六")
    home, by = make_household([one, two]), make_cadre(VILLAGE)
    record_death(by, dead.id, ON)
    far, other = make_person("钱七", area=OTHER_VILLAGE), make_household([make_person("孙八")])
    tomorrow = timezone.localdate() + timedelta(days=1)
    refused: list[tuple[type[OfficeError], Callable[[], object]]] = [
        (HasHousehold, lambda: form_household(by, [one.id], ON)),
        (HasHousehold, lambda: join_household(by, other.id, one.id, ON)),
        (AlreadySo, lambda: join_household(by, home.id, one.id, ON)),
        (PersonDead, lambda: join_household(by, home.id, dead.id, ON)),
        (NoMember, lambda: leave_household(by, home.id, alone.id, ON)),
        (NoMember, lambda: form_household(by, [], ON)),
        (NobodyStays, lambda: split_household(by, home.id, [], ON)),
        (NobodyStays, lambda: split_household(by, home.id, [one.id, two.id], ON)),
        (NoMember, lambda: split_household(by, home.id, [alone.id], ON)),
        (DayWrong, lambda: split_household(by, home.id, [one.id], SINCE)),
        (DayWrong, lambda: leave_household(by, home.id, one.id, SINCE - timedelta(days=1))),
        (DayWrong, lambda: join_household(by, home.id, alone.id, tomorrow)),
        (AddressUnknown, lambda: form_household(by, [alone.id, far.id], ON)),
        (AddressUnknown, lambda: leave_household(by, uuid4(), one.id, ON)),
        (AddressUnknown, lambda: leave_household(make_cadre(OTHER_VILLAGE), home.id, one.id, ON)),
    ]
    for error, change in refused:
        with nothing_changes("parties"), pytest.raises(error):
            change()


def test_the_database_itself_refuses_a_second_household_and_a_leaving_without_a_reason() -> None:
    one = make_person()
    make_household([one])
    with maintenance("tests"):
        other = Household.objects.create(area=VILLAGE, formed_on=SINCE)
        for wrong in (
            {"joined_on": SINCE},
            {"joined_on": SINCE, "left_on": ON},
            {"joined_on": ON, "left_on": SINCE, "left_by": "moved"},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Membership.objects.create(household=other, person=one, joined_by="formed", **wrong)


@pytest.mark.parametrize(
    ("role", "area"),
    [
        (Role.VILLAGE_CADRE, OTHER_VILLAGE),
        (Role.ACCOUNT_MANAGER, VILLAGE),
        (Role.STATION_KEEPER, VILLAGE),
        (Role.COUNTY_OFFICE, VILLAGE),
        (Role.AUDITOR, VILLAGE),
    ],
)
def test_nobody_else_sees_a_household(role: str, area: str) -> None:
    home = make_household()
    with pytest.raises(AddressUnknown):
        household_page(viewer_for(role, area), home.id)
