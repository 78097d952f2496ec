"""A person's own page: who is on the panel, and have somebody of them step aside, without a reason."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiangxin.office.accounts.doors import own, owner
from xiangxin.office.review import actions
from xiangxin.office.review.queries import mine
from xiangxin.office.shell.answering import page


@own
@require_GET
def panels(request: HttpRequest) -> HttpResponse:
    """Who may rate me."""
    by, person = owner(request)
    panels = mine.panels_of(by, person)
    return page(request, "review/panels.html", panels=panels, may_choose=any(panel.seats for panel in panels))


@own
@require_POST
def challenge(request: HttpRequest, seat: UUID) -> HttpResponseBase:
    """I will not be rated by them."""
    by, person = owner(request)
    actions.challenge(by, person, seat)
    messages.success(request, _("已记下，这个人不评您。对方不会知道是您提的。"))
    return HttpResponseRedirect(reverse("review:panels"))
