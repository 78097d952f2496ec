"""The holder's own pages on the phone: fetch a certificate, have it checked by a code, print it, take it along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.office.accounts.doors import own, owner
from xiangxin.office.certificates import actions
from xiangxin.office.certificates.forms import FileForm, PaperForm
from xiangxin.office.certificates.issuer import outside
from xiangxin.office.certificates.papers import certificate_pdf
from xiangxin.office.certificates.queries.mine import line_of, lines_of, said_by
from xiangxin.office.consent.printing import qr_of
from xiangxin.office.shell.answering import SETTLED, filled_in, page
from xiangxin.office.shell.typesetting import as_file


@own
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My certificates, and those that I can have."""
    by, person = owner(request)
    return page(request, "certificates/mine.html", lines=lines_of(by, person))


@own
@require_POST
def fetch(request: HttpRequest, grant: UUID) -> HttpResponseBase:
    """Have one."""
    by, person = owner(request)
    actions.issue_certificate(by, person, grant)
    messages.success(request, _("证书领好了。给谁看、看哪几项，由您定。"))
    return HttpResponseRedirect(reverse("certificates:mine"))


@own
@never_cache
@require_POST
def code(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """A code to be checked by somebody opposite. It stands on this page and nowhere else."""
    by, person = owner(request)
    made = actions.make_code(by, person, certificate)
    address = outside(request)
    return page(request, "certificates/code.html", made=made, address=address, qr=qr_of(f"{address}#{made.code}"))


@own
@never_cache
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, certificate: UUID) -> HttpResponseBase:
    """Choose what stands on the paper; the paper."""
    by, person = owner(request)
    line = line_of(by, person, certificate)

    def do(given: dict[str, Any]) -> HttpResponseBase:
        said = said_by(by, person, certificate, given["parts"])
        return as_file(certificate_pdf(said, outside(request)), f"certificate-{said.number}.pdf")

    form = PaperForm(request.POST if request.method == "POST" else None)
    return filled_in(request, "certificates/paper.html", form, do, pages=SETTLED, line=line)


@own
@never_cache
@sensitive_post_parameters("holder")
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, certificate: UUID) -> HttpResponseBase:
    """Choose what stands in the signed file; the file."""
    by, person = owner(request)
    line = line_of(by, person, certificate)

    def do(given: dict[str, Any]) -> HttpResponseBase:
        text = actions.signed_file(by, person, certificate, given["parts"], given["form"], given["holder"])
        answer = HttpResponse(text, content_type="text/plain; charset=us-ascii")
        answer["Content-Disposition"] = 'attachment; filename="certificate.txt"'
        answer["Cache-Control"] = "no-store"
        return answer

    form = FileForm(request.POST if request.method == "POST" else None)
    return filled_in(request, "certificates/file.html", form, do, pages=SETTLED, line=line)


@own
@require_POST
def end(request: HttpRequest, certificate: UUID) -> HttpResponseBase:
    """I do not want it to be valid any more."""
    by, person = owner(request)
    actions.end_certificate(by, person, certificate)
    messages.success(request, _("已停用，谁再查都是无效。额度不受影响，需要时可以再领一份。"))
    return HttpResponseRedirect(reverse("certificates:mine"))
