"""Notice texts and panels for those who answer for them; the registry of grounds for everybody who works here."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.consent import actions
from xiangxin.office.consent.actions.publishing import DECIDERS, PROPOSERS
from xiangxin.office.consent.forms import PanelForm, ReasonForm
from xiangxin.office.consent.queries import drafting
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.shell.fields import tell_here

STAFF = tuple(role for role in Role.values if role != Role.HOUSEHOLD)


@door(*sorted(PROPOSERS | DECIDERS), Role.AUDITOR, scope="office")
@require_GET
def texts(request: HttpRequest) -> HttpResponse:
    """Every text: which version is in force, and whether the file says another."""
    by = asker(request)
    return render(request, "consent/texts.html", {"lines": drafting.texts(), "may_propose": by.role in PROPOSERS})


@door(*sorted(PROPOSERS | DECIDERS), Role.AUDITOR, scope="office")
@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, code: str) -> HttpResponseBase:
    """One text as its file says it; whoever may, proposes to publish exactly that."""
    by, line = asker(request), drafting.text(code)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_text(by, code, form.cleaned_data["reason"])
        except OfficeError as error:
            tell_here(form, error)
        else:
            messages.success(request, _("已提议，等第二个人同意。"))
            return HttpResponseRedirect(reverse("consent:texts"))
    may_propose = by.role in PROPOSERS and (line.differs or bool(form.errors))
    context = {"line": line, "form": form, "may_propose": may_propose}
    return render(request, "consent/text.html", context, status=422 if form.errors else 200)


@door(Role.COUNTY_OFFICE, Role.TOWNSHIP_CADRE, scope="area")
@require_GET
def panels(request: HttpRequest) -> HttpResponse:
    """The panels of the viewer's area and whether their members are named."""
    return render(request, "consent/panels.html", {"lines": drafting.panels(asker(request))})


@door(Role.COUNTY_OFFICE, Role.TOWNSHIP_CADRE, scope="area")
@require_http_methods(["GET", "POST"])
def panel(request: HttpRequest, panel: UUID) -> HttpResponseBase:
    """Name the members of one panel from a day on."""
    by = asker(request)
    line = drafting.panel(by, panel)
    form = PanelForm(request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_panel(by, panel, form.cleaned_data["members"].splitlines(), form.cleaned_data["on"])
        except OfficeError as error:
            tell_here(form, error)
        else:
            messages.success(request, _("成员已登记。征求同意时会先告诉本人。"))
            return HttpResponseRedirect(reverse("consent:panels"))
    return render(request, "consent/panel.html", {"line": line, "form": form}, status=422 if form.errors else 200)


@door(*STAFF, scope="office")
@require_GET
def grounds(request: HttpRequest) -> HttpResponse:
    """Who may read what at all, for which purpose, and on which text that rests."""
    return render(request, "consent/grounds.html", {"lines": drafting.grounds(asker(request))})
