"""What came late, from a revoked device or without intake is set apart, sealed, until somebody decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from bases.accounts_made import COUNTY, viewer_for
from bases.parties_made import TOWNSHIP
from bases.visits_made import Visit, answer, body_of, change, outcomes
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.visits import errors, queries
from xiangxin.office.visits.actions import (
    decide,
    delete_expired,
    end_list,
    hand_over,
    receive_upload,
    revoke_device,
)
from xiangxin.office.visits.models import Task, TaskList, Upload
from xiangxin.office.visits.tests.conftest import Receiving

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


def apart_by_revoking(visit: Visit) -> None:
    revoke_device(visit.by, visit.tablet.id, "lost")


def apart_by_ending(visit: Visit) -> None:
    end_list(visit.by, visit.list)


def apart_by_time(visit: Visit) -> None:
    row = TaskList.objects.get(id=visit.list)
    made = timezone.now() - timedelta(days=8)
    change(row, made_at=made, expires_at=made + timedelta(days=7))


@pytest.mark.parametrize(
    ("how", "why"),
    [(apart_by_revoking, "revoked"), (apart_by_ending, "list_ended"), (apart_by_time, "late")],
    ids=["revoked", "ended", "late"],
)
def test_what_comes_late_or_from_a_revoked_device_is_set_apart_sealed_and_never_merged(
    receiving: Receiving, how: Callable[[Visit], None], why: str
) -> None:
    visit = Visit()
    how(visit)
    receipt = visit.tablet.sends(visit.list, answer(visit.task["丁一"], land_area_mu="12345"))
    upload = Upload.objects.get()
    assert (receipt.came, receipt.results, upload.why) == ("quarantined", (), why)
    assert (receiving.got, outcomes()) == ([], {})
    assert b"12345" not in bytes(upload.answers_sealed)
    assert hand_over(visit.by, upload.id).came == "quarantined"
    with pytest.raises(errors.OwnDevice):
        decide(visit.by, upload.id, release=True)
    with pytest.raises(AddressUnknown):
        decide(viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP), upload.id, release=True)
    assert receiving.got == []


def test_a_person_of_the_office_deletes_what_was_set_apart(receiving: Receiving) -> None:
    visit, office = Visit(), viewer_for(Role.COUNTY_OFFICE, COUNTY)
    apart_by_revoking(visit)
    visit.tablet.sends(visit.list, answer(visit.task["丁一"], land_area_mu="1"))
    assert [(one.answers, one.why) for one in queries.set_apart(office)] == [(1, "设备已停用")]
    upload = decide(office, Upload.objects.get().id, release=False)
    assert (upload.came, bytes(upload.answers_sealed), queries.set_apart(office)) == ("discarded", b"", [])
    with pytest.raises(errors.AlreadySo):
        decide(office, upload.id, release=True)
    assert hand_over(visit.by, upload.id).came == "discarded"
    assert receiving.got == []


def test_what_a_person_released_is_checked_again_and_handed_over_by_its_collector(receiving: Receiving) -> None:
    visit, office = Visit(), viewer_for(Role.COUNTY_OFFICE, COUNTY)
    apart_by_time(visit)
    visit.tablet.sends(
        visit.list, answer(visit.task["丁一"], land_area_mu="1"), answer(visit.task["戊二"], land_area_mu="2")
    )
    upload = decide(office, Upload.objects.get().id, release=True)
    assert (upload.came, receiving.got) == ("released", [])
    visit.withdraw(0)
    done = hand_over(visit.by, upload.id)
    assert (done.came, [one for _, one in done.results]) == ("handed", ["no_ground", "taken"])
    assert receiving.got == [(visit.people[1].id, {"land_area_mu": "2"})]
    assert hand_over(visit.by, upload.id).came == "handed"
    assert len(receiving.got) == 1


def test_what_nobody_decided_is_deleted_after_its_term(receiving: Receiving) -> None:
    visit = Visit()
    apart_by_revoking(visit)
    visit.tablet.sends(visit.list, answer(visit.task["丁一"], land_area_mu="1"))
    today = timezone.localdate()
    delete_expired(system("tests"), today + timedelta(days=30))
    assert Upload.objects.get().came == "quarantined"
    delete_expired(system("tests"), today + timedelta(days=31))
    upload = Upload.objects.get()
    assert (upload.came, bytes(upload.answers_sealed)) == ("discarded", b"")
    delete_expired(system("tests"), today + timedelta(days=38))
    with maintenance("tests"):
        assert Task.objects.count() == 0
    assert delete_expired(system("tests"), today + timedelta(days=38)) == 0


def test_where_intake_fails_nothing_is_lost_and_it_is_handed_over_later(receiving: Receiving) -> None:
    visit = Visit()
    receiving.broken = True
    body = body_of(visit.list, answer(visit.task["丁一"], land_area_mu="1"))
    with pytest.raises(OSError, match="no space"):
        receive_upload(visit.by, visit.tablet.signs(body))
    assert (Upload.objects.get().came, receiving.got) == ("taken", [])
    receiving.broken = False
    assert receive_upload(visit.by, visit.tablet.signs(body)).came == "handed"
    assert (len(receiving.got), outcomes()) == (1, {"answered": 1})


def test_answers_lie_sealed(receiving: Receiving) -> None:
    visit = Visit()
    apart_by_revoking(visit)
    visit.tablet.sends(visit.list, answer(visit.task["丁一"], land_area_mu="4711"))
    assert b"4711" not in bytes(Upload.objects.get().answers_sealed)
