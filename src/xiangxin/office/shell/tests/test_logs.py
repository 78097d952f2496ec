"""What the office writes about itself holds nobody's name, number or phone, wherever somebody put it."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from xiangxin.office.config import urls
from xiangxin.office.shell.logs import formatter, safe

pytestmark = pytest.mark.django_db(databases=["default", "reads"])

NAME, NUMBER, PHONE = "张三丰", "990101199001011234", "13800138000"
PERSONAL = (NAME, NUMBER, PHONE, quote(NAME), NAME.encode("unicode_escape").decode())


def failing(request: HttpRequest, what: str) -> HttpResponse:
    raise ValueError(f"{NAME} {NUMBER} {PHONE} {request.POST}")


def talking(request: HttpRequest) -> HttpResponse:
    logging.getLogger("some.library").warning("row of %s", NAME)
    logging.getLogger("some.library").error(f"row of {NUMBER}")
    logging.getLogger("xiangxin.office.x").info(f"seen {NAME}", extra={"code": NUMBER, "person": NAME, "kind": PHONE})
    logging.getLogger("xiangxin.office.x").info("seen", extra={"code": "file_read", "count": 3})
    return HttpResponse("done")


class Addresses:
    """Stands for the office's list of addresses."""

    urlpatterns = (path("fail/<str:what>", failing), path("talk", talking))
    handler400 = urls.handler400
    handler403 = urls.handler403
    handler404 = urls.handler404
    handler500 = urls.handler500


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    monkeypatch.setattr(settings, "ROOT_URLCONF", Addresses)
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


def events(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


@pytest.mark.parametrize(
    "send",
    [
        lambda client: client.get(f"/fail/{NUMBER}?name={NAME}&phone={PHONE}"),
        lambda client: client.post(f"/fail/{NAME}", {"name": NAME, "number": NUMBER, "phone": PHONE}),
        lambda client: client.get(f"/nowhere/{NAME}/{NUMBER}/{PHONE}"),
        lambda client: client.get("/talk", headers={"User-Agent": NAME, "Referer": f"https://x/{NUMBER}"}),
        lambda client: client.get(f"/talk?q={NUMBER}%00{PHONE}"),
        lambda client: client.post("/talk", f'{{"name":"{NAME}"}}', content_type="application/json"),
        lambda client: client.get("/talk", HTTP_HOST=f"{PHONE}.example"),
        lambda client: client.generic(PHONE, "/talk"),
        lambda client: client.get("/talk", HTTP_COOKIE=f"sessionid={NUMBER}"),
    ],
)
def test_no_line_holds_what_somebody_typed(lines: io.StringIO, send: Any) -> None:
    send(Client(raise_request_exception=False))
    written = lines.getvalue()
    assert [one for one in PERSONAL if one in written] == []
    assert events(lines)[-1]["event"] == "request"


def test_the_line_of_a_request_names_route_status_and_number(lines: io.StringIO) -> None:
    answer = Client(raise_request_exception=False).get(f"/fail/{NAME}")
    last = events(lines)[-1]
    assert (last["method"], last["route"], last["status"]) == ("GET", "fail/<str:what>", 500)
    assert last["request"] == answer["X-Request-ID"]
    assert UUID(last["request"]).version == 4
    assert last["request"] in answer.text


def test_a_fault_is_told_by_its_kind_and_place(lines: io.StringIO) -> None:
    Client(raise_request_exception=False).get(f"/fail/{NAME}")
    fault = next(one for one in events(lines) if "places" in one)
    assert fault["error"] == "ValueError"
    assert fault["places"][-1].startswith("test_logs.py:")


def test_an_event_of_ours_keeps_its_name_and_listed_fields(lines: io.StringIO) -> None:
    Client().get("/talk")
    named = [one for one in events(lines) if one["event"] in ("seen", "unnamed", "library")]
    assert [one["event"] for one in named] == ["library", "library", "unnamed", "seen"]
    assert named[2]["code"] == named[2]["kind"] == "withheld"
    assert "person" not in named[2]
    assert (named[3]["code"], named[3]["count"]) == ("file_read", 3)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (13_800_138_000, "withheld"),
        ("file_read", "file_read"),
        ("parties/person/<uuid:person>/", "parties/person/<uuid:person>/"),
        ("account:11111111-1111-4111-8111-111111111111", "account:11111111-1111-4111-8111-111111111111"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (NAME, "withheld"),
        (f"number {NUMBER}", "withheld"),
        ("a\nb", "withheld"),
        ("x" * 161, "withheld"),
    ],
)
def test_a_value_is_kept_only_where_it_can_be_nobody_s(value: object, kept: object) -> None:
    assert safe(value) == kept
