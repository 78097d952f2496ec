"""Persons: registered once, corrected by dated rows, never twice, never elsewhere, and told so at the field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from bases.accounts_made import viewer_for
from bases.office_home import PERSON_KEY
from bases.parties_made import (
    FAR_VILLAGE,
    OTHER_VILLAGE,
    SINCE,
    TOWNSHIP,
    VILLAGE,
    id_number,
    make_cadre,
    make_household,
    make_person,
    make_village,
    phone,
)
from bases.unchanged import nothing_changes
from xiangxin.kernel.ids import IdNumber, check_id_number, person_id
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry
from xiangxin.office.parties.actions import (
    NewPerson,
    change_phone,
    correct_death,
    correct_name,
    move_person,
    people,
    record_death,
    register_person,
    verify_phone,
)
from xiangxin.office.parties.errors import (
    AlreadySo,
    AreaNotYours,
    AreaNoVillage,
    DayWrong,
    IdNumberWrong,
    NameDiffers,
    NameWrong,
    PersonDead,
    PhoneWrong,
    RecordDamaged,
)
from xiangxin.office.parties.models import Contact, FormerName, Household, Membership, Person
from xiangxin.office.parties.opening import opened
from xiangxin.office.shell.errors import AddressUnknown, OfficeError

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ON = date(2026, 6, 1)


def row(person: Person) -> Person:
    with maintenance("tests"):
        return Person.objects.get(id=person.id)


def test_a_person_has_the_id_that_the_engine_gives_and_nothing_in_the_clear() -> None:
    number = id_number()
    person = make_person("张小三", number=number, phone=phone(7))
    checked = check_id_number(number)
    assert isinstance(checked, IdNumber)
    assert person.id == person_id(checked, PERSON_KEY)
    kept = row(person)
    assert (kept.birth_on, kept.area, kept.registered_on) == (date(1980, 5, 1), VILLAGE, SINCE)
    assert (opened(kept, "name_sealed"), opened(kept, "id_number_sealed")) == ("张小三", number)
    with maintenance("tests"):
        contact = Contact.objects.get(person=person)
    assert opened(contact, "phone_sealed") == "19900000007"
    cells = b"".join(bytes(value) for value in kept.__dict__.values() if isinstance(value, bytes | memoryview))
    assert number.encode() not in cells
    assert "张小三".encode() not in cells


def test_registering_is_one_act_that_names_the_person_by_id_alone() -> None:
    person = make_person()
    entry = Entry.objects.get(act="parties.person_registered")
    assert (entry.person, entry.area, entry.object) == (person.id, VILLAGE, f"parties.person:{person.id}")


def test_the_same_person_again_is_the_row_that_is_there() -> None:
    number = id_number()
    first = make_person("张 小三", number=number)
    with nothing_changes("parties"):
        again = make_person(" 张  小三 ", number=f" {number.lower()} ")
    assert again == first


@pytest.mark.parametrize(
    ("new", "error", "field"),
    [
        ({"name": ""}, NameWrong, "name"),
        ({"name": "1234"}, NameWrong, "name"),
        ({"name": "张" * 61}, NameWrong, "name"),
        ({"name": "张\x00三"}, NameWrong, "name"),
        ({"name": "<b>张三</b>"}, NameWrong, "name"),
        ({"id_number": ""}, IdNumberWrong, "id_number"),
        ({"id_number": "990101800501001"}, IdNumberWrong, "id_number"),
        ({"id_number": "9.90101E+17"}, IdNumberWrong, "id_number"),
        ({"id_number": id_number(date(2026, 12, 1))}, DayWrong, "id_number"),
        ({"phone": "12"}, PhoneWrong, "phone"),
        ({"phone": "1990000000a"}, PhoneWrong, "phone"),
        ({"area": TOWNSHIP}, AreaNoVillage, "area"),
        ({"area": "99010110020"}, AreaNoVillage, "area"),
        ({"area": "９９０１０１１００２０１"}, AreaNoVillage, "area"),
        ({"area": "990101100999"}, AreaNoVillage, "area"),
        ({"area": FAR_VILLAGE}, AreaNotYours, "area"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_changes_nothing(
    new: dict[str, str], error: type[OfficeError], field: str
) -> None:
    make_village()
    make_village(FAR_VILLAGE)
    by = make_cadre(TOWNSHIP)
    given = {"name": "张小三", "id_number": id_number(), "area": VILLAGE, "phone": "", **new}
    entered = NewPerson(given["name"], given["id_number"], given["area"], given["phone"])
    with nothing_changes("parties"), pytest.raises(error) as refused:
        register_person(by, entered, ON)
    assert refused.value.field == field
    for typed in new.values():
        assert len(typed) < 3 or typed not in refused.value.text.zh + refused.value.text.en


def test_a_day_that_has_not_come_is_refused() -> None:
    make_village()
    with nothing_changes("parties"), pytest.raises(DayWrong):
        register_person(
            make_cadre(VILLAGE), NewPerson("张小三", id_number(), VILLAGE), timezone.localdate() + timedelta(days=1)
        )


def test_names_as_people_have_them_are_taken() -> None:
    for name in ("买买提·艾力", "欧阳娜娜", "Anna-Maria O'Neil", "㐂子", "𠮷野"):
        assert opened(make_person(name), "name_sealed") == name
    assert opened(make_person("买买提•艾力"), "name_sealed") == "买买提·艾力"


def test_a_number_under_another_name_is_told_as_that() -> None:
    number = id_number()
    make_person("张小三", number=number)
    with nothing_changes("parties"), pytest.raises(NameDiffers) as refused:
        make_person("李四", number=number)
    assert "张" not in refused.value.text.zh


def test_a_corrected_name_leaves_the_former_one_with_its_day() -> None:
    person = make_person("张小三")
    by = make_cadre(VILLAGE)
    correct_name(by, person.id, "张大山", ON)
    assert opened(row(person), "name_sealed") == "张大山"
    with maintenance("tests"):
        former = FormerName.objects.get(person=person)
    assert (opened(former, "name_sealed"), former.to_on) == ("张小三", ON)
    with nothing_changes("parties"), pytest.raises(AlreadySo):
        correct_name(by, person.id, "张大山", ON)


def test_a_changed_phone_ends_the_old_one_and_is_not_verified() -> None:
    person = make_person(phone=phone(1))
    by = make_cadre(VILLAGE)
    verify_phone(viewer_for(Role.STATION_KEEPER, VILLAGE), person.id, phone(1), ON)
    change_phone(by, person.id, "199-0000-0002（虚构）", ON)
    with maintenance("tests"):
        rows = list(Contact.objects.filter(person=person).order_by("from_on"))
    assert [(opened(one, "phone_sealed"), one.to_on, one.verified_on) for one in rows] == [
        ("19900000001", ON, ON),
        ("19900000002", None, None),
    ]
    with nothing_changes("parties"), pytest.raises(AlreadySo):
        change_phone(by, person.id, phone(2), ON)


def test_after_a_death_nothing_reaches_the_person_and_nothing_new_is_registered() -> None:
    person, spouse = make_person(phone=phone(3)), make_person("李春梅")
    household = make_household([person, spouse])
    by = make_cadre(VILLAGE)
    record_death(by, person.id, ON)
    with maintenance("tests"):
        assert not Contact.objects.filter(person=person, to_on__isnull=True).exists()
        assert Household.objects.get(id=household.id).contact_id is None
        left = Membership.objects.get(person=person)
        assert (left.left_on, left.left_by) == (ON, "death")
        assert Membership.objects.get(person=spouse).left_on is None
    changes: list[Callable[[], Person]] = [
        lambda: change_phone(by, person.id, phone(4), ON),
        lambda: correct_name(by, person.id, "张大山", ON),
        lambda: record_death(by, person.id, ON),
        lambda: move_person(by, person.id, OTHER_VILLAGE, ON),
    ]
    for change in changes:
        with nothing_changes("parties"), pytest.raises(PersonDead):
            change()
    correct_death(by, person.id)
    assert row(person).died_on is None


def test_the_place_that_lets_go_moves_a_person_and_they_leave_the_household() -> None:
    person = make_person()
    make_household([person])
    make_village(FAR_VILLAGE)
    for nowhere in (TOWNSHIP, "990101999999", "110101001001"):
        with nothing_changes("parties"), pytest.raises(AreaNoVillage):
            move_person(make_cadre(VILLAGE), person.id, nowhere, ON)
    with nothing_changes("parties"), pytest.raises(AddressUnknown):
        move_person(make_cadre(FAR_VILLAGE), person.id, FAR_VILLAGE, ON)
    move_person(make_cadre(VILLAGE), person.id, FAR_VILLAGE, ON)
    assert row(person).area == FAR_VILLAGE
    with maintenance("tests"):
        assert Household.objects.get(memberships__person=person).ended_on == ON
    with nothing_changes("parties"), pytest.raises(AddressUnknown):
        correct_name(make_cadre(VILLAGE), person.id, "张大山", ON)


@pytest.mark.parametrize("role", [Role.COUNTY_OFFICE, Role.AUDITOR, Role.ACCOUNT_MANAGER, Role.SYSTEM_ADMIN])
def test_only_who_keeps_the_register_changes_a_person(role: str) -> None:
    person = make_person()
    for by in (viewer_for(role), make_cadre(make_village(OTHER_VILLAGE))):
        with nothing_changes("parties"), pytest.raises(AddressUnknown):
            correct_name(by, person.id, "张大山", ON)
    with nothing_changes("parties"), pytest.raises(AddressUnknown):
        correct_name(make_cadre(VILLAGE), uuid4(), "张大山", ON)


def test_a_value_moved_from_another_row_is_told_and_not_shown() -> None:
    one, two = make_person("张小三"), make_person("李四")
    with maintenance("tests"):
        Person.objects.filter(id=one.id).update(name_sealed=bytes(two.name_sealed))
    with pytest.raises(RecordDamaged):
        opened(row(one), "name_sealed")


def test_who_comes_second_at_the_same_moment_gets_the_first_one_s_row(monkeypatch: pytest.MonkeyPatch) -> None:
    number = id_number()
    first = make_person("张小三", number=number, phone=phone(9))
    looked = people.known_person
    too_early = [True]  # the second one looked before the first one wrote

    def known(*args: Any) -> Person | None:
        return None if too_early and too_early.pop() else looked(*args)

    monkeypatch.setattr(people, "known_person", known)
    with nothing_changes("parties"):
        assert make_person("张小三", number=number, phone=phone(9)) == first
    assert Entry.objects.filter(act="parties.person_registered").count() == 1
