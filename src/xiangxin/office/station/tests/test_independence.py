"""Line 1: what the people of one station could have said by themselves is nobody's consent until others confirm it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from bases.accounts_made import viewer_for
from bases.consent_made import make_institution, make_text
from bases.parties_made import OTHER_VILLAGE, TOWNSHIP, VILLAGE, id_number, make_cadre, make_person, phone
from bases.unchanged import nothing_changes
from xiangxin.office.accounts import phone as texts
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry
from xiangxin.office.consent import gate
from xiangxin.office.consent.actions import (
    Scope,
    confirm_consent,
    deliver_notice,
    give_consent,
    print_forms,
    scan_form,
)
from xiangxin.office.consent.actions.paper import NewForm
from xiangxin.office.consent.errors import (
    ConsentUnconfirmed,
    NoGround,
    NotYours,
    SecondChannelNeeded,
    SecondPersonNeeded,
)
from xiangxin.office.consent.models import Consent, PaperForm
from xiangxin.office.consent.queries.rows import consent_rows, takers_of
from xiangxin.office.parties.models import Person
from xiangxin.office.shell.errors import NotAllowed, OfficeError
from xiangxin.office.station.actions import (
    begin_visit,
    begin_visit_by_mandate,
    countersign,
    end_visit,
    issue_slip,
    register_mandate,
    send_phone_code,
    verify_phone,
)
from xiangxin.office.station.errors import OnlyInPerson, SheetUnknown

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ON = date(2026, 6, 1)
PIN, PHONE, BURNER = "7391", phone(8001), phone(8002)
CLASSES = {"file": "", "income_property": "本人同意"}


@dataclass
class County:
    """One bank, one station with two keepers, one person whose number lies on the desk."""

    bank: Institution
    station: Institution
    number: str
    person: Person
    sent: list[str]

    def keeper(self, station: Institution | None = None) -> Viewer:
        return viewer_for(Role.STATION_KEEPER, TOWNSHIP, station or self.station)

    def scope(self, field_class: str = "file") -> Scope:
        return Scope("scoring", self.bank.id, field_class)

    def row(self, field_class: str = "file") -> Consent:
        with maintenance("tests"):
            return Consent.objects.get(field_class=field_class)

    def opens(self, field_class: str = "file") -> type[OfficeError] | None:
        """What the bank is refused with; None where it may read."""
        wanted = {"file": "file", "income_property": "income_yearly"}[field_class]
        manager = viewer_for(Role.ACCOUNT_MANAGER, institution=self.bank)
        return refusal(lambda: gate.require("consent", self.person.id, "scoring", [wanted], manager, ON))


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-06-01 09:00+08:00", tick=False) as travelled:
        yield travelled


@pytest.fixture
def county(monkeypatch: pytest.MonkeyPatch) -> County:
    sent: list[str] = []
    monkeypatch.setattr(texts, "deliver", lambda _number, words: sent.append(words))
    for field_class in CLASSES:
        make_text("scoring", field_class)
    number = id_number()
    return County(
        make_institution(), make_institution("station"), number, make_person(number=number, phone=PHONE), sent
    )


def refusal(run: Callable[[], object]) -> type[OfficeError] | None:
    try:
        run()
    except OfficeError as error:
        return type(error)
    return None


def acts(act: str) -> int:
    with maintenance("tests"):
        return Entry.objects.filter(act=act).count()


def by_slip(county: County, keeper: Viewer) -> Viewer:
    """The keeper types a PIN, takes the slip, and opens the person's page alone."""
    begin_visit(keeper, county.number)
    issued = issue_slip(keeper, PIN)
    end_visit(keeper)
    client = Client()
    assert client.post("/sign-in/household/slip/", {"code": issued.code, "pin": PIN}).status_code == 302
    return viewer_of(client)


def by_code(county: County, number: str) -> Viewer:
    client = Client()
    client.post("/sign-in/household/", {"phone": number})
    code = str(client.session["phone_code"]["shown"])
    answer = client.post("/sign-in/household/code/", {"code": code, "fact": county.number})
    assert answer.status_code == 302
    return viewer_of(client)


def viewer_of(client: Client) -> Viewer:
    found: Any = client.get("/").wsgi_request
    assert isinstance(found.viewer, Viewer)
    return found.viewer


def given(county: County, by: Viewer, field_class: str = "file") -> Consent:
    told = deliver_notice(by, county.person.id, county.scope(field_class))
    signature = "QZ-1" if by.role == Role.STATION_KEEPER else CLASSES[field_class]
    return give_consent(by, county.person.id, told.id, signature=signature)


def verified(county: County, keeper: Viewer, number: str) -> None:
    begin_visit(keeper, county.number)
    sent = send_phone_code(keeper, number, "127.0.0.1")
    verify_phone(keeper, sent.id, number, sent.code)
    end_visit(keeper)


def refused_confirming(county: County, by: Viewer, field_class: str) -> None:
    row, before = county.row(field_class), acts("consent.confirmation_refused")
    with pytest.raises(SecondChannelNeeded):
        confirm_consent(by, county.person.id, row.id)
    now = county.row(field_class)
    assert (now.confirmed_at, now.awaits, now.written) == (None, row.awaits, row.written)
    assert acts("consent.confirmation_refused") == before + 1
    assert county.opens(field_class) is ConsentUnconfirmed


@pytest.mark.parametrize("field_class", CLASSES)
def test_line_1_one_keeper_alone_consents_for_nobody(county: County, field_class: str) -> None:
    keeper = county.keeper()
    own_page = by_slip(county, keeper)
    row = given(county, own_page, field_class)
    assert (row.channel, row.awaits, row.taken_by, row.taken_at) == ("slip", True, keeper.account, county.station.id)
    assert county.opens(field_class) is ConsentUnconfirmed
    begin_visit(keeper, county.number)
    refused_confirming(county, keeper, field_class)
    refused_confirming(county, own_page, field_class)
    end_visit(keeper)
    refused_confirming(county, by_slip(county, keeper), field_class)


@pytest.mark.parametrize("field_class", CLASSES)
def test_line_1_what_a_keeper_enters_at_the_desk_waits_for_somebody_else(county: County, field_class: str) -> None:
    keeper = county.keeper()
    begin_visit(keeper, county.number)
    row = given(county, keeper, field_class)
    assert (row.channel, row.awaits, row.taken_by) == ("station", True, keeper.account)
    refused_confirming(county, keeper, field_class)
    end_visit(keeper)
    refused_confirming(county, by_slip(county, keeper), field_class)


@pytest.mark.parametrize("field_class", CLASSES)
def test_line_1_two_keepers_of_one_station_are_one_channel(county: County, field_class: str) -> None:
    one, two = county.keeper(), county.keeper()
    given(county, by_slip(county, one), field_class)
    begin_visit(two, county.number)
    refused_confirming(county, two, field_class)
    end_visit(two)
    refused_confirming(county, by_slip(county, two), field_class)


def test_line_1_two_keepers_of_one_station_make_no_consent_of_a_paper_form(county: County) -> None:
    one, two = county.keeper(), county.keeper()
    form = NewForm(county.person.id, "张小三", "虚构村")
    print_forms(one, county.scope(), VILLAGE, [form], ON)
    with maintenance("tests"):
        [printed] = PaperForm.objects.all()
    for keeper in (one, two):
        with nothing_changes("consent"):
            assert refusal(lambda by=keeper: scan_form(by, printed.code, VILLAGE, ON)) is SecondPersonNeeded  # type: ignore[misc]
    assert scan_form(make_cadre(TOWNSHIP), printed.code, VILLAGE, ON).result == "accepted"


@pytest.mark.parametrize("field_class", CLASSES)
def test_line_1_a_phone_that_only_the_station_wrote_down_is_the_station(county: County, field_class: str) -> None:
    one, two = county.keeper(), county.keeper()
    verified(county, one, BURNER)
    burner = by_code(county, BURNER)
    assert (burner.by_slip, burner.let_in_at) == (False, county.station.id)
    row = given(county, burner, field_class)
    assert (row.channel, row.awaits, row.taken_at) == ("phone", True, county.station.id)
    assert county.opens(field_class) is ConsentUnconfirmed
    begin_visit(two, county.number)
    refused_confirming(county, two, field_class)


def test_line_1_the_station_s_own_phone_confirms_nothing_that_was_said_at_its_desk(county: County) -> None:
    one, two = county.keeper(), county.keeper()
    begin_visit(two, county.number)
    given(county, two)
    end_visit(two)
    verified(county, one, BURNER)
    refused_confirming(county, by_code(county, BURNER), "file")


def test_line_1_a_keeper_and_a_relative_with_a_mandate_consent_to_nothing(county: County) -> None:
    keeper, relatives = county.keeper(), id_number()
    make_person("李春梅", number=relatives)
    begin_visit(keeper, county.number)
    register_mandate(keeper, relatives, 30, "委托-1")
    row = given(county, keeper)
    end_visit(keeper)
    visit = begin_visit_by_mandate(keeper, county.number, relatives)
    issued = issue_slip(keeper, PIN)
    client = Client()
    client.post("/sign-in/household/slip/", {"code": issued.code, "pin": PIN})
    relative = viewer_of(client)
    assert relative.mandate == visit.mandate
    told = deliver_notice(relative, county.person.id, county.scope("income_property"))
    with nothing_changes("consent"):
        for by in (relative, keeper_with(keeper, visit.mandate)):
            assert refusal(lambda by=by: give_consent(by, county.person.id, told.id)) is NotYours  # type: ignore[misc]
            assert refusal(lambda by=by: confirm_consent(by, county.person.id, row.id)) is NotYours  # type: ignore[misc]
        assert refusal(lambda: send_phone_code(keeper, BURNER, "127.0.0.1")) is OnlyInPerson
    assert county.opens() is ConsentUnconfirmed


def keeper_with(keeper: Viewer, mandate: UUID | None) -> Viewer:
    from dataclasses import replace  # noqa: PLC0415 - used here alone

    return replace(keeper, mandate=mandate)


@pytest.mark.parametrize("field_class", CLASSES)
def test_the_person_s_own_verified_phone_confirms_what_was_said_at_the_station(
    county: County, field_class: str
) -> None:
    keeper = county.keeper()
    verified(county, keeper, "")
    own_phone = by_code(county, PHONE)
    assert own_phone.let_in_at is None
    begin_visit(keeper, county.number)
    given(county, keeper, field_class)
    confirm_consent(own_phone, county.person.id, county.row(field_class).id)
    assert county.opens("file") is (None if field_class == "file" else county.opens("file"))
    row = county.row(field_class)
    assert (row.awaits, row.written, row.confirmed_through, row.confirmed_by) == (
        False,
        field_class == "income_property" or row.written,
        "phone",
        None,
    )


def test_another_station_confirms_what_a_slip_said_and_its_keeper_takes_part_from_then_on(county: County) -> None:
    given(county, by_slip(county, county.keeper()))
    elsewhere = county.keeper(make_institution("station"))
    begin_visit(elsewhere, county.number)
    confirm_consent(elsewhere, county.person.id, county.row().id)
    assert county.opens() is None
    with maintenance("tests"):
        assert elsewhere.account in takers_of(county.person.id)


def test_a_township_that_has_the_signed_sheet_before_it_confirms_and_nobody_else_does(county: County) -> None:
    keeper = county.keeper()
    begin_visit(keeper, county.number)
    row = given(county, keeper)
    sheet = row.delivery_id.hex[:12].upper()
    for by in (keeper, county.keeper(), make_cadre(VILLAGE), viewer_for(Role.COUNTY_OFFICE)):
        with nothing_changes("consent"):
            assert refusal(lambda by=by: countersign(by, sheet)) is NotAllowed  # type: ignore[misc]
    township = make_cadre(TOWNSHIP)
    for wrong in ("", "1", "G" * 12, "0" * 12, sheet[:11], sheet + "0"):
        with nothing_changes("consent"):
            assert refusal(lambda typed=wrong: countersign(township, typed)) is SheetUnknown  # type: ignore[misc]
    assert county.opens() is ConsentUnconfirmed
    countersign(township, f" {sheet[:4]}-{sheet[4:8].lower()} {sheet[8:]}")
    assert county.opens() is None
    with nothing_changes("consent"):
        assert refusal(lambda: countersign(township, sheet)) is SheetUnknown
    with maintenance("tests"):
        assert township.account in takers_of(county.person.id)


def test_a_township_sees_no_sheet_of_another_township(county: County) -> None:
    keeper = county.keeper()
    begin_visit(keeper, county.number)
    sheet = given(county, keeper).delivery_id.hex[:12]
    other = viewer_for(Role.TOWNSHIP_CADRE, "990101101000")
    with nothing_changes("consent"):
        assert refusal(lambda: countersign(other, sheet)) is SheetUnknown
    assert OTHER_VILLAGE.startswith(TOWNSHIP[:9])


def test_what_awaits_is_no_row_of_the_engine(county: County) -> None:
    given(county, by_slip(county, county.keeper()))
    with maintenance("tests"):
        assert list(consent_rows("scoring", county.bank.id, ON)) == []
    begin_visit(elsewhere := county.keeper(make_institution("station")), county.number)
    confirm_consent(elsewhere, county.person.id, county.row().id)
    with maintenance("tests"):
        assert [row["person_id"] for row in consent_rows("scoring", county.bank.id, ON)] == [county.person.id]


def test_a_phone_that_the_register_knows_and_the_person_showed_is_the_person(county: County) -> None:
    verified(county, county.keeper(), PHONE)
    given(county, by_code(county, PHONE))
    assert county.opens() is None
    assert not issubclass(SecondChannelNeeded, NoGround)


def test_a_verified_phone_is_told_that_a_slip_was_printed(
    county: County, django_capture_on_commit_callbacks: Any
) -> None:
    keeper = county.keeper()
    verified(county, keeper, "")
    county.sent.clear()
    with django_capture_on_commit_callbacks(execute=True):
        by_slip(county, keeper)
    assert [words for words in county.sent if "打印了一张登录凭条" in words] == county.sent
    assert len(county.sent) == 1
