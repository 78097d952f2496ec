"""The form that registers people answers no questions: each hit counts, is noted, and tells only who keeps them."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from bases.accounts_made import COUNTY, make_account, sign_in
from bases.consent_made import make_institution
from bases.parties_made import OTHER_VILLAGE, TOWNSHIP, VILLAGE, id_number, make_cadre, make_person, make_village
from bases.unchanged import nothing_changes
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.parties.actions import NewPerson, look_up, register_person
from xiangxin.office.parties.errors import AskedTooOften, NameDiffers, NumberNotTaken, RegisteredElsewhere
from xiangxin.office.parties.models import Asking, AskingLock, Person
from xiangxin.office.shell.errors import OfficeError

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ON = date(2026, 6, 1)


def refused(by: Viewer, name: str, number: str, area: str = VILLAGE) -> OfficeError:
    with nothing_changes("parties"), pytest.raises(OfficeError) as told:
        register_person(by, NewPerson(name, number, area), ON)
    return told.value


def questions(by: Viewer) -> int:
    return Asking.objects.filter(account=by.account, kind="look_up", found=True).count()


def test_who_keeps_the_register_elsewhere_is_told_the_same_whatever_matches() -> None:
    number = id_number()
    person = make_person("张小三", area=OTHER_VILLAGE, number=number)
    make_village()
    by = make_cadre(VILLAGE)
    right, wrong = refused(by, "张小三", number), refused(by, "李四", number)
    assert (type(right), type(wrong), right.field, wrong.field) == (
        NumberNotTaken,
        NumberNotTaken,
        "id_number",
        "id_number",
    )
    assert (right.text.zh, right.text.en) == (wrong.text.zh, wrong.text.en)
    assert questions(by) == 2
    notes = PendingRead.objects.filter(what="parties.registering", person=person.id)
    assert [(one.purpose, one.ground, one.fields) for one in notes] == [("register", "duty", "registered")] * 2


def test_who_keeps_the_register_here_is_told_what_differs_and_each_time_counts() -> None:
    number, elsewhere = id_number(), id_number()
    person = make_person("张小三", number=number)
    make_person("王五", area=OTHER_VILLAGE, number=elsewhere)
    by = make_cadre(TOWNSHIP)
    assert type(refused(by, "李四", number)) is NameDiffers
    assert type(refused(by, "王五", elsewhere)) is RegisteredElsewhere
    with nothing_changes("parties"):
        assert register_person(by, NewPerson("张小三", number, VILLAGE), ON).id == person.id
    assert questions(by) == 3
    notes = PendingRead.objects.filter(what="parties.registering", person=person.id)
    assert {one.fields for one in notes} == {"area,name,registered"}


@pytest.mark.parametrize("role", [Role.ACCOUNT_MANAGER, Role.STATION_KEEPER])
def test_to_a_bank_and_a_station_somebody_new_and_somebody_registered_look_the_same(role: str) -> None:
    number = id_number()
    make_person("张小三", number=number)
    far = id_number()
    make_person("王五", area=OTHER_VILLAGE, number=far)
    kind = "bank" if role == Role.ACCOUNT_MANAGER else "station"
    account = make_account(role, COUNTY, make_institution(kind))
    client = Client()
    sign_in(client, account)
    seen = []
    for name, typed in (("张小三", number), ("李四", number), ("王五", far), ("赵六", id_number())):
        given = {"name": name, "id_number": typed, "area": VILLAGE, "phone": ""}
        answer = client.post(reverse("parties:register"), given)
        page = client.get(answer["Location"]).content.decode()
        seen.append((answer.status_code, answer["Location"], "登记过的没有改变" in page, name in page))
    assert seen == [(302, reverse("parties:register"), True, False)] * 4
    with maintenance("tests"):
        assert Person.objects.count() == 3
    assert Asking.objects.filter(account=account.id, kind="look_up", found=True).count() == 3


def test_registering_and_looking_up_use_one_allowance_and_whoever_is_locked_learns_nothing_more() -> None:
    number = id_number()
    make_person("张小三", area=OTHER_VILLAGE, number=number)
    make_village()
    by = make_cadre(VILLAGE)
    for _ in range(15):
        refused(by, "张小三", number)
        look_up(by, number)
    assert type(refused(by, "张小三", number)) is AskedTooOften
    assert AskingLock.objects.filter(account=by.account, kind="look_up").count() == 1
    assert type(refused(by, "赵六", id_number())) is AskedTooOften
    assert questions(by) + Asking.objects.filter(account=by.account, found=False).count() == 30


def test_somebody_new_costs_nothing() -> None:
    make_village()
    by = make_cadre(VILLAGE)
    for _ in range(31):
        register_person(by, NewPerson("张小三", id_number(), VILLAGE), ON)
    assert Asking.objects.count() == 0


def test_everything_that_is_wrong_is_told_at_once_at_its_field() -> None:
    make_village()
    client = Client()
    sign_in(client, make_account(Role.VILLAGE_CADRE, VILLAGE))
    given = {"name": "12345", "id_number": "990101", "phone": "12", "area": "990101999999"}
    with nothing_changes("parties"):
        answer = client.post(reverse("parties:register"), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    for field, said in (("name", "姓名不能用"), ("id_number", "不是 18 位"), ("phone", "电话号码不对"), ("area", "")):
        assert (field, f'id="id_{field}_error"' in page, said in page) == (field, True, True)


def test_nobody_found_is_not_nobody_registered() -> None:
    make_village()
    client = Client()
    sign_in(client, make_account(Role.VILLAGE_CADRE, VILLAGE))
    address = reverse("parties:people", args=[VILLAGE])
    empty = client.post(address, {"wanted": "李四"}).content.decode()
    assert ("这里还没有登记的人" in empty, "没有符合的人" in empty) == (True, False)
    make_person("张小三")
    for wanted, told in (("李四", (False, True)), ("张", (False, False)), ("", (False, False))):
        page = client.post(address, {"wanted": wanted}).content.decode()
        assert ("这里还没有登记的人" in page, "没有符合的人" in page) == told
