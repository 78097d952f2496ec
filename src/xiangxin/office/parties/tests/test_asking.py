"""Asking about one person: the whole number only, masked, thirty an hour, then locked; whole values with a reason."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from bases.accounts_made import viewer_for
from bases.parties_made import OTHER_VILLAGE, VILLAGE, id_number, make_cadre, make_person, make_village, phone
from bases.unchanged import nothing_changes
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry, PendingRead
from xiangxin.office.parties.actions import lift_lock, look_up, record_death, unmask
from xiangxin.office.parties.choices import Sealed
from xiangxin.office.parties.errors import AlreadySo, AskedTooOften, IdNumberWrong, OwnLock, ReasonMissing
from xiangxin.office.parties.models import Asking, AskingLock, Unmasking
from xiangxin.office.parties.opening import opened
from xiangxin.office.shell.errors import AddressUnknown, NotAllowed

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)


def use_up(by: Viewer, number: str) -> None:
    for _ in range(30):
        look_up(by, number)


def test_a_person_is_found_by_the_whole_number_and_shown_masked() -> None:
    number = id_number(date(1980, 5, 1), 123)
    person = make_person("张小三", number=number)
    card = look_up(make_cadre(VILLAGE), f" {number} ")
    assert card is not None
    assert (card.id, card.name, card.id_number, card.birth_year) == (
        person.id,
        "张*三",
        f"9901**********{number[-4:]}",
        1980,
    )
    note = PendingRead.objects.get(what="parties.look_up")
    assert (note.person, note.fields) == (person.id, "area,birth_year,id_number,name")


def test_somebody_of_another_village_and_somebody_who_is_not_there_look_the_same() -> None:
    number = id_number()
    make_person(area=OTHER_VILLAGE, number=number)
    by = make_cadre(make_village())
    assert look_up(by, number) is None
    assert look_up(by, id_number()) is None
    assert list(Asking.objects.values_list("found", flat=True)) == [False, False]


def test_a_bank_does_not_find_who_did_not_consent() -> None:
    number = id_number()
    make_person(number=number)
    assert look_up(viewer_for(Role.ACCOUNT_MANAGER), number) is None


@pytest.mark.parametrize("typed", ["", "张小三", "990101", "9901011980050100", "%", "990101198005010__X"])
def test_half_a_number_finds_nobody_and_costs_nothing(typed: str) -> None:
    with pytest.raises(IdNumberWrong):
        look_up(make_cadre(make_village()), typed)
    assert Asking.objects.count() == 0


@pytest.mark.parametrize("role", [Role.COUNTY_OFFICE, Role.SYSTEM_ADMIN, Role.PANEL_MEMBER, Role.DATA_PROVIDER])
def test_posts_that_read_no_persons_cannot_ask(role: str) -> None:
    with pytest.raises(NotAllowed):
        look_up(viewer_for(role), id_number())


def test_the_thirty_first_question_of_an_hour_locks_and_somebody_is_told(caplog: pytest.LogCaptureFixture) -> None:
    number = id_number()
    make_person(number=number)
    by = make_cadre(VILLAGE)
    with time_machine.travel(NOW, tick=False):
        use_up(by, number)
        with caplog.at_level(logging.WARNING), pytest.raises(AskedTooOften):
            look_up(by, number)
        assert [record.message for record in caplog.records] == ["asking_locked"]
        assert number not in caplog.text
    with time_machine.travel(NOW + timedelta(hours=2), tick=False), pytest.raises(AskedTooOften):
        look_up(by, number)
    assert Asking.objects.count() == 30
    assert AskingLock.objects.filter(account=by.account, kind="look_up").count() == 1
    assert PendingRead.objects.filter(what="parties.look_up").count() == 30
    assert Entry.objects.filter(act="parties.asked").count() == 32
    assert look_up(make_cadre(VILLAGE), number) is not None


def test_thirty_an_hour_is_no_lock_when_the_hour_has_passed() -> None:
    by = make_cadre(make_village())
    with time_machine.travel(NOW, tick=False):
        use_up(by, id_number())
    with time_machine.travel(NOW + timedelta(minutes=60), tick=False):
        assert look_up(by, id_number()) is None


def test_somebody_else_lifts_a_lock_and_nobody_their_own() -> None:
    by, admin = make_cadre(make_village()), viewer_for(Role.SECURITY_ADMIN)
    use_up(by, id_number())
    with pytest.raises(AskedTooOften):
        look_up(by, id_number())
    lock = AskingLock.objects.get()
    with pytest.raises(OwnLock):
        lift_lock(by, lock.id)
    lift_lock(admin, lock.id)
    assert look_up(by, id_number()) is None
    with pytest.raises(AlreadySo):
        lift_lock(admin, lock.id)
    with pytest.raises(AddressUnknown):
        lift_lock(admin, uuid4())


def test_whole_values_are_shown_with_a_reason_that_the_person_can_read() -> None:
    number = id_number()
    person = make_person("张小三", number=number, phone=phone(5))
    by = make_cadre(VILLAGE)
    values = unmask(by, person.id, [Sealed.PHONE, Sealed.ID_NUMBER], "document", " 填写  借款合同 ")
    assert values == {Sealed.ID_NUMBER: number, Sealed.PHONE: "19900000005"}
    with maintenance("tests"):
        row = Unmasking.objects.get()
        assert (row.person_id, row.account, row.fields, row.why) == (
            person.id,
            by.account,
            "id_number,phone",
            "document",
        )
        assert opened(row, "words_sealed") == "填写 借款合同"
    note = PendingRead.objects.get(what="parties.unmask")
    assert (note.person, note.fields) == (person.id, "id_number_whole,phone_whole")
    entry = Entry.objects.get(act="parties.unmasked")
    assert (entry.person, entry.area) == (person.id, VILLAGE)


@pytest.mark.parametrize(
    ("fields", "why", "words"),
    [
        ([], "document", "填写借款合同"),
        ([Sealed.NAME], "curiosity", "填写借款合同"),
        ([Sealed.NAME], "", "填写借款合同"),
        ([Sealed.NAME], "document", "看看"),
        ([Sealed.NAME], "document", "长" * 201),
    ],
)
def test_without_a_reason_nothing_is_shown(fields: list[Sealed], why: str, words: str) -> None:
    person = make_person()
    with nothing_changes("parties"), pytest.raises(ReasonMissing):
        unmask(make_cadre(VILLAGE), person.id, fields, why, words)
    assert PendingRead.objects.filter(what="parties.unmask").count() == 0


def test_the_thirty_first_whole_value_of_an_hour_is_not_shown() -> None:
    person, by = make_person(), make_cadre(VILLAGE)
    for _ in range(30):
        unmask(by, person.id, [Sealed.NAME], "identity", "当面核对")
    with nothing_changes("parties"), pytest.raises(AskedTooOften):
        unmask(by, person.id, [Sealed.NAME], "identity", "当面核对")


def test_nobody_unmasks_who_is_not_open_to_them() -> None:
    person = make_person()
    for by in (viewer_for(Role.ACCOUNT_MANAGER), make_cadre(make_village(OTHER_VILLAGE))):
        with nothing_changes("parties"), pytest.raises(AddressUnknown):
            unmask(by, person.id, [Sealed.NAME], "identity", "当面核对")


def test_a_death_leaves_no_phone_to_show() -> None:
    person, by = make_person(phone=phone(6)), make_cadre(VILLAGE)
    record_death(by, person.id, date(2026, 6, 1))
    assert unmask(by, person.id, [Sealed.PHONE], "contact", "联系家属") == {Sealed.PHONE: ""}
