"""How a page answers what was sent: what escapes to a page of its own, what is told in the form, and where one goes."""

from typing import Any

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory

from xiangxin.office.shell.answering import PAGES, SETTLED, done, filled_in, page
from xiangxin.office.shell.errors import (
    AddressUnknown,
    Conflicting,
    NotAllowed,
    OfficeBusy,
    OfficeError,
    RequestUnreadable,
    SignInNeeded,
    TextTooLong,
    TooLarge,
    TooManyRequests,
)

TEMPLATE = "web/_form.html"


class NameForm(forms.Form):
    name = forms.CharField(max_length=10)


def sent(**values: str) -> HttpRequest:
    request = RequestFactory().post("/", values)
    vars(request)["_messages"] = CookieStorage(request)
    return request


def said_on(request: HttpRequest) -> list[str]:
    return [str(one) for one in get_messages(request)]


def refusing(error: OfficeError) -> Any:
    def do(_given: dict[str, Any]) -> str:
        raise error

    return do


def test_a_page_with_a_form_is_422_once_the_form_is_wrong() -> None:
    request = sent()
    assert page(request, TEMPLATE).status_code == 200
    assert page(request, TEMPLATE, NameForm()).status_code == 200
    assert page(request, TEMPLATE, NameForm({"name": "甲"})).status_code == 200
    assert page(request, TEMPLATE, NameForm({})).status_code == 422
    assert page(request, TEMPLATE, NameForm({}), status=429).status_code == 429


def test_what_was_sent_is_done_once_and_one_is_sent_on_with_a_word() -> None:
    request, seen = sent(name="甲"), []

    def do(given: dict[str, Any]) -> str:
        seen.append(given)
        return "/next/"

    answer = filled_in(request, TEMPLATE, NameForm(request.POST), do, "已登记。")
    assert (answer.status_code, answer["Location"]) == (302, "/next/")
    assert seen == [{"name": "甲"}]
    assert said_on(request) == ["已登记。"]


def test_an_answer_of_its_own_is_given_as_it_is() -> None:
    request, own = sent(name="甲"), HttpResponse("slip")
    assert done(request, NameForm(request.POST), lambda _given: own, "已登记。") is own
    assert said_on(request) == []


@pytest.mark.parametrize("data", [None, {}, {"name": "x" * 11}])
def test_a_form_that_was_not_sent_or_is_wrong_does_nothing(data: dict[str, str] | None) -> None:
    request = sent()
    assert done(request, NameForm(data), refusing(Conflicting())) is None
    answer: HttpResponseBase = filled_in(request, TEMPLATE, NameForm(data), refusing(Conflicting()))
    assert answer.status_code == (200 if data is None else 422)


@pytest.mark.parametrize("error", [RequestUnreadable(), Conflicting(), TooLarge(), TextTooLong("reason", limit=9)])
def test_what_may_be_mended_in_the_form_is_told_at_its_head(error: OfficeError) -> None:
    request = sent(name="甲")
    form = NameForm(request.POST)
    answer = filled_in(request, TEMPLATE, form, refusing(error), "已登记。")
    assert answer.status_code == 422
    assert form.non_field_errors() == [error.text.zh]
    assert form["name"].value() == "甲"
    assert said_on(request) == []


@pytest.mark.parametrize(
    "error", [SignInNeeded(), NotAllowed(), AddressUnknown(), TooManyRequests(seconds=7), OfficeBusy()]
)
def test_what_nothing_typed_would_mend_gets_a_page_of_its_own(error: OfficeError) -> None:
    assert error.status in PAGES
    request = sent(name="甲")
    with pytest.raises(type(error)):
        filled_in(request, TEMPLATE, NameForm(request.POST), refusing(error))


@pytest.mark.parametrize("kind", [NotAllowed, AddressUnknown, TextTooLong])
def test_an_error_that_names_a_field_is_told_at_that_field_whatever_its_status(kind: type[OfficeError]) -> None:
    request = sent(name="甲")
    form = NameForm(request.POST)
    error = kind("name", **({"limit": 9} if kind is TextTooLong else {}))
    assert filled_in(request, TEMPLATE, form, refusing(error)).status_code == 422
    assert form.errors == {"name": [error.text.zh]}


def test_a_page_may_say_that_other_statuses_get_a_page_there() -> None:
    request = sent(name="甲")
    with pytest.raises(Conflicting):
        done(request, NameForm(request.POST), refusing(Conflicting()), pages=SETTLED)
    form = NameForm(request.POST)
    assert done(request, form, refusing(NotAllowed()), pages=frozenset()) is None
    assert form.non_field_errors() == [NotAllowed().text.zh]
