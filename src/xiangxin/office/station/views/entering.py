"""What lets the person sign in from home: a slip for once, the word that stands for the number, a verified phone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from xiangxin.office.accounts.loopback import is_demo_here
from xiangxin.office.accounts.rules import term
from xiangxin.office.parties.queries.phones import phone_here
from xiangxin.office.shell.answering import PAGES, done, filled_in, page
from xiangxin.office.station import actions
from xiangxin.office.station.forms import (
    PhoneCodeForm,
    PhoneForm,
    PinForm,
    WordForm,
)
from xiangxin.office.station.views.common import here, keeper

ASKED = "station_phone"
"""The key in the session: which code was sent in which visit, by opaque ids. Never the number."""


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
