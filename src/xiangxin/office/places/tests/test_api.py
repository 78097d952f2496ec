"""Operations on areas, institutions and jobs: what is found on which day, commands done once, others' jobs unseen."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from bases.accounts_made import COUNTY, HELD_SINCE
from bases.gateway_made import BY, caller, make_body, make_token, send
from xiangxin.office.areas.actions import merge_areas
from xiangxin.office.areas.new import NewArea
from xiangxin.office.audit.models import Entry
from xiangxin.office.gateway.idempotency import forget_answers
from xiangxin.office.gateway.models import Answer
from xiangxin.office.jobs.models import Job
from xiangxin.office.jobs.worker import work_off

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
TOWN, EAST, WEST = f"{COUNTY[:6]}001000", f"{COUNTY[:6]}001001", f"{COUNTY[:6]}001002"
LATER = HELD_SINCE + timedelta(days=60)
API = "/api/v1"
TABLE = {"kind": "places.table"}


@pytest.fixture
def client() -> Any:
    return caller(make_token()[1])


def posted(client: Any, body: str) -> Any:
    headers = {"Idempotency-Key": "key-00000001"}
    return client.post(f"{API}/jobs", body, content_type="application/json", headers=headers)


def test_areas_are_listed_page_by_page(client: Any) -> None:
    first = client.get(f"{API}/areas?limit=3").json()
    second = client.get(f"{API}/areas?limit=3&cursor={first['next']}").json()
    assert [one["code"] for one in first["items"] + second["items"]] == [COUNTY, TOWN, EAST, WEST]
    assert second["next"] is None
    assert first["items"][0] == {
        "code": COUNTY,
        "level": "county",
        "name": "测试县",
        "from_on": HELD_SINCE.isoformat(),
        "to_on": None,
    }


def test_areas_are_narrowed_by_place_and_level(client: Any) -> None:
    assert len(client.get(f"{API}/areas?inside={TOWN}").json()["items"]) == 3
    assert [one["name"] for one in client.get(f"{API}/areas?level=township").json()["items"]] == ["东河镇"]
    assert client.get(f"{API}/areas?on={HELD_SINCE - timedelta(days=1)}").json()["items"] == []


@pytest.mark.parametrize("day", ["0", "1772424000", "2026-2-3", "2026-02-30", "20260203", "２０２６-02-03", "x"])
def test_a_day_is_written_as_a_day(client: Any, day: str) -> None:
    answer = client.get(f"{API}/areas?on={day}")
    assert answer.status_code == 422
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [("on", "field.day")]


def test_an_old_code_leads_to_what_it_has_become(client: Any) -> None:
    merge_areas(BY, [EAST, WEST], NewArea(f"{COUNTY[:6]}001009", "village", "双岭村"), LATER, "测政〔2026〕3号")
    assert client.get(f"{API}/areas/{EAST}?on={LATER}").status_code == 404
    before = client.get(f"{API}/areas/{EAST}?on={HELD_SINCE}").json()
    assert (before["area"]["name"], [one["name"] for one in before["within"]]) == ("东岭村", ["测试县", "东河镇"])
    became = client.get(f"{API}/areas/{EAST}/became?known_on={HELD_SINCE}&on={LATER}").json()
    assert [one["name"] for one in became["items"]] == ["双岭村"]


@pytest.mark.parametrize("code", ["1", "abc", "9901010010010", "９９０１０１００１００１", f"{EAST}%0A"])
def test_a_code_that_is_none_is_told_as_such(client: Any, code: str) -> None:
    answer = client.get(f"{API}/areas/{code}")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "code")


def test_institutions_are_found_by_kind_and_id(client: Any) -> None:
    panel = make_body("panel", EAST, "东岭村评议小组")
    found = client.get(f"{API}/institutions?kind=panel").json()["items"]
    assert [one["id"] for one in found] == [str(panel.id)]
    assert client.get(f"{API}/institutions/{panel.id}").json()["name"] == "东岭村评议小组"
    assert client.get(f"{API}/institutions/{uuid4()}").status_code == 404
    assert client.get(f"{API}/institutions?kind=shop").json()["errors"][0]["code"] == "field.choice"


def test_a_job_is_started_once_for_its_key(client: Any) -> None:
    answers = [send(client, "/jobs", TABLE, "key-00000001") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 200]
    assert answers[0].json() == answers[1].json() == answers[2].json()
    assert (Job.objects.count(), Entry.objects.filter(act="jobs.job_started").count()) == (1, 1)


def test_a_key_belongs_to_one_command_and_one_token(client: Any) -> None:
    assert send(client, "/jobs", TABLE, "key-00000001").status_code == 200
    other = posted(client, '{"kind" : "places.table"}')
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    assert Job.objects.count() == 1
    assert send(caller(make_token()[1]), "/jobs", TABLE, "key-00000001").status_code == 200
    assert Job.objects.count() == 2


@pytest.mark.parametrize("key", ["", "short", "a" * 65, "with blank 1", "键键键键键键键键"])
def test_a_command_without_a_key_is_refused_and_does_nothing(client: Any, key: str) -> None:
    answer = send(client, "/jobs", TABLE, key)
    assert (answer.status_code, answer.json()["code"]) == (400, "key_missing")
    assert (Job.objects.count(), Answer.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "kind", "field.missing"),
        ({"kind": "places.other"}, "kind", "field.choice"),
        ({"kind": None}, "kind", "field.choice"),
        ({"kind": "places.table", "area": COUNTY}, "area", "field.extra"),
        ([], "body", "field.object"),
        ("x", "body", "field.object"),
    ],
)
def test_a_body_that_does_not_fit_is_told_field_by_field(client: Any, body: Any, field: str, code: str) -> None:
    answer = posted(client, json.dumps(body))
    assert answer.status_code == 422
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [(field, code)]
    assert (Job.objects.count(), Answer.objects.count()) == (0, 0)


def test_a_job_is_watched_fetched_and_cancelled_by_its_own_token_only(client: Any) -> None:
    started = send(client, "/jobs", TABLE, "key-00000001").json()
    assert client.get(f"{API}/jobs/{started['id']}/file").json()["code"] == "job_not_done"
    work_off()
    done = client.get(f"{API}/jobs/{started['id']}").json()
    assert (done["state"], done["has_file"], done["result"]) == ("done", True, {"rows": 5})
    assert "东岭村" in b"".join(client.get(f"{API}/jobs/{started['id']}/file").streaming_content).decode("utf-8-sig")
    assert send(client, f"/jobs/{started['id']}/cancellation", {}, "key-00000002").json()["code"] == "job_ended"
    assert [one["id"] for one in client.get(f"{API}/jobs").json()["items"]] == [started["id"]]
    other = caller(make_token()[1])
    assert other.get(f"{API}/jobs").json()["items"] == []
    assert other.get(f"{API}/jobs/{started['id']}").status_code == 404
    assert send(other, f"/jobs/{started['id']}/cancellation", {}, "key-00000003").status_code == 404


def test_a_command_that_failed_keeps_no_answer(client: Any) -> None:
    answer = send(client, f"/jobs/{uuid4()}/cancellation", {}, "key-00000001")
    assert (answer.status_code, Answer.objects.count()) == (404, 0)


def test_answers_are_forgotten_after_their_term(client: Any) -> None:
    send(client, "/jobs", TABLE, "key-00000001")
    assert forget_answers() == 0
    Answer.objects.update(at=timezone.now() - timedelta(hours=73))
    assert forget_answers() == 1
