"""The person lets a member of the family act for them, and takes that back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from xiangxin.office.shell.answering import filled_in
from xiangxin.office.station import actions
from xiangxin.office.station.forms import (
    MandateForm,
)
from xiangxin.office.station.views.common import here, keeper


@keeper
@require_http_methods(["GET", "POST"])
def mandate(request: HttpRequest) -> HttpResponseBase:
    """The person who is here lets a member of the family act for them."""
    by, _visit = here(request)

    def do(given: dict[str, Any]) -> str:
        actions.register_mandate(by, given["holder_number"], given["days"], given["paper_ref"])
        return reverse("station:desk")

    form = MandateForm(request.POST if request.method == "POST" else None)
    return filled_in(request, "station/mandate.html", form, do, _("委托已登记。"))


@keeper
@require_POST
def end_mandate(request: HttpRequest, mandate: UUID) -> HttpResponseBase:
    """The person takes a mandate back; whoever is signed in under it is out on the next request."""
    by, _visit = here(request)
    actions.end_mandate(by, mandate)
    messages.success(request, _("委托已结束。"))
    return HttpResponseRedirect(reverse("station:desk"))
