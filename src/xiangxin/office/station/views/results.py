"""What came out for who stands here: read out, printed, answered and contested in their words, without a phone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.grants.actions import deliver_letter
from xiangxin.office.outcome import queries
from xiangxin.office.outcome.printing import letter_pdf, result_pdf
from xiangxin.office.outcome.replies import reply as replied
from xiangxin.office.outcome.replies import say_wrong
from xiangxin.office.shell.answering import page
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.shell.typesetting import as_file
from xiangxin.office.station.queries import card_at_desk
from xiangxin.office.station.views.common import here, keeper


def _page(request: HttpRequest, template: str, by: Viewer, **shown: Any) -> HttpResponse:
    card = card_at_desk(by)
    return page(request, f"station/{template}.html", at="station", mandate=by.mandate is not None, card=card, **shown)


def _name(by: Viewer) -> str:
    card = card_at_desk(by)
    return "" if card is None else card.name


@keeper
@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """What came out at each bank."""
    by, visit = here(request)
    return _page(request, "results", by, banks=queries.banks_of(by, visit.person))


@keeper
@require_GET
def result(request: HttpRequest, result: UUID) -> HttpResponse:
    """One result, to be read line by line."""
    by, visit = here(request)
    seen = queries.explained(by, visit.person, result)
    return _page(request, "result", by, seen=seen, e=seen.explanation)


@keeper
@require_GET
def result_paper(request: HttpRequest, result: UUID) -> HttpResponse:
    """The same, to be printed for the person."""
    by, visit = here(request)
    return as_file(result_pdf(queries.explained(by, visit.person, result), _name(by)), "result.pdf")


@keeper
@require_POST
def wrong(request: HttpRequest, result: UUID) -> HttpResponseBase:
    """The person says that a line is wrong."""
    by, visit = here(request)
    line = request.POST.get("line", "")
    messages.success(request, say_wrong(by, visit.person, result, line, request.POST.get("fact", "")))
    return HttpResponseRedirect(reverse("station:result", args=[result]) + f"#l-{line}")


@keeper
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, letter: UUID) -> HttpResponseBase:
    """A letter; opening it for the person who stands here is its delivery."""
    by, visit = here(request)
    if request.method == "POST":
        deliver_letter(by, visit.person, letter, f"visit:{visit.id}"[:40])
        return HttpResponseRedirect(reverse("station:letter", args=[letter]))
    return _page(request, "letter", by, seen=queries.letter_of(by, visit.person, letter))


@keeper
@require_GET
def letter_paper(request: HttpRequest, letter: UUID) -> HttpResponse:
    """An opened letter, to be printed for the person."""
    by, visit = here(request)
    seen = queries.letter_of(by, visit.person, letter)
    if seen.head.delivered_at is None:
        raise AddressUnknown
    return as_file(letter_pdf(seen, _name(by)), f"letter-{seen.head.number}.pdf")


@keeper
@require_POST
def reply(request: HttpRequest, grant: UUID, what: str) -> HttpResponseBase:
    """What the person answers: yes, no, another human being, or the end of the line."""
    by, visit = here(request)
    messages.success(request, replied(by, visit.person, grant, what))
    return HttpResponseRedirect(reverse("station:results"))
