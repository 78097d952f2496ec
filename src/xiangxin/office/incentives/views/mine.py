"""A person's own points on the phone: what for, which document, until when, what they bring, "this one is wrong"."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from xiangxin.office.accounts.choices import OBJECTION, Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.consent.errors import NotYours
from xiangxin.office.incentives import actions
from xiangxin.office.incentives.letters import slip_pdf, struck_pdf
from xiangxin.office.incentives.printing import points_pdf
from xiangxin.office.incentives.queries.mine import own_document, own_exchange, own_struck, points_of_person
from xiangxin.office.incentives.replies import exchanged, objected
from xiangxin.office.incentives.views.common import scan
from xiangxin.office.parties.queries.own import own_page
from xiangxin.office.shell.answering import page
from xiangxin.office.shell.typesetting import as_file

own = door(Role.HOUSEHOLD, scope="own", purpose=OBJECTION)


def _person(request: HttpRequest) -> tuple[Viewer, UUID]:
    by = asker(request)
    if by.person is None:
        raise NotYours()
    return by, by.person


@own
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My points."""
    by, person = _person(request)
    points = points_of_person(by, person)
    return page(request, "incentives/mine.html", at="incentives", mandate=by.mandate is not None, points=points)


@own
@require_GET
def paper(request: HttpRequest) -> HttpResponse:
    """The same on paper."""
    by, person = _person(request)
    return as_file(points_pdf(points_of_person(by, person), own_page(by).name), "points.pdf")


@own
@never_cache
@require_GET
def document(request: HttpRequest, entry: UUID) -> HttpResponse:
    """The scan behind one of my entries."""
    by, person = _person(request)
    return scan(*own_document(by, person, entry))


@own
@require_GET
def letter(request: HttpRequest, entry: UUID) -> HttpResponse:
    """The letter that one of my entries was struck."""
    by, person = _person(request)
    return as_file(struck_pdf(own_struck(by, person, entry), own_page(by).name), "letter.pdf")


@own
@require_GET
def slip(request: HttpRequest, redemption: UUID) -> HttpResponse:
    """What I show to whoever gives what I exchanged points for."""
    by, person = _person(request)
    return as_file(slip_pdf(own_exchange(by, person, redemption), own_page(by).name), "slip.pdf")


@own
@require_POST
def exchange(request: HttpRequest) -> HttpResponseBase:
    """Exchange points for something."""
    by, person = _person(request)
    messages.success(request, exchanged(by, person, request.POST.get("benefit", "")))
    return HttpResponseRedirect(reverse("incentives:mine"))


@own
@require_POST
def wrong(request: HttpRequest, entry: UUID) -> HttpResponseBase:
    """This one is wrong."""
    by, person = _person(request)
    messages.success(request, objected(by, person, entry))
    return HttpResponseRedirect(reverse("incentives:mine"))


@own
@require_POST
def told(request: HttpRequest, entry: UUID) -> HttpResponseBase:
    """I have read that it was struck."""
    by, person = _person(request)
    actions.told(by, person, entry)
    messages.success(request, _("记下了：您已经知道。觉得不该划，可以在那一条上说不对。"))
    return HttpResponseRedirect(reverse("incentives:mine"))
