"""Who is registered at a desk and looks like somebody registered waits for a person's word as a row of a table does."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bases.accounts_made import COUNTY, make_account, sign_in, viewer_for
from bases.consent_made import make_institution
from bases.parties_made import FAR_VILLAGE, TOWNSHIP, VILLAGE, make_person, make_village
from xiangxin.kernel.ids import check_character
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.verify import verify
from xiangxin.office.intake.actions import decide, decide_duplicate, propose, undo_duplicate
from xiangxin.office.intake.errors import OverrideByAnother
from xiangxin.office.intake.models import Duplicate, Submission
from xiangxin.office.intake.queries import submission
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.parties.models import Asking, Membership, Person

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


def whole(digits: str) -> str:
    return digits + check_character(digits)


THERE = whole("99010119800501012")
SLIP = whole("99010119800501022")
SAME_DAY = whole("99010119800501387")
OF_ANOTHER = whole("99010119710303555")


class Desk:
    """A township's cadre at the page that registers one person."""

    def __init__(self, role: str = Role.TOWNSHIP_CADRE, area: str = TOWNSHIP) -> None:
        make_village()
        make_institution("government")
        institution = None if role == Role.TOWNSHIP_CADRE else make_institution("bank")
        self.account = make_account(role, area, institution)
        self.client = Client()
        self.viewer = sign_in(self.client, self.account)

    def registers(self, number: str, name: str = "张小三", phone: str = "") -> HttpResponse:
        given = {"name": name, "id_number": number, "area": VILLAGE, "phone": phone}
        return self.client.post(reverse("parties:register"), given)  # type: ignore[return-value]

    def said(self, answer: HttpResponse) -> str:
        return self.client.get(answer["Location"]).content.decode()


def persons() -> int:
    with maintenance("tests"):
        return Person.objects.count()


def pairs() -> list[Duplicate]:
    with maintenance("tests"):
        return list(Duplicate.objects.select_related("submission").order_by("found_at"))


@pytest.mark.parametrize(
    ("number", "phone", "signals"),
    [
        (SLIP, "", "name,birth,number,village"),
        (SAME_DAY, "", "name,birth,village"),
        (OF_ANOTHER, "19900000001", "name,phone,village"),
    ],
)
def test_who_looks_like_somebody_is_not_registered_and_waits(number: str, phone: str, signals: str) -> None:
    person, desk = make_person("张小三", number=THERE, phone="19900000001"), Desk()
    answer = desk.registers(number, phone=phone)
    work_off()
    assert persons() == 1
    (found,) = pairs()
    assert (found.person_id, found.row, found.signals, found.decided) == (person.id, 2, signals, "")
    row = found.submission
    assert (row.form, row.channel, row.state, row.rows_new, row.rows_alike) == ("register", "desk", "staged", 1, 1)
    assert answer["Location"] == reverse("intake:submission", args=[row.id])
    told = desk.said(answer)
    assert ("还没有登记" in told, row.number in told, "已登记。" in told) == (True, True, False)
    assert (
        reverse("intake:duplicate", args=[found.id]) in desk.client.get(reverse("intake:duplicates")).content.decode()
    )
    page = desk.client.get(reverse("intake:duplicate", args=[found.id])).content.decode()
    assert (page.count("张*三"), number in page) == (2, False)
    rows = desk.client.get(reverse("intake:rows", args=[row.id, "new"])).content.decode()
    assert ("张*三" in rows, "户号" in rows) == (True, False)
    assert Asking.objects.filter(account=desk.account.id, kind="look_up", found=True).count() == 1
    assert verify().findings == ()


def test_asked_again_the_person_waits_where_they_wait() -> None:
    make_person("张小三", number=THERE)
    desk = Desk()
    first, before = desk.registers(SLIP), pairs()
    again = desk.registers(SLIP)
    work_off()
    assert desk.registers(SLIP)["Location"] == again["Location"] == first["Location"]
    assert [one.id for one in pairs()] == [one.id for one in before]
    with maintenance("tests"):
        assert Submission.objects.count() == 1


def test_nobody_waits_who_only_has_a_name_in_common() -> None:
    make_person("张小三", number=THERE, phone="19900000001")
    desk = Desk()
    told = desk.said(desk.registers(OF_ANOTHER, phone="19900000002"))
    assert ("已登记。" in told, persons(), pairs()) == (True, 2, [])


def test_found_to_be_two_by_another_cadre_they_are_registered_at_the_desk_and_the_word_can_be_taken_back() -> None:
    make_person("张小三", number=THERE)
    desk, keeper = Desk(), viewer_for(Role.VILLAGE_CADRE, VILLAGE)
    desk.registers(SLIP)
    work_off()
    (found,) = pairs()
    with pytest.raises(OverrideByAnother):
        decide_duplicate(desk.viewer, found.id, "different", "both_met")
    decide_duplicate(keeper, found.id, "different", "both_met")
    assert "已登记。" in desk.said(desk.registers(SLIP))
    assert persons() == 2
    undo_duplicate(keeper, found.id)
    assert persons() == 2


def test_found_to_be_two_the_row_may_be_accepted_like_any_and_brings_no_household() -> None:
    make_person("张小三", number=THERE)
    desk, keeper = Desk(), viewer_for(Role.VILLAGE_CADRE, VILLAGE)
    desk.registers(SLIP, phone="19900000003")
    work_off()
    (found,) = pairs()
    decide_duplicate(keeper, found.id, "different", "both_met")
    propose(desk.viewer, found.submission_id, "当面登记")
    decide(viewer_for(Role.COUNTY_OFFICE), found.submission_id, agrees=True)
    work_off()
    assert (submission(desk.viewer, found.submission_id).state, persons()) == ("accepted", 2)
    with maintenance("tests"):
        assert Membership.objects.count() == 0
    assert "这个人以前已经登记，没有改变。" in desk.said(desk.registers(SLIP))


def test_found_to_be_the_same_they_are_refused_with_the_reason() -> None:
    make_person("张小三", number=THERE)
    desk = Desk()
    desk.registers(SLIP)
    work_off()
    (found,) = pairs()
    decide_duplicate(viewer_for(Role.VILLAGE_CADRE, VILLAGE), found.id, "same", "typing_error")
    answer = desk.registers(SLIP)
    assert (answer.status_code, "这个人用另一个号码登记过" in answer.content.decode()) == (422, True)
    assert (persons(), len(pairs())) == (1, 1)


def test_found_to_be_the_same_as_somebody_elsewhere_nothing_is_told_of_them() -> None:
    make_person("张小三", FAR_VILLAGE, number=THERE)
    desk = Desk()
    desk.registers(SLIP)
    work_off()
    (found,) = pairs()
    assert found.signals == "name,birth,number"
    assert "张*三" not in desk.client.get(reverse("intake:duplicates")).content.decode()
    decide_duplicate(viewer_for(Role.VILLAGE_CADRE, FAR_VILLAGE), found.id, "same", "typing_error")
    answer = desk.registers(SLIP)
    assert (answer.status_code, "这个号码不能在这里登记" in answer.content.decode()) == (422, True)


def test_whoever_is_registered_is_told_to_be_registered_already() -> None:
    make_person("张小三", number=THERE)
    told = (desk := Desk()).said(desk.registers(THERE))
    assert ("这个人以前已经登记，没有改变。" in told, "已登记。" in told) == (True, False)


def test_a_bank_learns_of_nobody_who_looks_alike() -> None:
    make_person("张小三", number=THERE)
    desk = Desk(Role.ACCOUNT_MANAGER, COUNTY)
    told = [desk.said(desk.registers(number)).count("已办理：") for number in (SLIP, THERE, OF_ANOTHER)]
    assert (told, persons(), pairs()) == ([1, 1, 1], 3, [])
