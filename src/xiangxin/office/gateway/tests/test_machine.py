"""Health and figures: what they say, to whom."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from bases.gateway_made import make_county
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.checkpoints import make_checkpoint
from xiangxin.office.audit.terms import stale_after
from xiangxin.office.gateway import health
from xiangxin.office.jobs.actions import start_job
from xiangxin.office.jobs.models import Periodic
from xiangxin.office.jobs.worker import holds_lease

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


def findings(client: Client | None = None) -> dict[str, dict[str, object]]:
    return dict((client or Client()).get("/healthz").json()["findings"])


def test_an_office_that_is_well_says_so() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["state"]) == (200, "ok")
    assert answer["Cache-Control"] == "no-store"
    assert list(findings()) == [
        "disk_free_megabytes",
        "queue_wait_seconds",
        "worker_silent_seconds",
        "periodic_failures",
        "checkpoint_age_seconds",
        "checkpoint_stale",
        "delivery_wait_seconds",
        "deliveries_given_up",
        "feeds_stale",
    ]


def wait_for_job() -> None:
    start_job(system("test"), "places.table", {"area": "990101000000"})
    make_checkpoint()


def die() -> None:
    holds_lease(uuid4())


def fail() -> None:
    Periodic.objects.create(name="test", due_at=timezone.now(), failures=4)


def grow() -> None:
    make_county()


@pytest.mark.parametrize(
    ("happen", "name"),
    [
        (wait_for_job, "queue_wait_seconds"),
        (die, "worker_silent_seconds"),
        (fail, "periodic_failures"),
        (grow, "checkpoint_age_seconds"),
    ],
)
def test_what_needs_looking_at_is_named(happen: Callable[[], None], name: str) -> None:
    happen()
    with time_machine.travel(timezone.now() + timedelta(seconds=340), tick=False):
        answer = Client().get("/healthz")
        assert (answer.status_code, answer.json()["state"]) == (200, "look")
        assert [one for one, found in findings().items() if not found["good"]] == [name]


def test_a_checkpoint_that_has_not_left_for_a_day_is_named_beside_its_age() -> None:
    grow()
    with time_machine.travel(timezone.now() + stale_after() + timedelta(seconds=1), tick=False):
        wrong = [one for one, found in findings().items() if not found["good"]]
        assert wrong == ["checkpoint_age_seconds", "checkpoint_stale"]
        assert findings()["checkpoint_stale"]["figure"] == 1
        make_checkpoint()
        assert findings()["checkpoint_stale"] == {"good": True, "figure": 0}


def test_a_full_disk_needs_looking_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = tuple(
        (name, (lambda: 1) if name == "disk_free_megabytes" else f, most) for name, f, most in health._LOOKED_AT
    )
    monkeypatch.setattr(health, "_LOOKED_AT", looked)
    assert findings()["disk_free_megabytes"] == {"good": False, "figure": 1}


def test_without_its_database_the_office_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def __iter__(self) -> object:
            raise DatabaseError("secret words")

    monkeypatch.setattr(health, "connections", Gone())
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"state": "down", "findings": {}})


@pytest.mark.parametrize(
    "headers",
    [{"X-Forwarded-For": "8.8.8.8"}, {"Forwarded": "for=8.8.8.8"}, {"X-Real-IP": "8.8.8.8"}, {"Via": "1.1 x"}],
)
def test_through_a_proxy_nobody_sees_more_than_whether_it_works(headers: dict[str, str]) -> None:
    assert Client().get("/healthz", headers=headers).json() == {"state": "ok"}
    assert Client().get("/metrics", headers=headers).status_code == 404


@pytest.mark.parametrize("address", ["8.8.8.8", "", "unix:", "10.0.0.1"])
def test_another_machine_sees_no_figure(address: str) -> None:
    assert Client(REMOTE_ADDR=address).get("/metrics").status_code == 404
    assert Client(REMOTE_ADDR=address).get("/healthz").json() == {"state": "ok"}


def test_with_a_word_set_only_who_has_it_sees_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "METRICS_TOKEN", "a-long-word")
    assert Client().get("/metrics").status_code == 404
    assert Client().get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 404
    assert Client().get("/metrics", headers={"Authorization": "Bearer a-long-word"}).status_code == 200


def test_figures_name_routes_and_counts() -> None:
    Client().get("/healthz")
    text = Client().get("/metrics").text
    assert 'xiangxin_requests_total{method="GET",route="healthz",status="200"}' in text
    assert "xiangxin_log_entries 0.0" in text
    assert "xiangxin_deliveries_given_up 0.0" in text
