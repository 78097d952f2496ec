"""A person's own result on the phone: what came out, why, the letters, what to answer, what is wrong."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.office.accounts.doors import own, owner
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.grants.actions import deliver_letter
from xiangxin.office.outcome import queries
from xiangxin.office.outcome.printing import letter_pdf, result_pdf
from xiangxin.office.outcome.replies import reply as replied
from xiangxin.office.outcome.replies import say_wrong
from xiangxin.office.parties.queries.own import own_page
from xiangxin.office.shell.answering import page
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.shell.typesetting import as_file


def _page(request: HttpRequest, template: str, by: Viewer, **shown: Any) -> HttpResponse:
    return page(request, f"outcome/{template}.html", at="outcome", mandate=by.mandate is not None, **shown)


@own
@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """What came out at each bank."""
    by, person = owner(request)
    return _page(request, "mine", by, banks=queries.banks_of(by, person))


@own
@require_GET
def result(request: HttpRequest, result: UUID) -> HttpResponse:
    """One result, line by line."""
    by, person = owner(request)
    seen = queries.explained(by, person, result)
    return _page(request, "result", by, seen=seen, e=seen.explanation)


@own
@require_GET
def result_paper(request: HttpRequest, result: UUID) -> HttpResponse:
    """The same on paper."""
    by, person = owner(request)
    seen = queries.explained(by, person, result)
    return as_file(result_pdf(seen, own_page(by).name), "result.pdf")


@own
@require_POST
def wrong(request: HttpRequest, result: UUID) -> HttpResponseBase:
    """This one is wrong."""
    by, person = owner(request)
    line = request.POST.get("line", "")
    messages.success(request, say_wrong(by, person, result, line, request.POST.get("fact", "")))
    return HttpResponseRedirect(reverse("outcome:result", args=[result]) + f"#l-{line}")


@own
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, letter: UUID) -> HttpResponseBase:
    """A letter; opening it is its delivery."""
    by, person = owner(request)
    if request.method == "POST":
        deliver_letter(by, person, letter, by.device)
        return HttpResponseRedirect(reverse("outcome:letter", args=[letter]))
    return _page(request, "letter", by, seen=queries.letter_of(by, person, letter))


@own
@require_GET
def letter_paper(request: HttpRequest, letter: UUID) -> HttpResponse:
    """An opened letter on paper."""
    by, person = owner(request)
    seen = queries.letter_of(by, person, letter)
    if seen.head.delivered_at is None:
        raise AddressUnknown
    return as_file(letter_pdf(seen, own_page(by).name), f"letter-{seen.head.number}.pdf")


@own
@require_POST
def reply(request: HttpRequest, grant: UUID, what: str) -> HttpResponseBase:
    """Yes, no, another human being, or the end of the line."""
    by, person = owner(request)
    messages.success(request, replied(by, person, grant, what))
    return HttpResponseRedirect(reverse("outcome:results"))
