"""Coming in and leaving, for staff: password and second factor are allauth's pages behind our doors."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from xiangxin.office.accounts import sessions
from xiangxin.office.accounts.actions.first import enter_first
from xiangxin.office.accounts.doors import door
from xiangxin.office.accounts.forms.first import FirstForm
from xiangxin.office.accounts.loopback import is_demo_here
from xiangxin.office.accounts.queries import seats_of
from xiangxin.office.shell.answering import done, page
from xiangxin.office.shell.errors import AddressUnknown


@door(scope="public")
@never_cache
@sensitive_post_parameters("password1", "password2", "code")
def first(request: HttpRequest) -> HttpResponseBase:
    """The first sign-in with a slip."""
    form = FirstForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        enter_first(request, given["login"], given["code"], given["password1"])
        return reverse("mfa_index")

    try:
        # That somebody is not let in is told beside what they typed, whatever its status.
        answer = done(request, form, do, pages=frozenset())
    except ValidationError as unfit:
        form.add_error(None, unfit)
        answer = None
    return answer or page(request, "accounts/first.html", form)


@door(scope="public")
@require_GET
def doors(request: HttpRequest) -> HttpResponseBase:
    """Two ways in, equally large: whoever types the bare address may be either."""
    return page(request, "accounts/doors.html")


@door(scope="public")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Leave; in a demo, to the page with a button per role."""
    household = getattr(request.user, "person", None) is not None
    sessions.leave(request)
    if is_demo_here(request):
        return HttpResponseRedirect(reverse("demo"))
    return HttpResponseRedirect(reverse("accounts:household" if household else "account_login"))


@door(scope="account")
@require_POST
def switch_post(request: HttpRequest) -> HttpResponseBase:
    """Act in another of the own posts from now on."""
    chosen = request.POST.get("post", "")
    if chosen not in {seat.key for seat in seats_of(request.user)}:  # type: ignore[arg-type]
        raise AddressUnknown()
    request.session["post"] = chosen
    return HttpResponseRedirect("/")
