"""Notice texts and panels for those who answer for them; the registry of grounds for everybody who works here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
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
from xiangxin.office.shell.answering import done, filled_in, page

STAFF = tuple(role for role in Role.values if role != Role.HOUSEHOLD)


@door(*sorted(PROPOSERS | DECIDERS), Role.AUDITOR, scope="office")
@require_GET
def texts(request: HttpRequest) -> HttpResponse:
    """Every text: which version is in force, and whether the file says another."""
    by = asker(request)
    return page(request, "consent/texts.html", lines=drafting.texts(), may_propose=by.role in PROPOSERS)


@door(*sorted(PROPOSERS | DECIDERS), Role.AUDITOR, scope="office")
@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, code: str) -> HttpResponseBase:
    """One text as its file says it; whoever may, proposes to publish exactly that."""
    by, line = asker(request), drafting.text(code)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def do(given: dict[str, Any]) -> str:
        actions.propose_text(by, code, given["reason"])
        return reverse("consent:texts")

    answer = done(request, form, do, _("已提议，等第二个人同意。"))
    may_propose = by.role in PROPOSERS and (line.differs or bool(form.errors))
    return answer or page(request, "consent/text.html", form, line=line, may_propose=may_propose)


@door(Role.COUNTY_OFFICE, Role.TOWNSHIP_CADRE, scope="area")
@require_GET
def panels(request: HttpRequest) -> HttpResponse:
    """The panels of the viewer's area and whether their members are named."""
    return page(request, "consent/panels.html", lines=drafting.panels(asker(request)))


@door(Role.COUNTY_OFFICE, Role.TOWNSHIP_CADRE, scope="area")
@require_http_methods(["GET", "POST"])
def panel(request: HttpRequest, panel: UUID) -> HttpResponseBase:
    """Name the members of one panel from a day on."""
    by = asker(request)
    line = drafting.panel(by, panel)

    def do(given: dict[str, Any]) -> str:
        actions.name_panel(by, panel, given["members"].splitlines(), given["on"])
        return reverse("consent:panels")

    form = PanelForm(request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()})
    return filled_in(request, "consent/panel.html", form, do, _("成员已登记。征求同意时会先告诉本人。"), line=line)


@door(*STAFF, scope="office")
@require_GET
def grounds(request: HttpRequest) -> HttpResponse:
    """Who may read what at all, for which purpose, and on which text that rests."""
    return page(request, "consent/grounds.html", lines=drafting.grounds(asker(request)))
