"""The desk: check the card, then do for this one person what the person asks. Nothing here remembers the last one."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import door, viewer_of
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.consent import actions as consents
from xiangxin.office.consent.choices import Answer
from xiangxin.office.consent.errors import SignatureMissing
from xiangxin.office.consent.printing import as_file, receipt_pdf, sheet_pdf
from xiangxin.office.consent.queries import mine
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.shell.problems import language
from xiangxin.office.station import actions
from xiangxin.office.station.errors import NobodyIsHere
from xiangxin.office.station.forms import MandateForm, SheetForm, VisitForm
from xiangxin.office.station.models import Visit
from xiangxin.office.station.queries import card_at_desk, mandates_given, visit_of
from xiangxin.office.station.terms import LIMITS

PAGES = frozenset({403, 404, 429, 503})
"""Statuses that are no matter of a field."""
keeper = door(Role.STATION_KEEPER, scope="institution", purpose="objection")


def _viewer(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    assert viewer is not None
    return viewer


def _here(request: HttpRequest) -> tuple[Viewer, Visit]:
    """Who is being served; ``NobodyIsHere`` where the visit has ended meanwhile.

    The viewer carries the mandate somebody came with: consenting is refused to it wherever it is tried.
    """
    by = _viewer(request)
    visit = visit_of(by)
    if visit is None:
        raise NobodyIsHere(minutes=LIMITS["visit_minutes"])
    return replace(by, mandate=visit.mandate), visit


def _to_desk() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("station:desk"))


@keeper
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponseBase:
    """Whose card lies here; or what can be done for who stands here."""
    by = _viewer(request)
    visit = visit_of(by)
    if visit is not None and request.method == "GET":
        lines = mine.consents_of(by, visit.person)
        served = {
            "visit": visit,
            "card": card_at_desk(by),
            "open": [line for line in lines if line.is_open],
            "offers": () if visit.mandate else mine.offers_to(by, visit.person),
            "mandates": () if visit.mandate else mandates_given(by, visit.person),
        }
        return render(request, "station/visit.html", served)
    form = VisitForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        number, holder = form.cleaned_data["id_number"], form.cleaned_data["holder_number"]
        try:
            if holder:
                actions.begin_visit_by_mandate(by, number, holder)
            else:
                actions.begin_visit(by, number)
            return _to_desk()
        except OfficeError as error:
            if error.status in PAGES:
                raise
            form.add_error(error.field if error.field in form.fields else None, error.text.in_language(language()))
    return render(request, "station/desk.html", {"form": form}, status=422 if form.errors else 200)


@keeper
@require_POST
def end(request: HttpRequest) -> HttpResponseBase:
    """The person leaves."""
    actions.end_visit(_viewer(request))
    messages.success(request, _("办完了。可以接待下一位。"))
    return _to_desk()


@keeper
@require_http_methods(["GET", "POST"])
def read(request: HttpRequest, text: UUID, receiver: UUID) -> HttpResponseBase:
    """Read a notice to the person; saying so is its delivery."""
    by, visit = _here(request)
    scope, notice = mine.notice_to_read(by, visit.person, text, receiver)
    if request.method == "POST":
        told = consents.deliver_notice(by, visit.person, scope)
        return HttpResponseRedirect(reverse("station:answer", args=[told.id]))
    return render(request, "station/notice.html", {"notice": notice})


@keeper
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, delivery: UUID) -> HttpResponseBase:
    """What the person says to the notice."""
    by, visit = _here(request)
    told = mine.notice_told(by, visit.person, delivery)
    form = SheetForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if request.POST.get("answer") == Answer.REFUSED:
            consents.refuse_consent(by, visit.person, delivery)
            messages.success(request, _("已记下：不同意。不影响其他事。"))
            return _to_desk()
        if request.POST.get("answer") != Answer.GIVEN:
            form.add_error(None, _("请按本人的话选“同意”或“不同意”。"))
        else:
            try:
                row = consents.give_consent(by, visit.person, delivery, signature=form.cleaned_data["signature"])
            except SignatureMissing as error:
                form.add_error("signature", error.text.in_language(language()))
            else:
                messages.success(request, _("已登记同意。请打印回执交给本人。"))
                return HttpResponseRedirect(reverse("station:receipt", args=[row.id]))
    status = 422 if form.errors else 200
    return render(request, "station/answer.html", {"told": told, "form": form}, status=status)


@keeper
@require_GET
def sheet(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """The notice with a line for the signature, to be signed at the desk."""
    by, visit = _here(request)
    told = mine.notice_told(by, visit.person, delivery)
    return as_file(sheet_pdf(told), f"sheet-{told.sheet_no}.pdf")


@keeper
@require_POST
def withdraw(request: HttpRequest, consent: UUID) -> HttpResponseBase:
    """The person takes one back."""
    by, visit = _here(request)
    consents.withdraw_consent(by, visit.person, mine.consent_of_person(by, visit.person, consent).scope)
    messages.success(request, _("已撤回，马上生效。已要求对方删除收到的信息。"))
    return _to_desk()


@keeper
@require_POST
def confirm(request: HttpRequest, consent: UUID) -> HttpResponseBase:
    """The person confirms here what was given on the phone."""
    by, visit = _here(request)
    consents.confirm_consent(by, visit.person, consent)
    messages.success(request, _("已确认。"))
    return _to_desk()


@keeper
@require_GET
def receipt(request: HttpRequest, consent: UUID) -> HttpResponse:
    """The receipt, to be printed for the person."""
    by, visit = _here(request)
    return render(request, "station/receipt.html", {"line": mine.consent_of_person(by, visit.person, consent)})


@keeper
@require_GET
def receipt_file(request: HttpRequest, consent: UUID) -> HttpResponse:
    """The receipt on paper."""
    by, visit = _here(request)
    line = mine.consent_of_person(by, visit.person, consent)
    return as_file(receipt_pdf(line), f"receipt-{line.receipt_no}.pdf")


@keeper
@require_POST
def slip(request: HttpRequest) -> HttpResponse:
    """A slip for signing in once, shown on this answer and never again."""
    by, visit = _here(request)
    issued = actions.issue_slip(by)
    return render(request, "station/slip.html", {"slip": issued, "visit": visit})


@keeper
@require_http_methods(["GET", "POST"])
def mandate(request: HttpRequest) -> HttpResponseBase:
    """The person who is here lets a member of the family act for them."""
    by, _visit = _here(request)
    form = MandateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.register_mandate(by, given["holder_number"], given["days"], given["paper_ref"])
        except OfficeError as error:
            if error.status in PAGES and error.field is None:
                raise
            form.add_error(error.field if error.field in form.fields else None, error.text.in_language(language()))
        else:
            messages.success(request, _("委托已登记。"))
            return _to_desk()
    return render(request, "station/mandate.html", {"form": form}, status=422 if form.errors else 200)


@keeper
@require_POST
def end_mandate(request: HttpRequest, mandate: UUID) -> HttpResponseBase:
    """The person takes a mandate back; whoever is signed in under it is out on the next request."""
    by, _visit = _here(request)
    actions.end_mandate(by, mandate)
    messages.success(request, _("委托已结束。"))
    return _to_desk()
