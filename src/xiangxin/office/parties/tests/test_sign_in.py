"""A household comes in by phone and second fact: the register finds whose phone it is, never by the phone alone."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from bases.accounts_made import make_account, viewer_for
from bases.consent_made import make_institution
from bases.parties_made import FAR_VILLAGE, VILLAGE, id_number, make_cadre, make_person, phone
from xiangxin.office.accounts import phone as texts
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.household import Found, finder
from xiangxin.office.accounts.models import Account
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.parties.actions import change_phone, correct_death, record_death, verify_phone
from xiangxin.office.parties.errors import AlreadySo
from xiangxin.office.parties.household import Finder
from xiangxin.office.parties.models import Contact, Person
from xiangxin.office.parties.opening import opened
from xiangxin.office.shell.errors import AddressUnknown, NotAllowed

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ON = date(2026, 6, 1)
Captured = Any
"""pytest-django's fixture that runs what waits for the end of a transaction."""


def test_the_office_asks_this_room() -> None:
    assert isinstance(finder(), Finder)


def verify(person: Person) -> None:
    with maintenance("tests"):
        number = opened(Contact.objects.get(person=person, to_on=None), "phone_sealed")
    verify_phone(viewer_for(Role.STATION_KEEPER, VILLAGE), person.id, number, timezone.localdate())


def test_a_phone_that_only_others_wrote_down_opens_nothing() -> None:
    person = make_person(phone=phone(9))
    assert list(finder().by_phone(phone(9))) == []
    for role in (Role.VILLAGE_CADRE, Role.ACCOUNT_MANAGER):
        with pytest.raises(NotAllowed):
            verify_phone(viewer_for(role, VILLAGE), person.id, phone(9), timezone.localdate())
    with pytest.raises(AddressUnknown):
        verify_phone(viewer_for(Role.STATION_KEEPER, FAR_VILLAGE), person.id, phone(9), timezone.localdate())
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


def test_the_second_fact_is_the_whole_number_and_never_what_masked_cards_show() -> None:
    number = id_number()
    person = make_person(number=number)
    for typed in (number, number.lower(), f"{number[:6]} {number[6:14]}-{number[14:]}"):
        assert finder().has_number(person.id, typed)
    for typed in ("", number[-4:], number[:4] + number[-4:], id_number(), "一二三"):
        assert not finder().has_number(person.id, typed)


def test_digits_that_stand_on_the_card_are_known_as_such() -> None:
    number = id_number()
    person = make_person(number=number)
    assert finder().is_seen_in(person.id, number[-4:])
    assert finder().is_seen_in(person.id, number[6:10])
    assert not finder().is_seen_in(person.id, "7391")
    assert not finder().is_seen_in(uuid4(), number[-4:])


def test_a_number_that_a_station_wrote_down_stands_on_its_word_until_the_register_says_the_same() -> None:
    station = make_institution("station")
    keeper = viewer_for(Role.STATION_KEEPER, VILLAGE, station)
    person = make_person(phone=phone(9))
    verify_phone(keeper, person.id, phone(8), timezone.localdate())
    assert list(finder().by_phone(phone(8))) == [Found(person.id, VILLAGE, station.id)]
    change_phone(make_cadre(VILLAGE), person.id, phone(8), timezone.localdate())
    assert list(finder().by_phone(phone(8))) == [Found(person.id, VILLAGE)]
    with pytest.raises(AlreadySo):
        change_phone(make_cadre(VILLAGE), person.id, phone(8), timezone.localdate())


def test_a_phone_of_somebody_whom_a_keeper_registered_stands_on_the_station_s_word_too() -> None:
    station = make_institution("station")
    keeper = viewer_for(Role.STATION_KEEPER, VILLAGE, station)
    person = make_person(phone=phone(7), by=keeper)
    verify_phone(keeper, person.id, phone(7), timezone.localdate())
    assert list(finder().by_phone(phone(7))) == [Found(person.id, VILLAGE, station.id)]


def test_a_verified_number_that_is_replaced_is_told_and_an_unverified_one_is_not(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Captured
) -> None:
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(texts, "deliver", lambda number, words: told.append((number, words)))
    keeper, person = viewer_for(Role.STATION_KEEPER, VILLAGE), make_person(phone=phone(1))
    with django_capture_on_commit_callbacks(execute=True):
        verify_phone(keeper, person.id, phone(2), timezone.localdate())
    assert told == []
    with django_capture_on_commit_callbacks(execute=True):
        verify_phone(keeper, person.id, phone(3), timezone.localdate())
        change_phone(make_cadre(VILLAGE), person.id, phone(4), timezone.localdate())
    assert [number for number, _ in told] == [phone(2), phone(3)]
    assert all("不再是您的登记手机" in words for _, words in told)


def test_who_has_died_is_not_found_and_the_account_is_shut_until_it_was_a_mistake() -> None:
    number = id_number()
    person = make_person(number=number, phone=phone(5))
    account = make_account(Role.HOUSEHOLD, VILLAGE, person=person.id)
    by = make_cadre(VILLAGE)
    record_death(by, person.id, ON)
    assert list(finder().by_phone(phone(5))) == []
    assert not finder().has_number(person.id, number)
    assert not Account.objects.get(id=account.id).is_active
    correct_death(by, person.id)
    assert Account.objects.get(id=account.id).is_active
    assert finder().has_number(person.id, number)
