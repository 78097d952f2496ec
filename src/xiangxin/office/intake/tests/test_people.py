"""What becomes of people of rosters and registers, and that their sender is told no more than they may see."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bases.accounts_made import make_account, sign_in, viewer_for
from bases.consent_made import make_consent, make_institution
from bases.intake_made import ON, accepted, filled, make_agreement, make_provider, send, table
from bases.parties_made import FAR_VILLAGE, TOWNSHIP, VILLAGE, id_number, make_person, make_village
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.consent.models import Consent
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.intake.errors import AgreementNeeded
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.queries import findings_of
from xiangxin.office.parties.actions import leave_household
from xiangxin.office.parties.actions.rosters import delete_expired_contacts
from xiangxin.office.parties.models import Contact, Membership, Person, RosterContact

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


def codes(row: Submission) -> list[tuple[str, int | None]]:
    return [(one.code, one.row) for one in findings_of(row, "", 1)[0]]


def counts(row: Submission) -> tuple[int, int, int, int, int]:
    return row.rows_new, row.rows_changed, row.rows_ended, row.rows_same, row.rows_refused


class TestPeople:
    def bank(self) -> tuple[Institution, Viewer, Viewer]:
        bank = make_institution("bank")
        one, two = (viewer_for(Role.ACCOUNT_MANAGER, institution=bank) for _ in range(2))
        return bank, one, two

    def test_people_of_a_roster_become_contacts_for_the_notice_and_nothing_else(self) -> None:
        known = id_number()
        bank, one, two = self.bank()
        make_consent(make_person("张小三", VILLAGE, number=known).id, "scoring", bank)
        rows = [
            {"name": "赵名册", "id_number": id_number(), "phone": "19900001111", "village_code": VILLAGE},
            {"name": "张小三", "id_number": known, "village_code": VILLAGE},
        ]
        row = send(one, "roster", filled("roster", rows))
        assert counts(row) == (1, 0, 0, 1, 0)
        accepted(one, row, two)
        with maintenance("tests"):
            (contact,) = RosterContact.objects.all()
            assert Person.objects.count() == 1
        assert (contact.receiver_id, contact.area) == (bank.id, VILLAGE)
        assert contact.delete_on > ON
        assert send(one, "roster", filled("roster", rows)).state == "nothing"

    def test_a_roster_tells_nobody_who_is_registered(self) -> None:
        known = id_number()
        bank, one, two = self.bank()
        make_consent(make_person("张小三", VILLAGE, number=known).id, "scoring", make_institution("bank"))
        rows = [
            {"name": name, "id_number": number, "village_code": VILLAGE}
            for name, number in (("张小三", known), ("赵名册", id_number()))
        ]
        row = send(one, "roster", filled("roster", rows))
        assert (counts(row), codes(row)) == ((2, 0, 0, 0, 0), [])
        accepted(one, row, two)
        delete_expired_contacts(timezone.localdate())
        with maintenance("tests"):
            assert RosterContact.objects.filter(receiver=bank).count() == 2

    def test_who_said_no_to_the_bank_is_met_like_somebody_new_left_out_and_counted(self) -> None:
        known = id_number()
        bank, one, two = self.bank()
        consent = make_consent(make_person("张小三", VILLAGE, number=known).id, "scoring", bank)
        with maintenance("tests"):
            Consent.objects.filter(id=consent.id).update(withdrawn_on=ON)
        rows = [
            {"name": name, "id_number": number, "phone": "19900001111", "village_code": VILLAGE}
            for name, number in (("张小三", known), ("李名册", id_number()))
        ]
        row = send(one, "roster", filled("roster", rows))
        assert (counts(row), codes(row)) == ((2, 0, 0, 0, 0), [])
        assert accepted(one, row, two).left_out == 1
        with maintenance("tests"):
            assert RosterContact.objects.count() == 1

    def test_who_is_registered_outside_the_senders_area_is_met_like_somebody_new(self) -> None:
        number, unknown = id_number(), id_number()
        make_person("李远方", FAR_VILLAGE, number=number)
        make_village(VILLAGE)
        make_institution("government")
        cadre, other = viewer_for(Role.VILLAGE_CADRE, VILLAGE), viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP)
        rows = [
            {"name": name, "id_number": one, "village_code": VILLAGE, "household_no": "8", "income_yearly_fen": 30000}
            for name, one in (("李远方", number), ("李新来", unknown))
        ]
        row = send(cadre, "register", filled("register", rows))
        assert (counts(row), codes(row)) == ((2, 0, 0, 0, 0), [("values_left_out", 2), ("values_left_out", 3)])
        accepted(cadre, row, other)
        assert (row.left_out, row.left_alike) == (1, 0)
        with maintenance("tests"):
            assert sorted(Person.objects.values_list("area", flat=True)) == sorted([VILLAGE, FAR_VILLAGE])

    def test_who_is_registered_in_another_village_of_the_senders_area_comes_back(self) -> None:
        number = id_number()
        make_person("李邻村", VILLAGE, number=number)
        near = VILLAGE[:9] + "299"
        make_village(near)
        make_institution("government")
        rows = [{"name": "李邻村", "id_number": number, "village_code": near, "household_no": "8"}]
        row = send(viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP), "register", filled("register", rows))
        assert (counts(row), codes(row)) == ((0, 0, 0, 0, 1), [("registered_elsewhere", 2)])

    def test_a_roster_of_another_township_comes_back(self) -> None:
        make_village(FAR_VILLAGE)
        make_village(VILLAGE)
        bank = make_institution("bank")
        manager = viewer_for(Role.ACCOUNT_MANAGER, TOWNSHIP, bank)
        rows = [{"name": "赵名册", "id_number": id_number(), "village_code": FAR_VILLAGE}]
        row = send(manager, "roster", filled("roster", rows))
        assert (row.state, counts(row), codes(row)) == ("nothing", (0, 0, 0, 0, 1), [("area_beyond", 2)])

    def test_another_telephone_or_household_in_a_later_register_is_told_and_changes_nothing(self) -> None:
        make_village(VILLAGE)
        make_institution("government")
        client, other = Client(), viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP)
        cadre = sign_in(client, make_account(Role.VILLAGE_CADRE, VILLAGE))
        rows = [
            {"name": name, "id_number": id_number(), "village_code": VILLAGE, "household_no": "8", "phone": phone}
            for name, phone in (("张小三", "19900001234"), ("李小四", ""))
        ]
        accepted(cadre, send(cadre, "register", filled("register", rows)), other)
        with maintenance("tests"):
            before = [*Membership.objects.values_list("person", "household")], [*Contact.objects.values_list("person")]
        changed = [rows[0] | {"phone": "19900009999"}, rows[1] | {"household_no": "77", "phone": "19900005678"}]
        row = send(cadre, "register", filled("register", changed))
        assert (row.state, counts(row)) == ("nothing", (0, 0, 0, 2, 0))
        assert codes(row) == [("phone_differs", 2), ("phone_differs", 3), ("household_differs", 3)]
        page = client.get(reverse("intake:submission", args=[row.id])).content.decode()
        assert "有的内容要在别处改" in page
        assert "和档案里的一样" not in page
        again = send(cadre, "register", filled("register", [rows[0], rows[1] | {"phone": ""}]))
        assert (again.state, codes(again)) == ("nothing", [])
        with maintenance("tests"):
            assert before == (
                [*Membership.objects.values_list("person", "household")], [*Contact.objects.values_list("person")],
            )  # fmt: skip

    def test_a_number_whose_household_has_ended_means_the_one_that_a_newcomer_opened(self) -> None:
        make_village(VILLAGE)
        make_institution("government")
        cadre, other = viewer_for(Role.VILLAGE_CADRE, VILLAGE), viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP)
        rows = [
            {"name": name, "id_number": id_number(), "village_code": VILLAGE, "household_no": "8"}
            for name in ("张小三", "李小四")
        ]
        accepted(cadre, send(cadre, "register", filled("register", rows[:1])), other)
        with maintenance("tests"):
            first = Membership.objects.get()
        leave_household(cadre, first.household_id, first.person_id, ON)
        accepted(cadre, send(cadre, "register", filled("register", rows[1:])), other)
        with maintenance("tests"):
            (second,) = Membership.objects.filter(left_on=None).select_related("household")
            assert (second.household_id == first.household_id, second.household.ended_on) == (False, None)
        again = send(cadre, "register", filled("register", rows))
        assert codes(again) == [("household_differs", 2)]

    def test_a_register_brings_what_the_person_supplies_and_names_the_form_of_everything_else(self) -> None:
        number = id_number()
        make_village(VILLAGE)
        make_institution("government")
        cadre, other = viewer_for(Role.VILLAGE_CADRE, VILLAGE), viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP)
        make_consent(make_person("张小三", VILLAGE, number=number).id, "evaluation", None, "file")
        heads = ["姓名", "公民身份号码", "村（社区）", "户号", "水电按时缴费", "社会保险按时缴费", "与本行往来月数",
                 "省级农村信用系统得分", "居住有证明"]  # fmt: skip
        row = send(cadre, "register", table(heads, [["张小三", number, VILLAGE, "8", "否", "否", "3", "45", "是"]]))
        told = {one.field: one.why.zh for one in findings_of(row, "column_elsewhere", 1)[0]}
        assert told == {
            "水电按时缴费": "不由本人提供，由掌握它的单位用“水电通信缴费”报送。",
            "社会保险按时缴费": "不由本人提供，由掌握它的单位用“社会保险缴费”报送。",
            "与本行往来月数": "不由本人提供，由掌握它的单位用“与本行往来月数”报送。",
            "省级农村信用系统得分": "不由本人提供，由掌握它的单位用“省级农村信用系统得分”报送。",
        }
        assert {one.code for one in findings_of(row, "", 1)[0]} == {"column_elsewhere", "household_differs"}
        accepted(cadre, row, other)
        with maintenance("tests"):
            assert [(fact.kind, fact.value) for fact in Fact.objects.all()] == [("residence_shown", "true")]

    def test_what_others_than_the_person_supply_comes_by_its_own_form(self) -> None:
        number = id_number()
        person = make_person("张小三", VILLAGE, number=number).id
        bank = make_institution("bank")
        make_consent(person, receiver=bank)
        make_consent(person, "evaluation", None, "file")
        one, two = (viewer_for(Role.ACCOUNT_MANAGER, institution=bank) for _ in range(2))
        province = make_provider()
        base = {"id_number": number, "name": "张小三", "as_of": date(2026, 5, 31)}
        own = filled("months_with_bank", [base | {"months_with_bank": 36}])
        accepted(one, send(one, "months_with_bank", own), two)
        score = filled("provincial_score", [base | {"provincial_score_centi": 45}])
        with pytest.raises(AgreementNeeded):
            send(province, "provincial_score", score)
        row = send(province, "provincial_score", score, make_agreement(province))
        accepted(province, row, viewer_for(Role.COUNTY_OFFICE))
        with maintenance("tests"):
            found = {fact.kind: (fact.value, fact.source_id) for fact in Fact.objects.all()}
        assert found == {"months_with_bank": ("36", bank.id), "provincial_score": ("4500", province.institution)}

    def test_a_cadres_register_registers_households_and_keeps_no_income_without_consent(self) -> None:
        make_village(VILLAGE)
        make_institution("government")
        cadre, other = viewer_for(Role.VILLAGE_CADRE, VILLAGE), viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP)
        rows = [
            {
                "name": name, "id_number": id_number(), "village_code": VILLAGE, "household_no": "8",
                "phone": "19900001234", "income_yearly_fen": 30000,
            }
            for name in ("张小三", "李小四")
        ]  # fmt: skip
        row = send(cadre, "register", filled("register", rows))
        assert (counts(row), codes(row)) == ((2, 0, 0, 0, 0), [("values_left_out", 2), ("values_left_out", 3)])
        accepted(cadre, row, other)
        with maintenance("tests"):
            assert (Person.objects.count(), Membership.objects.count(), Fact.objects.count()) == (2, 2, 0)
            person = Person.objects.order_by("id")[0].id
        again = send(cadre, "register", filled("register", rows))
        assert (again.state, counts(again)) == ("nothing", (0, 0, 0, 2, 0))
        for field_class in ("file", "income_property"):
            make_consent(person, "evaluation", None, field_class)
        third = send(cadre, "register", filled("register", rows))
        assert counts(third) == (1, 0, 0, 1, 0)
        accepted(cadre, third, other)
        with maintenance("tests"):
            assert [(fact.kind, fact.value) for fact in Fact.objects.all()] == [("income_yearly", "3000000")]
