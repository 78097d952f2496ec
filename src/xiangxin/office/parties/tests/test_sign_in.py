"""A household comes in by phone and second fact: the register finds whose phone it is, never by the phone alone."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from bases.accounts_made import make_account, viewer_for
from bases.parties_made import FAR_VILLAGE, VILLAGE, id_number, make_cadre, make_person, phone
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.household import Found, finder
from xiangxin.office.accounts.models import Account
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.parties.actions import change_phone, correct_death, record_death, verify_phone
from xiangxin.office.parties.household import Finder
from xiangxin.office.parties.models import Contact, Person
from xiangxin.office.shell.errors import AddressUnknown, NotAllowed

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ON = date(2026, 6, 1)


def test_the_office_asks_this_room() -> None:
    assert isinstance(finder(), Finder)


def verify(person: Person) -> None:
    with maintenance("tests"):
        contact = Contact.objects.get(person=person, to_on=None)
    verify_phone(viewer_for(Role.STATION_KEEPER, VILLAGE), contact.id, timezone.localdate())


def test_a_phone_that_only_others_wrote_down_opens_nothing() -> None:
    person = make_person(phone=phone(9))
    assert list(finder().by_phone(phone(9))) == []
    with maintenance("tests"):
        contact = Contact.objects.get(person=person)
    for role in (Role.VILLAGE_CADRE, Role.ACCOUNT_MANAGER):
        with pytest.raises(NotAllowed):
            verify_phone(viewer_for(role, VILLAGE), contact.id, timezone.localdate())
    with pytest.raises(AddressUnknown):
        verify_phone(viewer_for(Role.STATION_KEEPER, FAR_VILLAGE), contact.id, timezone.localdate())
    assert list(finder().by_phone(phone(9))) == []
    verify(person)
    assert [who.person for who in finder().by_phone(phone(9))] == [person.id]
    change_phone(make_cadre(VILLAGE), person.id, phone(8), timezone.localdate())
    assert list(finder().by_phone(phone(8))) == list(finder().by_phone(phone(9))) == []


def test_a_phone_finds_everybody_who_has_it_now() -> None:
    one, two = make_person(phone=phone(1)), make_person("李春梅", phone="199 0000 0001")
    make_person("王五", phone=phone(2))
    verify(one)
    verify(two)
    found = finder().by_phone("19900000001")
    assert set(found) == {Found(one.id, VILLAGE), Found(two.id, VILLAGE)}
    assert {note.person for note in PendingRead.objects.filter(what="parties.sign_in_phone")} == {one.id, two.id}
    change_phone(make_cadre(VILLAGE), one.id, phone(3), timezone.localdate())
    assert [who.person for who in finder().by_phone("19900000001")] == [two.id]
    assert list(finder().by_phone("x")) == list(finder().by_phone(phone(4))) == []


def test_the_second_fact_is_the_ending_of_the_number() -> None:
    number = id_number()
    person = make_person(number=number)
    assert finder().has_ending(person.id, number[-4:])
    assert finder().has_ending(person.id, f" {number[-4:].lower()} ")
    wrong = "0000" if number[-4:] != "0000" else "1111"
    assert not finder().has_ending(person.id, wrong)
    assert not finder().has_ending(person.id, "")
    assert not finder().has_ending(person.id, number)


def test_who_has_died_is_not_found_and_the_account_is_shut_until_it_was_a_mistake() -> None:
    number = id_number()
    person = make_person(number=number, phone=phone(5))
    account = make_account(Role.HOUSEHOLD, VILLAGE, person=person.id)
    by = make_cadre(VILLAGE)
    record_death(by, person.id, ON)
    assert list(finder().by_phone(phone(5))) == []
    assert not finder().has_ending(person.id, number[-4:])
    assert not Account.objects.get(id=account.id).is_active
    correct_death(by, person.id)
    assert Account.objects.get(id=account.id).is_active
    assert finder().has_ending(person.id, number[-4:])
