"""Incentive points of who stands here: read out, printed, exchanged and contested in their words, without a phone."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.incentives import actions
from xiangxin.office.incentives.letters import slip_pdf, struck_pdf
from xiangxin.office.incentives.printing import points_pdf
from xiangxin.office.incentives.queries.mine import own_exchange, own_struck, points_of_person
from xiangxin.office.incentives.replies import exchanged, objected
from xiangxin.office.shell.answering import page
from xiangxin.office.shell.typesetting import as_file
from xiangxin.office.station.queries import card_at_desk
from xiangxin.office.station.views.common import here, keeper


@keeper
@require_GET
def points(request: HttpRequest) -> HttpResponse:
    """What the person has, by which documents, until when, and what it brings."""
    by, visit = here(request)
    return page(
        request,
        "station/points.html",
        at="station",
        mandate=by.mandate is not None,
        card=card_at_desk(by),
        points=points_of_person(by, visit.person),
    )


@keeper
@require_GET
def paper(request: HttpRequest) -> HttpResponse:
    """The same on paper, with room for the signature of whoever exchanges."""
    by, visit = here(request)
    return as_file(points_pdf(points_of_person(by, visit.person), _name(by)), "points.pdf")


@keeper
@require_GET
def letter(request: HttpRequest, entry: UUID) -> HttpResponse:
    """The letter that an entry was struck, to take along."""
    by, visit = here(request)
    return as_file(struck_pdf(own_struck(by, visit.person, entry), _name(by)), "letter.pdf")


@keeper
@require_GET
def slip(request: HttpRequest, redemption: UUID) -> HttpResponse:
    """What the person shows to whoever gives what was exchanged."""
    by, visit = here(request)
    return as_file(slip_pdf(own_exchange(by, visit.person, redemption), _name(by)), "slip.pdf")


def _name(by: Viewer) -> str:
    card = card_at_desk(by)
    return "" if card is None else card.name


@keeper
@require_POST
def exchange(request: HttpRequest) -> HttpResponseBase:
    """The person exchanges points for something."""
    by, visit = here(request)
    messages.success(request, exchanged(by, visit.person, request.POST.get("benefit", "")))
    return HttpResponseRedirect(reverse("station:points"))


@keeper
@require_POST
def wrong(request: HttpRequest, entry: UUID) -> HttpResponseBase:
    """The person says that an entry is wrong."""
    by, visit = here(request)
    messages.success(request, objected(by, visit.person, entry))
    return HttpResponseRedirect(reverse("station:points"))


@keeper
@require_POST
def told(request: HttpRequest, entry: UUID) -> HttpResponseBase:
    """The person was told that an entry was struck."""
    by, visit = here(request)
    actions.told(by, visit.person, entry)
    messages.success(request, _("记下了：已经告诉本人。"))
    return HttpResponseRedirect(reverse("station:points"))
