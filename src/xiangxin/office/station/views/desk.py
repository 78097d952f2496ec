"""The desk: check the card, then do for this one person what the person asks. Nothing here remembers the last one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.accounts.loopback import is_demo_here
from xiangxin.office.accounts.rules import term
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.consent import actions as consents
from xiangxin.office.consent.choices import Answer
from xiangxin.office.consent.printing import receipt_pdf, sheet_pdf
from xiangxin.office.consent.queries import mine
from xiangxin.office.parties.queries.phones import phone_here
from xiangxin.office.shell.answering import PAGES, done, filled_in, page
from xiangxin.office.shell.typesetting import as_file
from xiangxin.office.station import actions
from xiangxin.office.station.errors import NobodyIsHere, SheetUnknown
from xiangxin.office.station.forms import (
    CountersignForm,
    MandateForm,
    PhoneCodeForm,
    PhoneForm,
    PinForm,
    SheetForm,
    VisitForm,
    WordForm,
)
from xiangxin.office.station.models import Visit
from xiangxin.office.station.queries import card_at_desk, mandates_given, sheet_of, visit_of
from xiangxin.office.station.terms import LIMITS

ASKED = "station_phone"
"""The key in the session: which code was sent in which visit, by opaque ids. Never the number."""
keeper = door(Role.STATION_KEEPER, scope="institution", purpose="objection")


def here(request: HttpRequest) -> tuple[Viewer, Visit]:
    """Who is being served; ``NobodyIsHere`` where the visit has ended meanwhile.

    The viewer carries the mandate somebody came with: consenting is refused to it wherever it is tried.
    """
    by = asker(request)
    visit = visit_of(by)
    if visit is None:
        raise NobodyIsHere(minutes=LIMITS["visit_minutes"])
    return replace(by, mandate=visit.mandate), visit


@keeper
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponseBase:
    """Whose card lies here; or what can be done for who stands here."""
    by = asker(request)
    visit = visit_of(by)
    if visit is not None and request.method == "GET":
        lines = mine.consents_of(by, visit.person)
        return page(
            request,
            "station/visit.html",
            visit=visit,
            card=card_at_desk(by),
            open=[line for line in lines if line.is_open],
            offers=() if visit.mandate else mine.by_receiver(mine.offers_to(by, visit.person)),
            mandates=() if visit.mandate else mandates_given(by, visit.person),
        )

    def do(given: dict[str, Any]) -> str:
        if given["holder_number"]:
            actions.begin_visit_by_mandate(by, given["id_number"], given["holder_number"])
        else:
            actions.begin_visit(by, given["id_number"])
        return reverse("station:desk")

    return filled_in(request, "station/desk.html", VisitForm(request.POST if request.method == "POST" else None), do)


@keeper
@require_POST
def end(request: HttpRequest) -> HttpResponseBase:
    """The person leaves."""
    actions.end_visit(asker(request))
    messages.success(request, _("办完了。可以接待下一位。"))
    return HttpResponseRedirect(reverse("station:desk"))


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

    return done(request, form, do) or asked()


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


@keeper
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("pin", "again")
def slip(request: HttpRequest) -> HttpResponseBase:
    """A slip for signing in once: whoever gets it types digits of their own; it is shown on this answer alone."""
    by, visit = here(request)

    def do(given: dict[str, Any]) -> HttpResponse:
        issued = actions.issue_slip(by, given["pin"])
        return page(request, "station/slip.html", slip=issued, visit=visit, address=_outside(request))

    return filled_in(request, "station/pin.html", PinForm(request.POST if request.method == "POST" else None), do)


@keeper
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("word", "again")
def word(request: HttpRequest) -> HttpResponseBase:
    """The person sets the word that stands for the eighteen digits when they sign in."""
    by, _visit = here(request)

    def do(given: dict[str, Any]) -> str:
        actions.set_word(by, given["word"])
        return reverse("station:desk")

    form = WordForm(request.POST if request.method == "POST" else None)
    return filled_in(request, "station/word.html", form, do, _("暗号已定，下次登录可以用。"))


def _outside(request: HttpRequest) -> str:
    """Where a household signs in with a slip: the outer zone's address, or this one's where there is no other."""
    path = reverse("accounts:household_slip")
    return f"{settings.HOUSEHOLD_SITE}{path}" if settings.HOUSEHOLD_SITE else request.build_absolute_uri(path)


@keeper
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("phone")
def phone(request: HttpRequest) -> HttpResponseBase:
    """Which phone is registered, and where the code shall go."""
    by, visit = here(request)
    form = PhoneForm(request.POST if request.method == "POST" else None)

    def do(given: dict[str, Any]) -> HttpResponse:
        sent = actions.send_phone_code(by, given["phone"], request.META.get("REMOTE_ADDR", ""))
        asked = {"id": str(sent.id), "visit": str(visit.id)}
        request.session[ASKED] = asked | ({"shown": sent.code} if is_demo_here(request) else {})
        return _code_page(request, PhoneCodeForm(initial={"phone": given["phone"]}))

    # Too many codes are told beside the number: another number of the same person may still get one.
    answer = done(request, form, do, pages=PAGES - {429})
    if answer is not None:
        return answer
    known = None if visit.mandate else phone_here(by, visit.person)
    return page(request, "station/phone.html", form, known=known)


@keeper
@require_POST
@sensitive_post_parameters("phone", "code")
def phone_code(request: HttpRequest) -> HttpResponseBase:
    """What the person read out."""
    by, visit = here(request)
    asked = request.session.get(ASKED, {})
    if asked.get("visit") != str(visit.id):
        return HttpResponseRedirect(reverse("station:phone"))

    def do(given: dict[str, Any]) -> str:
        actions.verify_phone(by, UUID(asked["id"]), given["phone"], given["code"])
        return reverse("station:desk")

    form = PhoneCodeForm(request.POST)
    return done(request, form, do, _("手机已验证。本人可以用它登录。")) or _code_page(request, form)


def _code_page(request: HttpRequest, form: PhoneCodeForm) -> HttpResponse:
    shown = request.session[ASKED].get("shown") if is_demo_here(request) else None
    return page(request, "station/phone_code.html", form, shown=shown, minutes=term("code.minutes"))


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
