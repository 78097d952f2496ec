"""What a tablet brings back: taken once, each answer told, set apart where it must be, refused where it is not one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from bases.accounts_made import COUNTY, viewer_for
from bases.consent_made import make_institution, make_text
from bases.parties_made import VILLAGE, make_cadre, make_person, make_village, phone
from bases.visits_made import Tablet, Visit, answer, body_of, confirmed_tablet, outcomes
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.intake import actions as intake
from xiangxin.office.intake.actions import propose
from xiangxin.office.intake.models import Submission
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.parties.actions import add_roster
from xiangxin.office.parties.models import RosterContact, RosterRefusal
from xiangxin.office.parties.new import NewRosterContact
from xiangxin.office.shell.errors import AddressUnknown, OfficeError
from xiangxin.office.visits import errors
from xiangxin.office.visits.actions import (
    make_list,
    receive_upload,
)
from xiangxin.office.visits.envelope import Envelope
from xiangxin.office.visits.models import Task, Upload
from xiangxin.office.visits.tests.conftest import Receiving

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


def test_an_upload_is_taken_and_handed_to_intake_with_what_was_stated(receiving: Receiving) -> None:
    visit = Visit()
    one, two, three = visit.task.values()
    receipt = visit.tablet.sends(
        visit.list,
        answer(one, land_area_mu="12", skills_certificate="true"),
        answer(two, "not_met"),
        answer(three, "refused"),
    )
    assert (receipt.came, [result for _, result in receipt.results]) == ("handed", ["taken"] * 3)
    assert receiving.got == [(visit.people[0].id, {"land_area_mu": "12", "skills_certificate": "true"})]
    upload = Upload.objects.get()
    assert (upload.submission, bytes(upload.answers_sealed)) == (receiving.submissions[0], b"")
    assert outcomes() == {"answered": 1, "not_met": 1, "refused": 1}


def test_what_was_stated_goes_through_intake_into_the_file_and_is_not_asked_again() -> None:
    visit = Visit(written=True)
    one = visit.task["丁一"]
    told = answer(one, land_area_mu="12", skills_certificate="false", residence_ground="lease", income_yearly="3050000")
    assert visit.tablet.sends(visit.list, told, answer(visit.task["戊二"], "not_met")).came == "handed"
    work_off()
    row = Submission.objects.get()
    assert (row.channel, row.form, row.area, row.id) == (
        "device",
        "statements",
        VILLAGE,
        Upload.objects.get().submission,
    )
    assert (row.state, row.rows_read, row.rows_new, row.rows_refused, row.findings) == ("staged", 1, 1, 0, 0)
    propose(visit.by, row.id, "入户采集")
    intake.decide(viewer_for(Role.ACCOUNT_MANAGER, COUNTY, visit.bank), row.id, agrees=True)
    work_off()
    with maintenance("tests"):
        facts = {fact.kind: fact.value for fact in Fact.objects.filter(person=visit.people[0])}
        assert Fact.objects.exclude(person=visit.people[0]).count() == 0
    assert facts == {
        "land_area_mu": "12",
        "skills_certificate": "false",
        "residence_ground": "lease",
        "income_yearly": "3050000",
    }
    _, content = visit.tablet.takes(VILLAGE)
    assert set(next(one["asked"] for one in content["tasks"] if one["name"] == "丁一")) & facts.keys() == set()


def test_the_same_upload_twice_has_one_effect_and_the_same_receipt(receiving: Receiving) -> None:
    visit = Visit()
    body = body_of(visit.list, answer(visit.task["丁一"], land_area_mu="12"))
    first = receive_upload(visit.by, visit.tablet.signs(body))
    entries = Entry.objects.count()
    assert receive_upload(visit.by, visit.tablet.signs(body)) == first
    assert (Entry.objects.count(), Upload.objects.count(), len(receiving.got)) == (entries, 1, 1)


def test_a_number_used_for_other_content_is_refused(receiving: Receiving) -> None:
    visit, key = Visit(), uuid4()
    visit.tablet.sends(visit.list, answer(visit.task["丁一"], "not_met"), key=key)
    with pytest.raises(errors.KeyReused):
        visit.tablet.sends(visit.list, answer(visit.task["戊二"], "not_met"), key=key)
    assert (Upload.objects.count(), outcomes()) == (1, {"not_met": 1})


def test_an_answer_sent_again_in_another_upload_counts_once_and_a_different_one_is_told(receiving: Receiving) -> None:
    visit = Visit()
    first = answer(visit.task["丁一"], land_area_mu="12")
    visit.tablet.sends(visit.list, first)
    again = visit.tablet.sends(visit.list, first, answer(visit.task["戊二"], "not_met"))
    assert [result for _, result in again.results] == ["repeated", "taken"]
    other = visit.tablet.sends(visit.list, answer(visit.task["丁一"], land_area_mu="99"))
    assert [result for _, result in other.results] == ["answered_before"]
    assert [values for _, values in receiving.got] == [{"land_area_mu": "12"}]


def test_who_withdrew_meanwhile_is_left_out_and_told(receiving: Receiving) -> None:
    visit = Visit(written=True)
    visit.withdraw(0)
    visit.withdraw(1, "income_property")
    receipt = visit.tablet.sends(
        visit.list,
        answer(visit.task["丁一"], land_area_mu="12"),
        answer(visit.task["戊二"], land_area_mu="12", income_yearly="300000"),
        answer(visit.task["己三"], income_yearly="300000"),
    )
    assert [result for _, result in receipt.results] == ["no_ground", "no_written_consent", "taken"]
    assert receiving.got == [(visit.people[2].id, {"income_yearly": "300000"})]
    assert outcomes() == {"answered": 1}


@pytest.mark.parametrize(
    ("values", "result"),
    [
        ({"land_area_mu": "100001"}, "value_wrong"),
        ({"land_area_mu": "-1"}, "value_wrong"),
        ({"land_area_mu": "1.5"}, "value_wrong"),
        ({"land_area_mu": "1e3"}, "value_wrong"),
        ({"land_area_mu": "١٢"}, "value_wrong"),
        ({"skills_certificate": "yes"}, "value_wrong"),
        ({"residence_ground": "owned"}, "value_wrong"),
        ({"income_yearly": "1"}, "not_on_list"),
        ({"provincial_score": "1"}, "not_on_list"),
        ({"birth_on": "1980-01-01"}, "not_on_list"),
        ({"religion": "x"}, "not_on_list"),
    ],
)
def test_a_value_that_can_be_none_or_was_not_asked_is_not_taken(
    receiving: Receiving, values: dict[str, str], result: str
) -> None:
    visit = Visit()
    receipt = visit.tablet.sends(
        visit.list, answer(visit.task["丁一"], **values), answer(visit.task["戊二"], "not_met")
    )
    assert [one for _, one in receipt.results] == [result, "taken"]
    assert (receiving.got, outcomes()) == ([], {"not_met": 1})


def test_somebody_who_is_not_on_the_list_cannot_be_answered_for(receiving: Receiving) -> None:
    visit, other = Visit(), Visit()
    receipt = visit.tablet.sends(
        visit.list, answer(other.task["丁一"], land_area_mu="1"), answer(str(uuid4()), land_area_mu="1")
    )
    assert [result for _, result in receipt.results] == ["not_on_list", "not_on_list"]
    assert (receiving.got, outcomes()) == ([], {})


def good(visit: Visit) -> dict[str, Any]:
    return json.loads(body_of(visit.list, answer(visit.task["丁一"], land_area_mu="1")))  # type: ignore[no-any-return]


MALFORMED: dict[str, Callable[[dict[str, Any]], object]] = {
    "no list": lambda body: body.pop("list"),
    "one member more": lambda body: body.update(more="x"),
    "a list that is none": lambda body: body.update(list="x"),
    "a number for a text": lambda body: body.update(key=1),
    "no answers": lambda body: body.update(answers=[]),
    "answers that are none": lambda body: body.update(answers=["x"]),
    "the same person twice": lambda body: body["answers"].append({**body["answers"][0], "key": str(uuid4())}),
    "the same key twice": lambda body: body["answers"].append({**body["answers"][0], "task": str(uuid4())}),
    "an unknown outcome": lambda body: body["answers"][0].update(outcome="sold"),
    "values of nobody": lambda body: body["answers"][0].update(outcome="not_met"),
    "a time without zone": lambda body: body["answers"][0].update(at="2026-06-01T08:00:00"),
    "no time": lambda body: body["answers"][0].update(at="yesterday"),
    "a nested value": lambda body: body["answers"][0]["values"].update(land_area_mu=["1"]),
    "a long value": lambda body: body["answers"][0]["values"].update(land_area_mu="1" * 41),
    "a value with NUL": lambda body: body["answers"][0]["values"].update(land_area_mu="1\x00"),
    "many values": lambda body: body["answers"][0]["values"].update({f"f{n}": "1" for n in range(101)}),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_not_an_upload_is_refused_whole_and_nothing_changes(receiving: Receiving, name: str) -> None:
    visit = Visit()
    body = good(visit)
    MALFORMED[name](body)
    entries = Entry.objects.count()
    with pytest.raises(errors.UploadUnreadable):
        receive_upload(visit.by, visit.tablet.signs(json.dumps(body).encode()))
    assert (Entry.objects.count(), Upload.objects.count(), receiving.got) == (entries, 0, [])


@pytest.mark.parametrize("raw", [b"", b"x", b"[]", b"\xff", b'{"list":1,"list":2}', b"[" * 5000, b"null", b"NaN"])
def test_bytes_that_are_no_object_are_refused(receiving: Receiving, raw: bytes) -> None:
    visit = Visit()
    with pytest.raises(errors.UploadUnreadable):
        receive_upload(visit.by, visit.tablet.signs(raw))
    assert Upload.objects.count() == 0


def test_more_answers_than_a_list_has_are_refused(receiving: Receiving) -> None:
    visit = Visit()
    many = [answer(str(uuid4()), "not_met") for _ in range(301)]
    with pytest.raises(errors.UploadTooLarge):
        visit.tablet.sends(visit.list, *many)
    assert Upload.objects.count() == 0


def test_what_another_key_signed_or_somebody_changed_is_refused(receiving: Receiving) -> None:
    visit = Visit()
    stranger = Tablet(visit.by, row=visit.tablet.row)
    body = body_of(visit.list, answer(visit.task["丁一"], "not_met"))
    signed = visit.tablet.signs(body)
    for wrong in (
        stranger.signs(body),
        Envelope(visit.tablet.id, signed.signature, body.replace(b"not_met", b"refused")),
        Envelope(visit.tablet.id, b"", body),
        Envelope(visit.tablet.id, b"\x00" * 64, body),
        Envelope(visit.tablet.id, signed.signature[:-1], body),
    ):
        with pytest.raises(errors.SignatureWrong):
            receive_upload(visit.by, wrong)
    assert (Upload.objects.count(), outcomes()) == (0, {})


def test_nobody_sends_for_another_s_device_or_list(receiving: Receiving) -> None:
    visit, other = Visit(), Visit()
    body = body_of(visit.list, answer(visit.task["丁一"], "not_met"))
    with pytest.raises(AddressUnknown):
        receive_upload(other.by, visit.tablet.signs(body))
    with pytest.raises(AddressUnknown):
        receive_upload(other.by, other.tablet.signs(body))
    assert Upload.objects.count() == 0


def test_a_cadre_s_outcomes_are_kept_and_nothing_goes_to_intake(receiving: Receiving) -> None:
    make_institution()
    make_text("scoring", "file")
    cadre = make_cadre(make_village())
    make_person("吴等待")
    tablet = confirmed_tablet(cadre)
    package, content = tablet.takes(VILLAGE)
    task = content["tasks"][0]["task"]
    tried = tablet.sends(package.list.id, answer(task, land_area_mu="1"))
    assert [one for _, one in tried.results] == ["not_on_list"]
    receipt = tablet.sends(package.list.id, answer(task))
    assert (receipt.came, [one for _, one in receipt.results]) == ("handed", ["taken"])
    assert (receiving.got, receiving.submissions, outcomes()) == ([], [], {"answered": 1})


def test_no_error_of_the_room_says_what_was_sent() -> None:
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, OfficeError) and kind.__module__ == errors.__name__:
            told = kind(limit=1)
            assert told.finding.what.zh
            assert told.finding.mend.en


def test_whom_the_bank_s_notice_reached_leaves_the_roster_and_who_refused_is_not_visited_again(
    receiving: Receiving,
) -> None:
    visit = Visit()
    told = uuid4()
    rows = [NewRosterContact(told, VILLAGE, "孙名册", phone()), NewRosterContact(uuid4(), VILLAGE, "周名册", phone())]
    add_roster(system("tests"), rows, visit.bank.id, timezone.localdate())
    package, content = visit.tablet.takes(VILLAGE)
    task = {one["name"]: one["task"] for one in content["tasks"]}
    assert set(task) == {"丁一", "戊二", "己三", "孙名册", "周名册"}
    receipt = visit.tablet.sends(
        package.list.id, answer(task["孙名册"]), answer(task["周名册"], "refused"), answer(task["丁一"], "refused")
    )
    assert [result for _, result in receipt.results] == ["taken"] * 3
    with maintenance("tests"):
        assert list(RosterContact.objects.exclude(notified_on=None).values_list("person", flat=True)) == [told]
    _, content = visit.tablet.takes(VILLAGE)
    assert {one["name"] for one in content["tasks"]} == {"戊二", "己三"}
    with maintenance("tests"):
        refused = RosterRefusal.objects.values_list("person", "receiver", "refused_on")
        assert list(refused) == [(rows[1].person, visit.bank.id, timezone.localdate())]
        assert list(RosterContact.objects.values_list("person", flat=True)) == [told]
        Task.objects.filter(person=rows[1].person).delete()
    assert add_roster(system("tests"), [rows[1]], visit.bank.id, timezone.localdate()) == 0
    assert add_roster(system("tests"), [rows[1]], make_institution().id, timezone.localdate()) == 1
    colleague = confirmed_tablet(viewer_for(Role.ACCOUNT_MANAGER, COUNTY, visit.bank))
    assert {one["name"] for one in colleague.takes(VILLAGE)[1]["tasks"]} == {"戊二", "己三"}


def test_what_was_collected_for_one_bank_is_not_taken_by_another(receiving: Receiving) -> None:
    visit = Visit()
    body = body_of(visit.list, answer(visit.task["丁一"], land_area_mu="1"))
    other = replace(visit.by, institution=make_institution().id)
    for stranger in (other, replace(visit.by, role=Role.TOWNSHIP_CADRE)):
        with pytest.raises(errors.OtherPost):
            receive_upload(stranger, visit.tablet.signs(body))
        with pytest.raises(errors.OtherPost):
            make_list(stranger, visit.tablet.id, VILLAGE)
    assert (Upload.objects.count(), receiving.got) == (0, [])
