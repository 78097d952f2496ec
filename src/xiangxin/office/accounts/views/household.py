"""A household comes in: a code to the phone or a slip of paper, each with a second fact that is on no masked card."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from xiangxin.office.accounts import phone
from xiangxin.office.accounts.actions.household import ask_code, enter_by_code, enter_by_slip
from xiangxin.office.accounts.doors import door
from xiangxin.office.accounts.forms.household import CodeForm, PhoneForm, SlipForm
from xiangxin.office.accounts.household import Found
from xiangxin.office.accounts.loopback import is_demo_here
from xiangxin.office.accounts.queries.signing import demo_household
from xiangxin.office.accounts.rules import term
from xiangxin.office.accounts.views.going import back_to
from xiangxin.office.shell.answering import done, filled_in, page

ASKED = "phone_code"
"""The key in the session: which code was asked for, by opaque ids for whom, and where to go then. Never the number."""
ON_FORM: frozenset[int] = frozenset()
"""No error gets a page of its own: that somebody is not let in is told beside what they typed, whatever its status."""


@door(scope="public")
@never_cache
def ask(request: HttpRequest) -> HttpResponseBase:
    """Ask for a code; the answer is the same for every number."""
    form = PhoneForm((request.POST or None) if phone.gateway() is not None else None)

    def do(given: dict[str, Any]) -> str:
        asked = ask_code(given["phone"], request.META.get("REMOTE_ADDR", ""))
        whose = [[str(one.person), one.area, str(one.station or "")] for one in asked.found]
        request.session[ASKED] = {"id": str(asked.id), "whose": whose, "next": back_to(request)}
        if is_demo_here(request):
            request.session[ASKED] |= {"shown": asked.code}
        return reverse("accounts:household_code")

    return done(request, form, do, pages=ON_FORM) or page(
        request,
        "accounts/household_phone.html",
        form,
        by_phone=phone.gateway() is not None,
        next=request.GET.get("next", ""),
        demo_household=demo_household() if is_demo_here(request) else None,
    )


@door(scope="public")
@never_cache
@sensitive_post_parameters("code", "fact")
def code(request: HttpRequest) -> HttpResponseBase:
    """Give the code and the second fact."""
    asked = request.session.get(ASKED)
    if asked is None:
        return HttpResponseRedirect(reverse("accounts:household"))

    def do(given: dict[str, Any]) -> str:
        whose = [Found(UUID(who), area, UUID(at) if at else None) for who, area, at in asked["whose"]]
        enter_by_code(request, UUID(asked["id"]), whose, given["code"], given["fact"])
        request.session.pop(ASKED, None)
        return str(asked["next"])

    shown = asked.get("shown") if is_demo_here(request) else None
    return filled_in(
        request,
        "accounts/household_code.html",
        CodeForm(request.POST or None),
        do,
        pages=ON_FORM,
        shown=shown,
        minutes=term("code.minutes"),
    )


@door(scope="public")
@never_cache
@sensitive_post_parameters("code", "pin")
def slip(request: HttpRequest) -> HttpResponseBase:
    """Give the number on the slip and the digits chosen for it."""

    def do(given: dict[str, Any]) -> str:
        enter_by_slip(request, given["code"], given["pin"])
        return back_to(request)

    return filled_in(request, "accounts/household_slip.html", SlipForm(request.POST or None), do, pages=ON_FORM)
