"""Who may rate whoever stands here: read out, and one of them stepping aside in their words, without a phone."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiangxin.office.review import actions
from xiangxin.office.review.queries.mine import panels_of
from xiangxin.office.shell.answering import page
from xiangxin.office.station.queries import card_at_desk
from xiangxin.office.station.views.common import here, keeper


@keeper
@require_GET
def panels(request: HttpRequest) -> HttpResponse:
    """Who sits on the panels that the person lets see their papers."""
    by, visit = here(request)
    return page(request, "station/panels.html", card=card_at_desk(by), panels=panels_of(by, visit.person))


@keeper
@require_POST
def challenge(request: HttpRequest, seat: UUID) -> HttpResponseBase:
    """The person will not be rated by them."""
    by, visit = here(request)
    actions.challenge(by, visit.person, seat)
    messages.success(request, _("已记下，这个人不评本人。不要告诉对方是谁提的。"))
    return HttpResponseRedirect(reverse("station:panels"))
