"""Acts that wait for a second person: mine, those I may decide, and one of them."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xiangxin.office.accounts import proposals, queries
from xiangxin.office.accounts.doors import door, viewer_of
from xiangxin.office.accounts.errors import ReasonMissing
from xiangxin.office.accounts.forms.placing import place
from xiangxin.office.accounts.forms.staff import DecideForm
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.accounts.views.own import STAFF, UNFIT


@door(*STAFF, scope="area")
def listed(request: HttpRequest) -> HttpResponse:
    """What waits for me, and what I proposed."""
    viewer = cast(Viewer, viewer_of(request))
    context = {"waiting": queries.to_decide(viewer), "own": queries.proposed_by(viewer)}
    return render(request, "accounts/proposals.html", context)


@door(*STAFF, scope="area")
def one(request: HttpRequest, proposal: UUID) -> HttpResponseBase:
    """One proposal with all it says; who may, decides here."""
    viewer = cast(Viewer, viewer_of(request))
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        agrees = form.cleaned_data["agrees"] == "1"
        try:
            proposals.decide(proposal, viewer, agrees, form.cleaned_data["words"])
        except ReasonMissing as error:
            place(form, error)
        else:
            messages.success(request, _("已同意，事情已经办好。") if agrees else _("已拒绝，什么都没有改变。"))
            return HttpResponseRedirect(reverse("accounts:proposals"))
    seen = queries.proposal_seen(viewer, proposal)
    return render(
        request, "accounts/proposal.html", {"seen": seen, "form": form}, status=UNFIT if form.errors else None
    )


@door(*STAFF, scope="area")
@require_POST
def withdraw(request: HttpRequest, proposal: UUID) -> HttpResponseBase:
    """Take an own proposal back."""
    proposals.withdraw(proposal, cast(Viewer, viewer_of(request)))
    messages.success(request, _("提议已撤回，什么都没有改变。"))
    return HttpResponseRedirect(reverse("accounts:proposals"))
