"""A provider's system sends a table: read, told what is wrong, taken back; and the same command twice is one."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.test import Client

from bases.accounts_made import COUNTY, viewer_for
from bases.consent_made import make_consent
from bases.gateway_made import caller, make_body, make_county, make_token, send
from bases.intake_made import ON, filled, make_agreement
from bases.parties_made import VILLAGE, id_number, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.intake.actions import decide, propose
from xiangxin.office.intake.models import Agreement, Submission
from xiangxin.office.jobs.worker import work_off

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


class System:
    """The system of a court, with a token for the agreement's purpose."""

    def __init__(self, purpose: str = "evaluation") -> None:
        make_county()
        self.body = make_body("provider")
        self.person: Viewer = viewer_for(Role.DATA_PROVIDER, COUNTY, self.body)
        self.agreement: Agreement = make_agreement(self.person, make_body("government"))
        self.client: Client = caller(make_token(Role.DATA_PROVIDER, purpose, self.body)[1])
        self.number = id_number()
        make_consent(make_person("张小三", VILLAGE, number=self.number).id, purpose="evaluation")

    def table(self) -> dict[str, Any]:
        row = {
            "id_number": self.number, "amount_fen": 500, "happened_on": date(2026, 4, 1), "document_no": "虚执1号",
            "authority": "虚构县法院",
        }  # fmt: skip
        content = filled("court_enforcement", [row, {**row, "id_number": "99010119800501", "document_no": "虚执2号"}])
        return {
            "form": "court_enforcement", "name": "六月.xlsx", "content": b64encode(content).decode(),
            "sha256": sha256(content).hexdigest(), "agreement": str(self.agreement.id),
        }  # fmt: skip


@pytest.fixture
def system(db: None) -> System:
    return System()


def test_a_table_is_sent_once_read_and_told(system: System) -> None:
    table = system.table()
    first = send(system.client, "/submissions", table, "key-one-two-three")
    again = send(system.client, "/submissions", table, "key-one-two-three")
    assert (first.status_code, again.json()) == (200, first.json())
    work_off()
    address = f"/api/v1/submissions/{first.json()['id']}"
    seen = system.client.get(address).json()
    assert (seen["state"], seen["rows_new"], seen["rows_refused"]) == ("staged", 1, 1)
    told = system.client.get(f"{address}/findings").json()
    assert (told["total"], told["items"][0]["code"], told["items"][0]["row"]) == (1, "id_number_length", 3)
    assert system.client.get(f"{address}/returned").content.startswith(b"PK")
    assert [one["id"] for one in system.client.get("/api/v1/submissions").json()["items"]] == [seen["id"]]
    row = propose(system.person, Submission.objects.get().id, "系统报送")
    decide(viewer_for(Role.COUNTY_OFFICE), row.id, agrees=True)
    work_off()
    assert system.client.get(address).json()["state"] == "accepted"


def test_what_arrived_otherwise_than_announced_keeps_nothing(system: System) -> None:
    table = system.table()
    for changes, code in (
        ({"sha256": "0" * 64}, "file_damaged_on_the_way"),
        ({"content": "AAAA="}, "file_damaged_on_the_way"),
        ({"agreement": None}, "agreement_needed"),
        ({"agreement": "协议〔1999〕1号"}, "agreement_unfit"),
        ({"name": "表.exe"}, "file_kind_unknown"),
        ({"area": "990201000000"}, "area_beyond_yours"),
    ):
        answer = send(system.client, "/submissions", {**table, **changes}, f"key-{code}-{len(changes)}")
        assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[-1].rsplit(":", 1)[-1]) == (422, code)
    assert not Submission.objects.exists()


def test_an_agreement_is_named_by_its_number_or_its_id_and_nobody_elses_is(system: System) -> None:
    elses = make_agreement(viewer_for(Role.DATA_PROVIDER, COUNTY, make_body("provider")), make_body("government"))
    table = system.table()
    for place, named in enumerate((system.agreement.number, str(system.agreement.id))):
        assert (
            send(system.client, "/submissions", {**table, "agreement": named}, f"key-named-{place}").status_code == 200
        )
    assert {row.agreement_id for row in Submission.objects.all()} == {system.agreement.id}
    for place, named in enumerate((elses.number, str(elses.id))):
        answer = send(system.client, "/submissions", {**table, "agreement": named}, f"key-elses-{place}")
        assert (answer.status_code, answer.json()["code"]) == (422, "agreement_unfit")
    assert Submission.objects.count() == 2


def test_a_token_for_another_purpose_brings_nothing_in() -> None:
    system = System("scoring")
    answer = send(system.client, "/submissions", system.table(), "key-of-purpose")
    assert (answer.status_code, Submission.objects.count()) == (403, 0)


def test_another_institutions_system_sees_nothing_and_the_own_takes_back(system: System) -> None:
    row = send(system.client, "/submissions", system.table(), "key-one-two-three").json()
    stranger = caller(make_token(Role.DATA_PROVIDER, "evaluation", make_body("provider"))[1])
    assert stranger.get(f"/api/v1/submissions/{row['id']}").status_code == 404
    assert send(stranger, f"/submissions/{row['id']}/withdrawal", {}, "key-stranger-1").status_code == 404
    back = send(system.client, f"/submissions/{row['id']}/withdrawal", {}, "key-take-back")
    assert (back.status_code, back.json()["state"]) == (200, "withdrawn")
