"""Acts that wait for a second person: mine, those I may decide, and one of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xiangxin.office.accounts import proposals, queries
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.accounts.forms.staff import DecideForm
from xiangxin.office.accounts.views.own import STAFF
from xiangxin.office.shell.answering import SETTLED, done, page


@door(*STAFF, scope="area")
def listed(request: HttpRequest) -> HttpResponse:
    """What waits for me, and what I proposed."""
    viewer = asker(request)
    waiting, own = queries.to_decide(viewer), queries.proposed_by(viewer)
    return page(request, "accounts/proposals.html", waiting=waiting, own=own)


@door(*STAFF, scope="area")
def one(request: HttpRequest, proposal: UUID) -> HttpResponseBase:
    """One proposal with all it says; who may, decides here."""
    viewer = asker(request)
    form = DecideForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        agrees = given["agrees"] == "1"
        proposals.decide(proposal, viewer, agrees, given["words"])
        messages.success(request, _("已同意，事情已经办好。") if agrees else _("已拒绝，什么都没有改变。"))
        return reverse("accounts:proposals")

    return done(request, form, do, pages=SETTLED) or page(
        request, "accounts/proposal.html", form, seen=queries.proposal_seen(viewer, proposal)
    )


@door(*STAFF, scope="area")
@require_POST
def withdraw(request: HttpRequest, proposal: UUID) -> HttpResponseBase:
    """Take an own proposal back."""
    proposals.withdraw(proposal, asker(request))
    messages.success(request, _("提议已撤回，什么都没有改变。"))
    return HttpResponseRedirect(reverse("accounts:proposals"))
