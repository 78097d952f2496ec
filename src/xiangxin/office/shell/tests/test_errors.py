"""Errors a user is told: as a page, as a fragment, as JSON; what is refused at the edge; what stays a fault of ours."""

import importlib
import json
import pkgutil
import re
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import DataError, IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.test import Client
from django.urls import path

import xiangxin.office
from xiangxin.office.config import urls
from xiangxin.office.shell.errors import (
    BY_STATUS,
    Conflicting,
    OfficeError,
    TextTooLong,
    TooManyRequests,
    messages_of,
)

REACHED: list[HttpRequest] = []
RAISED: dict[str, Exception] = {
    "conflict": Conflicting(),
    "field": TextTooLong("name", limit=60),
    "often": TooManyRequests(seconds=7),
    "locked": OperationalError("database is locked"),
    "full": OperationalError("database or disk is full"),
    "schema": OperationalError("no such table: secret"),
    "number": OverflowError("Python int too large to convert to SQLite INTEGER"),
    "data": DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes"),
    "twice": IntegrityError("UNIQUE constraint failed: secret.person_id"),
    "ours-too": IntegrityError("FOREIGN KEY constraint failed"),
    "ours": ValueError("张三 330102"),
}


def raising(request: HttpRequest, which: str) -> HttpResponse:
    raise RAISED[which]


def answering(request: HttpRequest) -> HttpResponse:
    REACHED.append(request)
    return HttpResponse("done")


def only_put(request: HttpRequest) -> HttpResponse:
    return HttpResponseNotAllowed(["PUT"])


class Addresses:
    """Stands for the office's list of addresses."""

    urlpatterns = (
        path("raise/<str:which>", raising),
        path("api/raise/<str:which>", raising),
        path("answer", answering),
        path("put", only_put),
        path("api/put", only_put),
    )
    handler400 = urls.handler400
    handler403 = urls.handler403
    handler404 = urls.handler404
    handler500 = urls.handler500


@pytest.fixture(autouse=True)
def addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    REACHED.clear()
    monkeypatch.setattr(settings, "ROOT_URLCONF", Addresses)


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


def office_errors() -> list[type[OfficeError]]:
    """Every class of every room."""
    for module in pkgutil.walk_packages(xiangxin.office.__path__, "xiangxin.office."):
        if module.name.endswith(".errors"):
            importlib.import_module(module.name)
    found, todo = [], list(OfficeError.__subclasses__())
    while todo:
        one = todo.pop()
        todo += one.__subclasses__()
        found.append(one)
    return found


def test_every_error_of_every_room_has_its_words_in_both_languages() -> None:
    for kind in office_errors():
        message = messages_of(kind.room).by_code.get(kind.code)
        assert message is not None, f"{kind.room}/messages.yaml lacks {kind.code}"
        for text in message[1:]:
            assert text.zh.strip(), kind.code
            assert text.en.strip(), kind.code


def test_no_words_stand_there_for_what_is_never_told() -> None:
    """Words are those of an error's class, or of a finding that the room's code or data name."""
    codes = {(kind.room, kind.code) for kind in office_errors()} | {(OfficeError.room, OfficeError.code)}
    rooms = {kind.room for kind in office_errors()}
    told = {(room, code) for room in rooms for code in messages_of(room).by_code if "." not in code}
    named = {room: _named_in(Path(str(files(room)))) for room in rooms}
    assert sorted((room, code) for room, code in told - codes if code not in named[room]) == []


def _named_in(room: Path) -> set[str]:
    """Every name that stands in the room's code or data, beside its words."""
    paths = [*room.rglob("*.py"), *room.rglob("*.yaml")]
    texts = [path.read_text("utf-8") for path in paths if path.name != "messages.yaml" and "tests" not in path.parts]
    return set(re.findall(r"[a-z][a-z0-9_]+", "\n".join(texts)))


@pytest.mark.parametrize(
    ("which", "status", "words"),
    [
        ("conflict", 409, "内容已被别人改动"),
        ("field", 422, "文字太长"),
        ("often", 429, "请等 7 秒再试"),
        ("locked", 503, "系统正忙"),
        ("full", 503, "服务器磁盘已满"),
        ("schema", 500, "系统出了错"),
        ("number", 422, "数字超出范围"),
        ("data", 400, "文字里有不能保存的字符"),
        ("twice", 409, "内容已被别人改动"),
        ("ours-too", 500, "系统出了错"),
        ("ours", 500, "系统出了错"),
    ],
)
def test_an_error_that_escapes_a_view_is_a_page_that_says_why(
    browser: Client, which: str, status: int, words: str
) -> None:
    answer = browser.get(f"/raise/{which}")
    assert answer.status_code == status
    assert words in answer.text
    assert "张三" not in answer.text
    assert "330102" not in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(("which", "status"), [("conflict", 409), ("field", 422), ("locked", 503), ("ours", 500)])
def test_the_api_gets_the_same_as_json_in_both_languages(browser: Client, which: str, status: int) -> None:
    answer = browser.get(f"/api/raise/{which}")
    body = answer.json()
    assert answer.status_code == status == body["status"]
    assert answer["Content-Type"] == "application/problem+json"
    assert set(body["what"]) == set(body["why"]) == set(body["mend"]) == {"zh", "en"}
    assert body["type"] == f"urn:xiangxin:problem:{body['code']}"


def test_an_error_at_a_field_names_the_field(browser: Client) -> None:
    body = browser.get("/api/raise/field").json()
    assert body["errors"] == [
        {"field": "name", "code": "text_too_long", "what": {"zh": "文字太长", "en": "The text is too long"}}
    ]
    assert "60" in body["why"]["en"]


def test_a_page_says_once_what_is_wrong(browser: Client) -> None:
    assert browser.get("/raise/field").text.split("<main")[1].count("文字太长") == 1
    assert browser.get("/raise/field", headers={"HX-Request": "true"}).text.count("文字太长") == 1


def test_the_title_comes_in_the_language_that_was_asked_for(browser: Client) -> None:
    assert browser.get("/api/raise/conflict", headers={"Accept-Language": "en"}).json()["title"].startswith("Somebody")
    assert browser.get("/api/raise/conflict").json()["title"] == "内容已被别人改动"


def test_a_part_of_a_page_gets_a_part_of_a_page(browser: Client) -> None:
    answer = browser.get("/raise/conflict", headers={"HX-Request": "true"})
    assert "<html" not in answer.text
    assert "内容已被别人改动" in answer.text


@pytest.mark.parametrize(
    ("which", "came_from", "back"),
    [
        ("conflict", "http://testserver/answer?page=2", "/answer?page=2"),
        ("twice", "http://testserver/answer", "/answer"),
        ("conflict", "http://elsewhere.example/answer", ""),
        ("conflict", "http://testserver//elsewhere.example/", ""),
        ("conflict", "http://testserver", ""),
        ("conflict", "http://[", ""),
        ("conflict", "", ""),
        ("field", "http://testserver/answer", ""),
        ("ours", "http://testserver/answer", ""),
    ],
)
def test_who_was_slower_is_led_back_to_the_page_they_came_from(
    browser: Client, which: str, came_from: str, back: str
) -> None:
    answer = browser.post(f"/raise/{which}", headers={"Referer": came_from})
    assert ("回到刚才那一页" in answer.text, f'href="{back}"' in answer.text) == (bool(back), bool(back))
    assert 'href="/"' in answer.text
    assert "回到刚才那一页" not in browser.get(f"/raise/{which}", headers={"Referer": came_from}).text


@pytest.mark.parametrize("address", ["/nowhere", "/api/nowhere"])
def test_an_address_that_leads_nowhere_says_so(browser: Client, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 404
    told = json.loads(answer.text)["what"]["zh"] if address.startswith("/api") else answer.text
    assert "这里没有您要找的内容" in told


@pytest.mark.parametrize("address", ["/put", "/api/put"])
def test_a_method_that_is_not_taken_says_which_is(browser: Client, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 405
    assert answer["Allow"] == "PUT"
    assert answer.content


NUL = quote("a\x00b")


@pytest.mark.parametrize(
    ("request_of", "status"),
    [
        (lambda browser: browser.get(f"/answer?q={NUL}"), 400),
        (lambda browser: browser.get("/answer?q=%ff"), 400),
        (lambda browser: browser.get("/answer?q=%ed%a0%80"), 400),
        (lambda browser: browser.get(f"/answer?{NUL}=1"), 400),
        (lambda browser: browser.get("/raise/%00"), 400),
        (lambda browser: browser.get("/nowhere/%ff"), 404),
        (lambda browser: browser.post("/answer", {"name": "a\x00b"}), 400),
        (lambda browser: browser.post("/answer", b"name=%ff", content_type="application/x-www-form-urlencoded"), 400),
        (lambda browser: browser.post("/answer", {"name": "长" * 20_001}), 422),
        (lambda browser: browser.post("/answer", {"name": ["a"] * 1_001}), 413),
        (lambda browser: browser.get("/answer", HTTP_HOST="elsewhere.example"), 400),
        (lambda browser: browser.get("/answer", HTTP_COOKIE='sessionid="\\000aaaaaaaaaaaa"'), 400),
    ],
)
def test_what_no_database_keeps_is_refused_at_the_edge(browser: Client, request_of: Any, status: int) -> None:
    answer = request_of(browser)
    assert answer.status_code == status
    assert REACHED == []


def test_ordinary_input_passes_the_edge(browser: Client) -> None:
    assert browser.post("/answer", {"name": "㛃𠮷 · 長" * 100}).text == "done"
    assert len(REACHED) == 1


def test_every_status_we_answer_with_has_an_error_of_its_own() -> None:
    assert {kind.status for kind in BY_STATUS.values()} == set(BY_STATUS)
