"""The desk: check the card, then do for this one person what the person asks. Nothing here remembers the last one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from xiangxin.office.accounts.doors import asker
from xiangxin.office.consent.queries import mine
from xiangxin.office.shell.answering import filled_in, page
from xiangxin.office.station import actions
from xiangxin.office.station.forms import (
    VisitForm,
)
from xiangxin.office.station.queries import card_at_desk, mandates_given, visit_of
from xiangxin.office.station.views.common import keeper


@keeper
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponseBase:
    """Whose card lies here; or what can be done for who stands here."""
    by = asker(request)
    visit = visit_of(by)
    if visit is not None and request.method == "GET":
        lines = mine.consents_of(by, visit.person)
        return page(
            request,
            "station/visit.html",
            visit=visit,
            card=card_at_desk(by),
            open=[line for line in lines if line.is_open],
            offers=() if visit.mandate else mine.by_receiver(mine.offers_to(by, visit.person)),
            mandates=() if visit.mandate else mandates_given(by, visit.person),
        )

    def do(given: dict[str, Any]) -> str:
        if given["holder_number"]:
            actions.begin_visit_by_mandate(by, given["id_number"], given["holder_number"])
        else:
            actions.begin_visit(by, given["id_number"])
        return reverse("station:desk")

    return filled_in(request, "station/desk.html", VisitForm(request.POST if request.method == "POST" else None), do)


@keeper
@require_POST
def end(request: HttpRequest) -> HttpResponseBase:
    """The person leaves."""
    actions.end_visit(asker(request))
    messages.success(request, _("办完了。可以接待下一位。"))
    return HttpResponseRedirect(reverse("station:desk"))
