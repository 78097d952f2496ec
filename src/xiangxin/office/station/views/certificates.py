"""Certificates of who stands here: fetched, printed with what the person chooses, ended when the person says so."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.office.certificates import actions
from xiangxin.office.certificates.forms import PaperForm
from xiangxin.office.certificates.issuer import outside
from xiangxin.office.certificates.papers import certificate_pdf
from xiangxin.office.certificates.queries.mine import line_of, lines_of, said_by
from xiangxin.office.shell.answering import SETTLED, done, page
from xiangxin.office.shell.typesetting import as_file
from xiangxin.office.station.queries import card_at_desk
from xiangxin.office.station.views.common import here, keeper


@keeper
@require_GET
def certificates(request: HttpRequest) -> HttpResponse:
    """What the person has and can have."""
    by, visit = here(request)
    lines = lines_of(by, visit.person)
    return page(request, "station/certificates.html", card=card_at_desk(by), visit=visit, lines=lines)


@keeper
@require_POST
def fetch(request: HttpRequest, grant: UUID) -> HttpResponseBase:
    """The person wants one."""
    by, visit = here(request)
    actions.issue_certificate(by, visit.person, grant)
    messages.success(request, _("证书领好了。问清楚要写哪几项，再打印。"))
    return HttpResponseRedirect(reverse("station:certificates"))


@keeper
@never_cache
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, certificate: UUID) -> HttpResponseBase:
    """What the person wants to stand on the paper; the paper."""
    by, visit = here(request)
    line = line_of(by, visit.person, certificate)

    def do(given: dict[str, Any]) -> HttpResponseBase:
        said = said_by(by, visit.person, certificate, given["parts"])
        return as_file(certificate_pdf(said, outside(request)), f"certificate-{said.number}.pdf")

    form = PaperForm(request.POST if request.method == "POST" else None)
    return done(request, form, do, pages=SETTLED) or page(
        request, "station/certificate_paper.html", form, card=card_at_desk(by), visit=visit, line=line
    )


@keeper
@require_POST
def end(request: HttpRequest, certificate: UUID) -> HttpResponseBase:
    """The person does not want it to be valid any more."""
    by, visit = here(request)
    actions.end_certificate(by, visit.person, certificate)
    messages.success(request, _("已停用，谁再查都是无效。"))
    return HttpResponseRedirect(reverse("station:certificates"))
