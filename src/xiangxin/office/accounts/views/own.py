"""The own account: posts, stays, second factors, what was done lately, and handing a post on."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from xiangxin.office.accounts import queries, sessions
from xiangxin.office.accounts.actions import delegate_post, end_delegation
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker, door, stay_of
from xiangxin.office.accounts.forms.staff import DelegateForm
from xiangxin.office.accounts.models import Account
from xiangxin.office.shell.answering import filled_in, page

STAFF = tuple(role for role in Role.values if role != Role.HOUSEHOLD)


@door(scope="account", one_factor=True)
def own(request: HttpRequest) -> HttpResponse:
    """My account."""
    shown = queries.own(cast(Account, request.user), stay_of(request))
    return page(request, "accounts/own.html", own=shown, household=shown.account.person is not None)


@door(scope="account", one_factor=True)
@require_POST
def end_stay(request: HttpRequest, stay: UUID) -> HttpResponseBase:
    """Sign out somewhere else."""
    sessions.end_own(cast(Account, request.user), stay)
    return HttpResponseRedirect(reverse("accounts:own"))


@door(*STAFF, scope="office")
def delegate(request: HttpRequest) -> HttpResponseBase:
    """Hand the present post to a colleague for some days."""
    viewer = asker(request)

    def do(given: dict[str, Any]) -> str:
        delegate_post(viewer, UUID(given["to"]), given["from_on"], given["to_on"])
        return reverse("accounts:own")

    form = DelegateForm(request.POST or None, colleagues=queries.colleagues(viewer))
    return filled_in(request, "accounts/delegate.html", form, do)


@door(*STAFF, scope="office")
@require_POST
def take_back(request: HttpRequest, delegation: UUID) -> HttpResponseBase:
    """Take a post back at once."""
    end_delegation(asker(request), delegation)
    return HttpResponseRedirect(reverse("accounts:own"))
