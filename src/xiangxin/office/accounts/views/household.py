"""A household comes in: a code to the phone or a slip of paper, each with a second fact that is on no masked card."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from xiangxin.office.accounts import phone
from xiangxin.office.accounts.actions.household import ask_code, enter_by_code, enter_by_slip
from xiangxin.office.accounts.doors import door
from xiangxin.office.accounts.forms.household import CodeForm, PhoneForm, SlipForm
from xiangxin.office.accounts.forms.placing import place
from xiangxin.office.accounts.household import Found
from xiangxin.office.accounts.loopback import is_demo_here
from xiangxin.office.accounts.queries.signing import demo_household
from xiangxin.office.accounts.rules import term
from xiangxin.office.accounts.views.going import back_to
from xiangxin.office.shell.errors import OfficeError

ASKED = "phone_code"
"""The key in the session: which code was asked for, by opaque ids for whom, and where to go then. Never the number."""
UNFIT = 422


@door(scope="public")
@never_cache
def ask(request: HttpRequest) -> HttpResponseBase:
    """Ask for a code; the answer is the same for every number."""
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and phone.gateway() is not None and form.is_valid():
        try:
            asked = ask_code(form.cleaned_data["phone"], request.META.get("REMOTE_ADDR", ""))
        except OfficeError as error:
            place(form, error)
        else:
            whose = [[str(one.person), one.area, str(one.station or "")] for one in asked.found]
            request.session[ASKED] = {"id": str(asked.id), "whose": whose, "next": back_to(request)}
            if is_demo_here(request):
                request.session[ASKED] |= {"shown": asked.code}
            return HttpResponseRedirect(reverse("accounts:household_code"))
    context = {
        "form": form,
        "by_phone": phone.gateway() is not None,
        "next": request.GET.get("next", ""),
        "demo_household": demo_household() if is_demo_here(request) else None,
    }
    return render(request, "accounts/household_phone.html", context, status=UNFIT if form.errors else None)


@door(scope="public")
@never_cache
@sensitive_post_parameters("code", "fact")
def code(request: HttpRequest) -> HttpResponseBase:
    """Give the code and the second fact."""
    asked = request.session.get(ASKED)
    if asked is None:
        return HttpResponseRedirect(reverse("accounts:household"))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            whose = [Found(UUID(who), area, UUID(at) if at else None) for who, area, at in asked["whose"]]
            enter_by_code(request, UUID(asked["id"]), whose, given["code"], given["fact"])
        except OfficeError as error:
            place(form, error)
        else:
            request.session.pop(ASKED, None)
            return HttpResponseRedirect(asked["next"])
    shown = asked.get("shown") if is_demo_here(request) else None
    context = {"form": form, "shown": shown, "minutes": term("code.minutes")}
    return render(request, "accounts/household_code.html", context, status=UNFIT if form.errors else None)


@door(scope="public")
@never_cache
@sensitive_post_parameters("code", "pin")
def slip(request: HttpRequest) -> HttpResponseBase:
    """Give the number on the slip and the digits chosen for it."""
    form = SlipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            enter_by_slip(request, given["code"], given["pin"])
        except OfficeError as error:
            place(form, error)
        else:
            return HttpResponseRedirect(back_to(request))
    return render(request, "accounts/household_slip.html", {"form": form}, status=UNFIT if form.errors else None)
