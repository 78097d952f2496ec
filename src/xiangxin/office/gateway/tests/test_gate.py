"""What reaches an operation and what is answered instead: bodies, fields, cursors, languages; public operations."""

import json
from base64 import b64decode
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client
from django.urls import get_resolver
from ninja import Router

from bases.api_doors import operations
from bases.gateway_made import caller, make_token
from xiangxin.kernel.text import Text
from xiangxin.office.accounts.doors import declared
from xiangxin.office.areas.models import Area
from xiangxin.office.audit.checkpoints import make_checkpoint
from xiangxin.office.config.api import api
from xiangxin.office.gateway.errors import CursorUnfit
from xiangxin.office.gateway.operation import operation
from xiangxin.office.gateway.pages import page
from xiangxin.office.gateway.shapes import Strict
from xiangxin.office.gateway.strict import StrictParser
from xiangxin.office.shell.errors import OfficeError
from xiangxin.proof.tree import verify_consistency

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


def parsed(body: bytes, kind: str = "application/json") -> Any:
    request = HttpRequest()
    request.content_type = kind
    request._body = body
    return StrictParser().parse_body(request)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b'{"a":1,"a":2}', "not_json"),
        (b'{"a":NaN}', "not_json"),
        (b'{"a":-Infinity}', "not_json"),
        (b"\xff", "not_json"),
        (b"\xef\xbb\xbf{}", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[" * 33 + b"]" * 33, "not_json"),
        (b'{"a":"\\u0000"}', "text_damaged"),
        (b'{"a":"\\ud800"}', "text_damaged"),
        (b'{"\\u0000":1}', "text_damaged"),
        (b'{"a":9223372036854775808}', "number_out_of_range"),
        (b'{"a":-9223372036854775809}', "number_out_of_range"),
        (b'{"a":' + b"9" * 5000 + b"}", "number_out_of_range"),
        pytest.param(b" " * 4_000_001, "too_large", id="too large"),
    ],
    ids=str,
)
def test_a_body_that_is_not_one_plain_thing_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(OfficeError) as error:
        parsed(body)
    assert error.value.code == code


def test_a_body_of_another_kind_is_not_read() -> None:
    with pytest.raises(OfficeError) as error:
        parsed(b"{}", "text/plain")
    assert error.value.status == 415


def test_an_ordinary_body_is_read() -> None:
    assert parsed('{"a":[1,"㛃𠮷",null,true,9223372036854775807]}'.encode()) == {
        "a": [1, "㛃𠮷", None, True, 9223372036854775807]
    }


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("limit=0", "limit", "field.range"),
        ("limit=201", "limit", "field.range"),
        ("limit=-1", "limit", "field.range"),
        ("limit=99999999999999999999999", "limit", "field.range"),
        ("limit=x", "limit", "field.whole"),
        ("limit=1.5", "limit", "field.whole"),
        ("cursor=" + "a" * 301, "cursor", "field.long"),
        ("cursor=%3C", "cursor", "field.pattern"),
        ("cursor=abc", "cursor", "cursor_unfit"),
    ],
)
def test_a_list_says_what_is_wrong_with_how_it_was_asked_for(query: str, field: str, code: str) -> None:
    answer = Client().get(f"/api/v1/checkpoints?{query}")
    assert answer.status_code == 422
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [(field, code)]


def test_pages_by_cursor_hold_every_row_once() -> None:
    make_token()
    keys = [("level", "text"), ("code", "text")]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        rows, cursor = page(Area.objects.all(), keys, "areas", cursor, 2)
        seen += [row.code for row in rows]
    assert seen == list(Area.objects.order_by("level", "code").values_list("code", flat=True))


def test_a_cursor_of_another_list_is_none_of_this_one() -> None:
    make_token()
    _, cursor = page(Area.objects.all(), [("code", "text")], "areas", None, 1)
    with pytest.raises(CursorUnfit):
        page(Area.objects.all(), [("code", "text")], "others", cursor, 1)
    with pytest.raises(CursorUnfit):
        page(Area.objects.all(), [("code", "text"), ("level", "text")], "areas", cursor, 1)


def test_anybody_may_keep_checkpoints_and_check_that_one_continues_another() -> None:
    make_token()
    first = make_checkpoint()
    make_token()
    second = make_checkpoint()
    assert first is not None
    assert second is not None
    listed = Client().get("/api/v1/checkpoints").json()["items"]
    assert [one["size"] for one in listed] == [second.size, first.size]
    assert Client().get("/api/v1/checkpoints/latest").json()["text"] == second.text
    proof = Client().get(f"/api/v1/checkpoints/consistency?older={first.size}&newer={second.size}").json()
    newer, older = (b64decode(one["text"].splitlines()[2]) for one in listed)
    nodes = [b64decode(node) for node in proof["nodes"]]
    assert verify_consistency(first.size, second.size, older, newer, nodes)


@pytest.mark.parametrize("sizes", ["older=1&newer=1", "older=2&newer=1", "older=999&newer=1000"])
def test_there_is_no_proof_between_what_was_not_signed(sizes: str) -> None:
    answer = Client().get(f"/api/v1/checkpoints/consistency?{sizes}")
    assert (answer.status_code, answer.json()["code"]) == (422, "proof_unfit")


def test_no_checkpoint_yet_is_told_as_such() -> None:
    answer = Client().get("/api/v1/checkpoints/latest", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["title"]) == (404, "Nothing was found")


def test_unknown_addresses_and_methods_are_problems_too() -> None:
    _, secret = make_token()
    assert caller(secret).get("/api/v1/nothing").json()["code"] == "address_unknown"
    answer = caller(secret).delete("/api/v1/me")
    assert (answer.status_code, answer.json()["code"], answer["Allow"]) == (405, "method_unknown", "GET")


def test_the_description_names_every_operation_its_problems_and_nothing_elsewhere() -> None:
    described = Client().get("/api/v1/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    for path, methods in described["paths"].items():
        for method, said in methods.items():
            assert said["responses"]["422"]["content"].keys() == {"application/problem+json"}, (path, method)
            assert (said.get("security") is None) == path.startswith("/api/v1/checkpoints")
    assert "http" not in json.dumps(described["paths"])


def test_an_operation_without_a_role_is_not_made() -> None:
    with pytest.raises(ValueError, match="names no role"):
        operation(Router(), "GET", "/x", Strict, scope="area", summary=Text("某", "Some"))


def test_every_operation_declares_whom_it_lets_in() -> None:
    every = operations(api)
    assert {one.name for one in every} >= {"get_me", "list_checkpoints"}
    assert [one.name for one in every if not one.asked.door.roles and one.asked.door.scope != "public"] == []


def test_the_doors_of_the_addresses_are_the_gate_s_own() -> None:
    doors = [one.door for one in declared(get_resolver()) if one.route.startswith("api/v1/")]
    assert {door.scope for door in doors if door is not None} == {"token"}
    assert None not in doors
