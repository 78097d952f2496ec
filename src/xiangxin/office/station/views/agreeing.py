"""Agreeing at the desk: a notice read aloud, the answer and its sheet, taking back, confirming, receipts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.consent import actions as consents
from xiangxin.office.consent.choices import Answer
from xiangxin.office.consent.printing import receipt_pdf, sheet_pdf
from xiangxin.office.consent.queries import mine
from xiangxin.office.shell.answering import SETTLED, done, filled_in, page
from xiangxin.office.shell.typesetting import as_file
from xiangxin.office.station import actions
from xiangxin.office.station.errors import SheetUnknown
from xiangxin.office.station.forms import CountersignForm, SheetForm
from xiangxin.office.station.queries import sheet_of
from xiangxin.office.station.views.common import here, keeper


@keeper
@require_http_methods(["GET", "POST"])
def read(request: HttpRequest, text: UUID, receiver: UUID) -> HttpResponseBase:
    """Read a notice to the person; saying so is its delivery."""
    by, visit = here(request)
    scope, notice = mine.notice_to_read(by, visit.person, text, receiver)
    if request.method == "POST":
        told = consents.deliver_notice(by, visit.person, scope)
        return HttpResponseRedirect(reverse("station:answer", args=[told.id]))
    return page(request, "station/notice.html", notice=notice)


@keeper
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, delivery: UUID) -> HttpResponseBase:
    """What the person says to the notice."""
    by, visit = here(request)
    told = mine.notice_told(by, visit.person, delivery)
    form = SheetForm(request.POST if request.method == "POST" else None, parts=told.notice.parts)

    def asked() -> HttpResponse:
        return page(request, "station/answer.html", form, told=told)

    def do(given: dict[str, Any]) -> str | HttpResponse:
        if request.POST.get("answer") == Answer.REFUSED:
            consents.refuse_consent(by, visit.person, delivery)
            messages.success(request, _("已记下：不同意。不影响其他事。"))
            return reverse("station:desk")
        if request.POST.get("answer") != Answer.GIVEN:
            form.add_error(None, _("请按本人的话选“同意”或“不同意”。"))
            return asked()
        row = consents.give_consent(by, visit.person, delivery, signature=given["signature"], parts=given["parts"])
        messages.success(
            request,
            _("已登记，等确认后才有效：请本人在自己的手机上确认，或把签好的单子交乡镇。请打印回执交给本人。"),
        )
        return reverse("station:receipt", args=[row.id])

    return done(request, form, do, pages=SETTLED) or asked()


@door(Role.TOWNSHIP_CADRE, scope="area", purpose="register")
@require_http_methods(["GET", "POST"])
def sheets(request: HttpRequest) -> HttpResponseBase:
    """A signed sheet reaches the township: first what it says, then that the signature was seen."""
    by = asker(request)
    form = CountersignForm(request.POST if request.method == "POST" else None)

    def do(given: dict[str, Any]) -> str | HttpResponse:
        if request.POST.get("seen") == "yes":
            actions.countersign(by, given["sheet"])
            messages.success(request, _("已登记，这份同意现在有效。"))
            return reverse("station:sheets")
        found = sheet_of(by, given["sheet"])
        if found is None:
            raise SheetUnknown("sheet")
        return page(request, "station/sheets.html", form, found=found)

    return filled_in(request, "station/sheets.html", form, do)


@keeper
@require_GET
def sheet(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """The notice with a line for the signature, to be signed at the desk."""
    by, visit = here(request)
    told = mine.notice_told(by, visit.person, delivery)
    return as_file(sheet_pdf(told), f"sheet-{told.sheet_no}.pdf")


@keeper
@require_POST
def withdraw(request: HttpRequest, consent: UUID) -> HttpResponseBase:
    """The person takes one back."""
    by, visit = here(request)
    consents.withdraw_consent(by, visit.person, mine.consent_of_person(by, visit.person, consent).scope)
    messages.success(request, _("已撤回，马上生效。已要求对方删除收到的信息。"))
    return HttpResponseRedirect(reverse("station:desk"))


@keeper
@require_POST
def hide(request: HttpRequest, consent: UUID, part: str) -> HttpResponseBase:
    """The person has one part shown no more; the consent stands."""
    by, visit = here(request)
    consents.hide_part(by, visit.person, consent, part)
    messages.success(request, _("已收回，从现在起不给看。"))
    return HttpResponseRedirect(reverse("station:desk"))


@keeper
@require_POST
def confirm(request: HttpRequest, consent: UUID) -> HttpResponseBase:
    """The person confirms here what was given on the phone."""
    by, visit = here(request)
    consents.confirm_consent(by, visit.person, consent)
    messages.success(request, _("已确认。"))
    return HttpResponseRedirect(reverse("station:desk"))


@keeper
@require_GET
def receipt(request: HttpRequest, consent: UUID) -> HttpResponse:
    """The receipt, to be printed for the person."""
    by, visit = here(request)
    return page(request, "station/receipt.html", line=mine.consent_of_person(by, visit.person, consent))


@keeper
@require_GET
def receipt_file(request: HttpRequest, consent: UUID) -> HttpResponse:
    """The receipt on paper."""
    by, visit = here(request)
    line = mine.consent_of_person(by, visit.person, consent)
    return as_file(receipt_pdf(line), f"receipt-{line.receipt_no}.pdf")
