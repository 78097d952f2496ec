"""What of a submission enters is what was told: whom the register refuses comes back, and what entered is counted."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bases.accounts_made import make_account, sign_in, viewer_for
from bases.consent_made import make_consent, make_institution
from bases.intake_made import ON, accepted, filled, send
from bases.parties_made import FAR_VILLAGE, TOWNSHIP, VILLAGE, id_number, make_person, make_village
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.context import maintenance
from xiangxin.office.consent.models import Consent
from xiangxin.office.intake.queries import findings_of
from xiangxin.office.parties.checks import born_by, id_number_of
from xiangxin.office.parties.errors import DayWrong

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


def cadre_at(client: Client) -> Viewer:
    make_village(VILLAGE)
    make_institution("government")
    return sign_in(client, make_account(Role.VILLAGE_CADRE, VILLAGE))


def newcomer(name: str, number: str, **more: object) -> dict[str, object]:
    return {"name": name, "id_number": number, "village_code": VILLAGE, "household_no": "8", **more}


UNBORN, LONG_DEAD = date(2030, 1, 1), date(1899, 12, 31)


@pytest.mark.parametrize("birth_on", [UNBORN, LONG_DEAD])
@pytest.mark.parametrize(("form", "column"), [("register", "公民身份号码"), ("roster", "身份证号码")])
def test_whom_the_register_cannot_take_for_the_birth_date_comes_back_in_its_words(
    birth_on: date, form: str, column: str
) -> None:
    number = id_number(birth_on)
    make_village(VILLAGE)
    make_institution("government")
    by = viewer_for(Role.VILLAGE_CADRE, VILLAGE)
    if form == "roster":
        by = viewer_for(Role.ACCOUNT_MANAGER, institution=make_institution("bank"))
    cells = newcomer("张小三", number)
    if form == "roster":
        del cells["household_no"]
    row = send(by, form, filled(form, [cells]))
    assert (row.state, row.rows_new, row.rows_refused) == ("nothing", 0, 1)
    (told,) = findings_of(row, "", 1)[0]
    with pytest.raises(DayWrong) as refused:
        born_by(id_number_of(number), ON)
    assert (told.code, told.field, told.row, str(told.effect)) == ("day_wrong", column, 2, "row")
    assert told.why == refused.value.finding.why
    assert told.why.zh == "不能晚于 2026-06-01，也不能早于 1900-01-01。"


def test_a_page_says_how_many_rows_entered_and_beside_it_how_many_did_not() -> None:
    client, far = Client(), id_number()
    make_person("李远方", FAR_VILLAGE, number=far)
    cadre, other = cadre_at(client), viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP)
    rows = [newcomer("李远方", far), newcomer("李新来", id_number())]
    row = accepted(cadre, send(cadre, "register", filled("register", rows)), other)
    assert (row.rows_new, row.rows_entered, row.left_out) == (2, 1, 1)
    page = client.get(reverse("intake:submission", args=[row.id])).content.decode()
    assert "1 行已于 2026年6月1日" in page
    assert "另有 1 条没有写入" in page
    alone = accepted(cadre, send(cadre, "register", filled("register", rows[:1])), other)
    assert (alone.rows_new, alone.rows_entered, alone.left_out) == (1, 0, 1)
    page = client.get(reverse("intake:submission", args=[alone.id])).content.decode()
    assert "一行也没有写入" in page
    assert "行已于" not in page


def test_of_a_roster_only_those_who_came_onto_the_list_entered() -> None:
    known, bank = id_number(), make_institution("bank")
    one, two = (viewer_for(Role.ACCOUNT_MANAGER, institution=bank) for _ in range(2))
    consent = make_consent(make_person("张小三", VILLAGE, number=known).id, "scoring", bank)
    with maintenance("tests"):
        Consent.objects.filter(id=consent.id).update(withdrawn_on=ON)
    rows = [
        {"name": name, "id_number": number, "village_code": VILLAGE}
        for name, number in (("张小三", known), ("李名册", id_number()))
    ]
    row = accepted(one, send(one, "roster", filled("roster", rows)), two)
    assert (row.rows_new, row.rows_entered, row.left_out) == (2, 1, 1)


def test_a_row_of_values_entered_where_one_of_them_did() -> None:
    number = id_number()
    person = make_person("张小三", VILLAGE, number=number)
    make_consent(person.id, "evaluation", None, "file")
    income = make_consent(person.id, "evaluation", None, "income_property")
    cadre, other = cadre_at(Client()), viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP)
    cells = newcomer("张小三", number, income_yearly_fen=30000, residence_shown="是")
    row = send(cadre, "register", filled("register", [cells]))
    with maintenance("tests"):
        Consent.objects.filter(id=income.id).update(withdrawn_on=ON)
    accepted(cadre, row, other)
    assert (row.rows_new, row.rows_entered, row.left_out) == (1, 1, 1)
