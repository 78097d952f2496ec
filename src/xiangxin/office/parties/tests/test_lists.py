"""Lists: a village at a time, masked, found by characters and pinyin; rosters for their own bank; totals of nobody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from bases.accounts_made import COUNTY, viewer_for
from bases.consent_made import give, make_consent
from bases.parties_made import (
    FAR_VILLAGE,
    OTHER_VILLAGE,
    SINCE,
    TOWNSHIP,
    VILLAGE,
    id_number,
    listed_of_village,
    make_cadre,
    make_household,
    make_person,
    make_village,
    phone,
)
from bases.unchanged import nothing_changes
from xiangxin.kernel.ids import IdNumber, check_id_number, person_id
from xiangxin.office.accounts.choices import Role
from xiangxin.office.areas.actions import add_institution
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.new import NewInstitution
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry, Part, PendingRead
from xiangxin.office.consent.actions import Scope, withdraw_consent
from xiangxin.office.consent.models import Consent, NoticeDelivery
from xiangxin.office.parties.actions import (
    NewRosterContact,
    add_roster,
    delete_expired_contacts,
    note_delivery,
    note_refusals,
    open_roster_contact,
)
from xiangxin.office.parties.errors import AlreadySo, ChooseVillage
from xiangxin.office.parties.models import RosterContact, RosterRefusal
from xiangxin.office.parties.queries.names import matches
from xiangxin.office.parties.queries.people import person_page
from xiangxin.office.parties.queries.rosters import roster_of
from xiangxin.office.parties.queries.totals import totals
from xiangxin.office.shell.errors import AddressUnknown, NotAllowed, OfficeError
from xiangxin.office.vault.keys import ring

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ON = date(2026, 6, 1)


def make_bank(slug: str = "bank-one") -> Institution:
    make_village()
    return add_institution(system("tests"), NewInstitution(slug, "bank", f"虚构{slug}", COUNTY), SINCE)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("", True),
        ("单", True),
        ("建国", True),
        ("单建国", True),
        ("shanjianguo", True),
        ("danjianguo", True),
        ("Shan Jian", True),
        ("djg", True),
        ("sjg", True),
        ("jianguo", True),
        ("jg", True),
        ("sjianguo", True),
        ("shanjianguoo", False),
        ("guojian", False),
        ("李", False),
        ("x", False),
    ],
)
def test_a_name_is_found_as_people_type_it(wanted: str, found: bool) -> None:
    assert matches("单建国", wanted) is found


def test_names_with_a_dot_and_with_an_umlaut_are_found() -> None:
    assert matches("买买提·艾力", "maimaitiaili")
    assert matches("买买提·艾力", "买买提艾力")
    assert matches("吕强", "lvq")
    assert matches("吕强", "lüqiang")


def test_a_village_s_list_is_masked_and_everybody_on_it_is_told() -> None:
    one, two = make_person("张小三", phone=phone(1)), make_person("李四")
    make_person("王五", area=OTHER_VILLAGE)
    home = make_household([one])
    lines = listed_of_village(make_cadre(VILLAGE), VILLAGE)
    assert [(line.card.id, line.card.name, line.household, line.reachable) for line in lines] == [
        (one.id, "张*三", home.id, True),
        (two.id, "李*", None, False),
    ]
    assert {note.person for note in PendingRead.objects.filter(what="parties.village")} == {one.id, two.id}


def test_a_search_shows_who_was_found_and_notes_nobody_else() -> None:
    one = make_person("张小三")
    make_person("李四")
    lines = listed_of_village(make_cadre(TOWNSHIP), VILLAGE, "zhangx")
    assert [line.card.id for line in lines] == [one.id]
    assert [note.person for note in PendingRead.objects.filter(what="parties.search")] == [one.id]


@pytest.mark.parametrize(
    ("role", "area", "wanted", "error"),
    [
        (Role.TOWNSHIP_CADRE, TOWNSHIP, TOWNSHIP, ChooseVillage),
        (Role.TOWNSHIP_CADRE, TOWNSHIP, FAR_VILLAGE, AddressUnknown),
        (Role.VILLAGE_CADRE, OTHER_VILLAGE, VILLAGE, AddressUnknown),
        (Role.VILLAGE_CADRE, VILLAGE, "x", AddressUnknown),
        (Role.ACCOUNT_MANAGER, COUNTY, VILLAGE, AddressUnknown),
        (Role.STATION_KEEPER, VILLAGE, VILLAGE, AddressUnknown),
        (Role.COUNTY_OFFICE, COUNTY, VILLAGE, AddressUnknown),
        (Role.AUDITOR, COUNTY, VILLAGE, AddressUnknown),
    ],
)
def test_nobody_else_sees_a_village_s_list(role: str, area: str, wanted: str, error: type[OfficeError]) -> None:
    make_person()
    with pytest.raises(error):
        listed_of_village(viewer_for(role, area), wanted)
    assert PendingRead.objects.filter(what="parties.village").count() == 0


def test_a_person_s_page_is_for_who_keeps_it_for_the_person_and_for_nobody_without_consent() -> None:
    one = make_person("张小三", phone=phone(2))
    page = person_page(make_cadre(VILLAGE), one.id)
    assert (page.card.name, page.phone, page.phone_verified_on, page.kept) == ("张*三", "199****0002", None, True)
    own = person_page(viewer_for(Role.HOUSEHOLD, VILLAGE, person=one.id), one.id)
    assert (own.card.id, own.kept) == (one.id, False)
    note = PendingRead.objects.filter(what="parties.person").order_by("at").last()
    assert note is not None
    assert (note.person, note.ground) == (one.id, "own")
    other = make_person("李四")
    for viewer in (
        viewer_for(Role.HOUSEHOLD, VILLAGE, person=other.id),
        viewer_for(Role.ACCOUNT_MANAGER, COUNTY, make_bank()),
        make_cadre(make_village(OTHER_VILLAGE)),
    ):
        with pytest.raises(AddressUnknown):
            person_page(viewer, one.id)
    for role in (Role.COUNTY_OFFICE, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.PANEL_MEMBER):
        with pytest.raises(NotAllowed):
            person_page(viewer_for(role), one.id)


def roster_row(name: str = "张小三", number: str = "") -> NewRosterContact:
    checked = check_id_number(number or id_number())
    assert isinstance(checked, IdNumber)
    return NewRosterContact(person_id(checked, ring().person_key), make_village(), name, phone())


def test_a_roster_is_seen_by_its_own_bank_alone() -> None:
    one, two = make_bank("bank-one"), make_bank("bank-two")
    assert add_roster(system("tests"), [roster_row("张小三"), roster_row("李四")], one.id, SINCE) == 2
    manager = viewer_for(Role.ACCOUNT_MANAGER, COUNTY, one)
    assert sorted(line.name for line in roster_of(manager)) == ["张*三", "李*"]
    line = roster_of(manager)[0]
    other = viewer_for(Role.ACCOUNT_MANAGER, COUNTY, two)
    assert roster_of(other) == []
    for viewer, error in (
        (other, AddressUnknown),
        (viewer_for(Role.ACCOUNT_MANAGER, COUNTY), NotAllowed),
        (viewer_for(Role.COUNTY_OFFICE, COUNTY, one), NotAllowed),
        (make_cadre(VILLAGE), NotAllowed),
    ):
        with nothing_changes("parties"), pytest.raises(error):
            open_roster_contact(viewer, line.id)
        with nothing_changes("parties"), pytest.raises(error):
            note_delivery(viewer, line.id, ON)
        if error is NotAllowed:
            with pytest.raises(error):
                roster_of(viewer)


def test_a_line_is_opened_to_deliver_the_notice_and_the_delivery_is_noted_once() -> None:
    bank = make_bank()
    row = roster_row("张小三")
    add_roster(system("tests"), [row], bank.id, SINCE)
    manager = viewer_for(Role.ACCOUNT_MANAGER, COUNTY, bank)
    (line,) = roster_of(manager)
    assert open_roster_contact(manager, line.id) == ("张小三", row.phone)
    note_delivery(manager, line.id, ON)
    with nothing_changes("parties"), pytest.raises(AlreadySo):
        note_delivery(manager, line.id, ON)
    assert {note.person for note in PendingRead.objects.all()} == {row.person}


def test_the_same_roster_again_and_people_who_are_registered_add_nobody() -> None:
    bank, number = make_bank(), id_number()
    row = roster_row("张小三")
    add_roster(system("tests"), [row, roster_row(" "), roster_row("李四", number)], bank.id, SINCE)
    make_person("李四", number=number)
    assert add_roster(system("tests"), [row, row, roster_row("李四", number)], bank.id, ON) == 0
    with maintenance("tests"):
        assert RosterContact.objects.count() == 2


def gone_of(table: str) -> tuple[int, int]:
    """How many rows of a table were deleted as the log knows, and of how many it still keeps what tells their cells."""
    parts = Part.objects.filter(table=table)
    return parts.filter(op="delete").count(), parts.exclude(salt=None, cells=None).filter(op="write").count()


def test_after_the_term_and_after_agreeing_the_rows_are_gone_and_the_log_says_that_there_were_some() -> None:
    bank, number = make_bank(), id_number()
    add_roster(system("tests"), [roster_row("张小三"), roster_row("李四", number)], bank.id, SINCE)
    last = SINCE + timedelta(days=60)
    assert delete_expired_contacts(last) == 0
    person = make_person("李四", number=number)
    make_consent(person.id, "scoring", make_bank("other-bank"))
    assert delete_expired_contacts(last) == 0
    make_consent(person.id, "scoring", bank)
    assert delete_expired_contacts(last) == 1
    assert delete_expired_contacts(last + timedelta(days=1)) == 1
    assert delete_expired_contacts(last + timedelta(days=1)) == 0
    with maintenance("tests"):
        assert RosterContact.objects.count() == 0
    assert gone_of("parties_rostercontact") == (2, 0)


@pytest.mark.parametrize("said", ["refused", "taken_back"])
def test_who_refused_or_took_back_leaves_the_roster_at_once_and_no_roster_brings_them_again(said: str) -> None:
    bank, number = make_bank(), id_number()
    row, asked = roster_row("李四", number), roster_row("张小三")
    add_roster(system("tests"), [row, asked], bank.id, SINCE)
    person = make_person("李四", number=number)
    consent = make_consent(person.id, "scoring", bank, on=SINCE)
    with maintenance("tests"):
        if said == "taken_back":
            Consent.objects.filter(id=consent.id).update(withdrawn_on=SINCE)
        else:
            NoticeDelivery.objects.filter(id=consent.delivery_id).update(answer="refused")
            Consent.objects.filter(id=consent.id).delete()
    manager = viewer_for(Role.ACCOUNT_MANAGER, VILLAGE, bank)
    assert [line.name for line in roster_of(manager)] == ["张*三"]
    assert delete_expired_contacts(SINCE) == 1
    assert add_roster(system("tests"), [row], bank.id, ON) == 0
    assert add_roster(system("tests"), [row], make_bank("other-bank").id, ON) == 1
    with maintenance("tests"):
        assert set(RosterContact.objects.values_list("person", "receiver__slug")) == {
            (asked.person, bank.slug), (row.person, "other-bank"),
        }  # fmt: skip


def test_who_agreed_and_took_back_within_the_first_days_leaves_the_roster_and_no_roster_brings_them_again() -> None:
    bank, person, today = make_bank(), make_person("陈撤回"), timezone.localdate()
    row = NewRosterContact(person.id, VILLAGE, "陈撤回", phone())
    add_roster(system("tests"), [row], bank.id, today)
    own, manager = (
        viewer_for(Role.HOUSEHOLD, VILLAGE, person=person.id),
        viewer_for(Role.ACCOUNT_MANAGER, VILLAGE, bank),
    )
    give(own, person.id, bank)
    assert roster_of(manager) == []
    erased = withdraw_consent(own, person.id, Scope("scoring", bank.id, "file")).erased
    assert (len(erased), roster_of(manager)) == (1, [])
    assert delete_expired_contacts(today) == 1
    assert add_roster(system("tests"), [row], bank.id, today) == 0
    assert add_roster(system("tests"), [row], make_bank("other-bank").id, today) == 1


def test_a_no_at_the_door_holds_until_the_person_agrees() -> None:
    bank, number = make_bank(), id_number()
    row = roster_row("李四", number)
    add_roster(system("tests"), [row], bank.id, SINCE)
    manager = viewer_for(Role.ACCOUNT_MANAGER, VILLAGE, bank)
    assert (note_refusals(manager, [row.person], ON), note_refusals(manager, [row.person], ON)) == (1, 0)
    with maintenance("tests"):
        assert RosterContact.objects.count() == 0
    assert gone_of("parties_rostercontact") == (1, 0)
    far = ON + timedelta(days=400)
    delete_expired_contacts(far)
    assert add_roster(system("tests"), [row], bank.id, far) == 0
    make_consent(make_person("李四", number=number).id, "scoring", bank)
    delete_expired_contacts(ON)
    with maintenance("tests"):
        assert RosterRefusal.objects.count() == 0
    assert gone_of("parties_rosterrefusal") == (1, 0)


def test_a_night_on_which_nobody_leaves_a_roster_writes_nothing() -> None:
    add_roster(system("tests"), [roster_row("张小三")], make_bank().id, SINCE)
    before = Entry.objects.count()
    assert delete_expired_contacts(SINCE) == 0
    assert Entry.objects.count() == before


def test_totals_name_nobody_and_hide_small_figures_and_one_more() -> None:
    for area, many in ((VILLAGE, 3), (FAR_VILLAGE, 6), ("990101102201", 7)):
        for _ in range(many):
            make_person(area=area)

    def shown() -> list[tuple[str, int | None, int | None, int | None]]:
        lines = totals(viewer_for(Role.COUNTY_OFFICE), ON)
        return [(line.area, line.persons, line.households, line.consenting) for line in lines]

    assert shown() == [
        (TOWNSHIP, None, 0, None),
        ("990101101000", 6, 0, None),  # that nobody agreed would be said of each of them
        ("990101102000", None, 0, None),
        ("", None, 0, None),  # that some of the three agreed is possible only where there are more of them
    ]
    bank = make_bank()
    for _ in range(6):
        make_consent(make_person(area="990101102201").id, "scoring", bank, "file")
    assert shown() == [
        (TOWNSHIP, None, 0, None),
        ("990101101000", 6, 0, None),
        ("990101102000", None, 0, None),
        ("", 22, 0, 6),
    ]
    assert PendingRead.objects.filter(what="parties.totals").count() == 0


def test_where_hiding_one_more_cannot_help_the_sum_is_hidden() -> None:
    make_person()
    assert [line.persons for line in totals(viewer_for(Role.COUNTY_OFFICE), ON)] == [None, None]
