"""Who looks like a registered person under another number waits for a person's word; nothing is merged."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bases.accounts_made import make_account, sign_in, viewer_for
from bases.consent_made import make_institution
from bases.intake_made import ON, filled, send
from bases.parties_made import FAR_VILLAGE, TOWNSHIP, VILLAGE, make_person, make_village
from xiangxin.kernel.ids import check_character
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry, Part, Payload, PendingRead, Tombstone
from xiangxin.office.audit.verify import verify
from xiangxin.office.intake.actions import decide, decide_duplicate, propose, undo_duplicate
from xiangxin.office.intake.actions.settling import forget_duplicates
from xiangxin.office.intake.errors import AlreadyDecided, NotDecided, OverrideByAnother, ReasonUnfit
from xiangxin.office.intake.models import Duplicate, Submission
from xiangxin.office.intake.queries import findings_of
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.parties.actions import correct_name
from xiangxin.office.parties.models import Person
from xiangxin.office.shell.errors import AddressUnknown

pytestmark = pytest.mark.django_db(databases=["default", "reads"])

BY = system("tests")


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


def whole(digits: str) -> str:
    return digits + check_character(digits)


THERE = whole("99010119800501012")
SLIP_IN_BIRTH = whole("99010119800601012")
TURNED_IN_REST = whole("99010119800501021")
SAME_DAY = whole("99010119800501387")
OF_ANOTHER = whole("99010119710303555")


def cadre(area: str = TOWNSHIP) -> Viewer:
    return viewer_for(Role.TOWNSHIP_CADRE, area)


def registering(by: Viewer, *rows: tuple[str, str, str], area: str = VILLAGE) -> Submission:
    """A register of (name, number, phone) of one village, sent and read."""
    make_institution("government")
    make_village(area)
    cells = [
        {
            "id_number": number, "name": name, "household_no": str(at), "phone": phone,
            "village_code": area, "residence_shown": None,
        }
        for at, (name, number, phone) in enumerate(rows, start=1)
    ]  # fmt: skip
    return send(by, "register", filled("register", cells))


def pairs() -> list[Duplicate]:
    with maintenance("tests"):
        return list(Duplicate.objects.select_related("submission").order_by("row", "found_at"))


def persons() -> int:
    with maintenance("tests"):
        return Person.objects.count()


def accept(by: Viewer, row: Submission) -> Submission:
    propose(by, row.id, "六月登记")
    decide(viewer_for(Role.COUNTY_OFFICE), row.id, agrees=True)
    work_off()
    row.refresh_from_db()
    assert row.state == "accepted"
    return row


@pytest.mark.parametrize(
    ("number", "phone", "signals"),
    [
        (SAME_DAY, "", "name,birth,village"),
        (SLIP_IN_BIRTH, "", "name,number,village"),
        (TURNED_IN_REST, "", "name,birth,number,village"),
        (OF_ANOTHER, "19900000001", "name,phone,village"),
    ],
)
def test_who_has_the_same_name_and_one_thing_more_waits(number: str, phone: str, signals: str) -> None:
    person = make_person("张小三", number=THERE, phone="19900000001")
    row = registering(cadre(), ("张小三", number, phone))
    assert (row.state, row.rows_new, row.rows_alike, row.rows_refused) == ("staged", 1, 1, 0)
    (found,) = pairs()
    assert (found.person_id, found.row, found.signals, found.decided) == (person.id, found.row, signals, "")


@pytest.mark.parametrize(
    ("name", "number", "phone"),
    [
        ("张小四", SAME_DAY, "19900000001"),
        ("张小三", OF_ANOTHER, "19900000002"),
        ("张小三", OF_ANOTHER, ""),
        ("张小三", THERE, ""),
    ],
)
def test_another_name_another_phone_and_the_same_number_wait_for_nobody(name: str, number: str, phone: str) -> None:
    make_person("张小三", number=THERE, phone="19900000001")
    row = registering(cadre(), (name, number, phone))
    assert row.rows_alike == 0
    assert pairs() == []


def test_a_phone_that_many_share_says_nothing() -> None:
    for at in range(7):
        make_person("张小三", birth_on=date(1980 + at, 5, 1), phone="19900000001")
    row = registering(cadre(), ("张小三", OF_ANOTHER, "19900000001"))
    assert row.rows_alike == 0


def test_two_rows_of_one_file_that_look_alike_wait_for_a_person_as_one_pair() -> None:
    by, before = cadre(), persons()
    rows = [("张小三", THERE, ""), ("李小五", OF_ANOTHER, ""), ("张小三", SAME_DAY, "")]
    row = registering(by, *rows)
    assert (row.state, row.rows_new, row.rows_alike) == ("staged", 3, 1)
    found = findings_of(row, "", 1)[0]
    assert [(one.code, one.row) for one in found] == [("looks_like_row", 4)]
    assert found[0].what.zh == "看起来和本表第 2 行是同一个人，先等人辨认"
    (waits,) = pairs()
    assert (waits.row, waits.signals, waits.area, waits.decided) == (4, "name,birth,village", VILLAGE, "")
    client = Client()
    sign_in(client, make_account(Role.TOWNSHIP_CADRE, TOWNSHIP))
    address = reverse("intake:duplicate", args=[waits.id])
    assert address in client.get(reverse("intake:duplicates")).content.decode()
    page = client.get(address).content.decode()
    assert (page.count("张*三"), "第 2 行" in page) == (2, False)
    stranger = Client()
    sign_in(stranger, make_account(Role.TOWNSHIP_CADRE, "990101101000"))
    assert stranger.get(address).status_code == 404
    with pytest.raises(AddressUnknown):
        decide_duplicate(cadre("990101101000"), waits.id, "different", "both_met")
    assert [one.decided for one in pairs()] == [""]
    row = accept(by, row)
    assert (persons(), row.left_alike, row.left_out) == (before + 2, 1, 0)
    decide_duplicate(cadre(), waits.id, "different", "both_met")
    accept(by, registering(by, *rows))
    assert persons() == before + 3
    assert verify().findings == ()


def test_two_rows_of_one_file_found_to_be_two_before_it_is_accepted_are_both_registered() -> None:
    by, before = cadre(), persons()
    row = registering(by, ("张小三", THERE, ""), ("张小三", SAME_DAY, ""))
    (waits,) = pairs()
    decide_duplicate(cadre(), waits.id, "different", "both_met")
    row = accept(by, row)
    assert (persons(), row.left_alike) == (before + 2, 0)


def test_who_looks_alike_only_when_the_submission_is_accepted_is_left_out_told_and_waits() -> None:
    by, before = cadre(), persons()
    first = registering(by, ("张小三", THERE, ""))
    second = registering(by, ("张小三", SAME_DAY, ""))
    assert (first.rows_alike, second.rows_alike, pairs()) == (0, 0, [])
    accept(by, first)
    second = accept(by, second)
    assert (persons(), second.left_alike, second.left_out) == (before + 1, 1, 0)
    (waits,) = pairs()
    assert (waits.submission_id, waits.row, waits.signals, waits.decided) == (second.id, 2, "name,birth,village", "")
    client = Client()
    sign_in(client, make_account(Role.TOWNSHIP_CADRE, TOWNSHIP))
    assert client.get(reverse("intake:duplicate", args=[waits.id])).content.decode().count("张*三") == 2
    decide_duplicate(cadre(), waits.id, "different", "both_met")
    accept(by, registering(by, ("张小三", SAME_DAY, "")))
    assert persons() == before + 2


def test_an_undecided_row_is_left_out_and_counted_and_one_found_different_is_registered() -> None:
    by = cadre()
    make_person("张小三", number=THERE)
    row = registering(by, ("张小三", SAME_DAY, ""), ("李小五", OF_ANOTHER, ""))
    before = persons()
    row = accept(by, row)
    assert (persons(), row.left_alike, row.left_out) == (before + 1, 1, 0)
    again = registering(by, ("张小三", SAME_DAY, ""))
    found = next(one for one in pairs() if one.submission_id == again.id)
    decide_duplicate(cadre(VILLAGE), found.id, "different", "both_cards_seen")
    again = accept(by, again)
    assert (persons(), again.left_alike) == (before + 2, 0)


def test_a_decision_holds_for_later_submissions_until_it_is_undone() -> None:
    by, keeper = cadre(), cadre(VILLAGE)
    make_person("张小三", number=THERE)
    registering(by, ("张小三", SAME_DAY, ""))
    (found,) = pairs()
    decide_duplicate(keeper, found.id, "same", "typing_error")
    again = registering(by, ("张小三", SAME_DAY, ""))
    assert (again.state, again.rows_refused, again.rows_alike) == ("nothing", 1, 0)
    undo_duplicate(keeper, found.id)
    third = registering(by, ("张小三", SAME_DAY, ""))
    assert (third.state, third.rows_alike) == ("staged", 1)


def test_found_to_be_the_same_nobody_is_registered() -> None:
    by = cadre()
    make_person("张小三", number=THERE)
    row = registering(by, ("张小三", SAME_DAY, ""))
    (found,) = pairs()
    decide_duplicate(by, found.id, "same", "typing_error")
    before = persons()
    row = accept(by, row)
    assert (persons(), row.left_alike) == (before, 1)


def test_calling_two_who_are_much_alike_two_is_an_override_for_somebody_else_than_the_sender() -> None:
    by, other = cadre(), cadre(VILLAGE)
    person = make_person("张小三", number=THERE)
    registering(by, ("张小三", TURNED_IN_REST, ""))
    (found,) = pairs()
    with pytest.raises(OverrideByAnother):
        decide_duplicate(by, found.id, "different", "both_cards_seen")
    assert pairs()[0].decided == ""
    decide_duplicate(other, found.id, "different", "police_confirmed")
    entry = Entry.objects.get(act="intake.duplicate_overridden")
    assert entry.person == person.id
    assert (pairs()[0].decided_by, pairs()[0].reason) == (other.account, "police_confirmed")


def test_a_reason_stands_for_its_own_decision_only_and_each_is_said_once() -> None:
    by = cadre()
    make_person("张小三", number=THERE)
    registering(by, ("张小三", SAME_DAY, ""))
    (found,) = pairs()
    for decided, reason in (("same", "both_met"), ("different", "typing_error"), ("same", ""), ("merged", "both_met")):
        with pytest.raises(ReasonUnfit):
            decide_duplicate(by, found.id, decided, reason)
    with pytest.raises(NotDecided):
        undo_duplicate(by, found.id)
    decide_duplicate(by, found.id, "same", "two_numbers")
    with pytest.raises(AlreadyDecided):
        decide_duplicate(by, found.id, "same", "two_numbers")
    again = undo_duplicate(by, found.id)
    assert [(one.decided, one.undone_at is None) for one in pairs()] == [("same", False), ("", True)]
    assert verify().findings == ()
    assert again.other == found.other


def test_only_who_keeps_the_village_of_the_registered_person_decides_and_sees() -> None:
    make_person("张小三", FAR_VILLAGE, number=THERE)
    sender = cadre()
    registering(sender, ("张小三", SAME_DAY, ""))
    (found,) = pairs()
    assert found.signals == "name,birth"
    with pytest.raises(AddressUnknown):
        decide_duplicate(sender, found.id, "different", "both_met")
    assert pairs()[0].decided == ""
    decide_duplicate(cadre("990101101000"), found.id, "different", "both_met")


def test_the_page_shows_both_masked_notes_the_look_and_takes_the_word() -> None:
    person = make_person("张小三", number=THERE, phone="19900000001")
    registering(cadre(), ("张小三", SAME_DAY, "19900000001"))
    (found,) = pairs()
    client = Client()
    sign_in(client, make_account(Role.TOWNSHIP_CADRE, TOWNSHIP))
    listed = client.get(reverse("intake:duplicates")).content.decode()
    address = reverse("intake:duplicate", args=[found.id])
    assert address in listed
    page = client.get(address).content.decode()
    assert "同名" in listed
    for secret in (THERE, SAME_DAY, "张小三", "19900000001"):
        assert secret not in page, secret
    looked = PendingRead.objects.filter(what="intake.duplicate").values_list("person", flat=True)
    assert {person.id, found.other} == set(looked)
    assert client.post(address, {"decision": "same:both_met"}).status_code == 422
    assert client.post(address, {"decision": "different:both_met"}).status_code == 302
    assert "撤销这个决定" in client.get(address).content.decode()
    assert client.post(reverse("intake:duplicate_undo", args=[found.id])).status_code == 302
    assert [one.decided for one in pairs()] == ["different", ""]
    stranger = Client()
    sign_in(stranger, make_account(Role.TOWNSHIP_CADRE, "990101101000"))
    assert stranger.get(address).status_code == 404
    assert address not in stranger.get(reverse("intake:duplicates")).content.decode()
    assert stranger.get(reverse("intake:duplicate", args=[UUID(int=7)])).status_code == 404


def test_a_corrected_name_is_found_by_the_new_one_only() -> None:
    person = make_person("张小三", number=THERE)
    keeper = cadre()
    correct_name(keeper, person.id, "张大三", ON)
    assert registering(keeper, ("张大三", SAME_DAY, "")).rows_alike == 1
    assert registering(keeper, ("张小三", OF_ANOTHER, "")).rows_alike == 0


def test_an_undecided_pair_goes_with_the_rows_of_its_submission_and_leaves_a_tombstone() -> None:
    by = cadre()
    make_person("张小三", number=THERE)
    row = accept(by, registering(by, ("张小三", SAME_DAY, "")))
    (found,) = pairs()
    assert forget_duplicates(BY, row.delete_on) == 0
    assert forget_duplicates(BY, row.delete_on + timedelta(days=1)) == 1
    assert forget_duplicates(BY, row.delete_on + timedelta(days=1)) == 0
    assert pairs() == []
    assert Tombstone.objects.filter(table="intake_duplicate", key=str(found.id), reason="retention").count() == 1
    left = Part.objects.filter(table="intake_duplicate", key=str(found.id), salt__isnull=False)
    assert [part.op for part in left] == ["delete"]


def test_what_was_decided_or_undone_goes_after_its_own_term_with_what_the_log_said_of_it() -> None:
    by, keeper = cadre(), cadre()
    make_person("张小三", number=THERE)
    row = registering(by, ("张小三", SAME_DAY, ""))
    (found,) = pairs()
    decide_duplicate(keeper, found.id, "same", "typing_error")
    day = timezone.localdate()
    assert forget_duplicates(BY, row.delete_on + timedelta(days=1)) == 0
    assert forget_duplicates(BY, day + timedelta(days=400)) == 0
    assert forget_duplicates(BY, day + timedelta(days=401)) == 1
    said = Entry.objects.filter(object=f"intake.duplicate:{found.id}")
    assert said.count() == 1
    assert not Payload.objects.filter(entry__in=said).exists()
