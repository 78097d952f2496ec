"""The home page, the two switches that every page has, and the help page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import door, viewer_of
from xiangxin.office.oversight.queries.looks import where_to_complain
from xiangxin.office.shell.answering import page
from xiangxin.office.shell.panels import panels_for
from xiangxin.office.web.frame import LARGE_TYPE, Frame
from xiangxin.office.web.helping import pages_for, pages_of
from xiangxin.office.web.home import HOMES
from xiangxin.office.web.own import ways

_A_YEAR = 365 * 24 * 3600


@door(*Role.values, scope="office")
def home(request: HttpRequest) -> HttpResponse:
    """What the viewer should see first."""
    viewer = viewer_of(request)
    assert viewer is not None  # the door lets in nobody else
    panels = panels_for(request, viewer)
    nothing = not any(one.waits for one in panels)
    shown: dict[str, Any] = {"home": HOMES[viewer.role], "panels": panels, "nothing": nothing}
    if viewer.role != Role.HOUSEHOLD:
        return page(request, "web/home.html", **shown)
    return page(request, "web/home_phone.html", ways=ways(Frame(request), viewer), **shown)


@door(scope="public")
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Remember the language and go back."""
    answer = _back(request)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        _remember(answer, settings.LANGUAGE_COOKIE_NAME, chosen)
    return answer


@door(scope="public")
@require_POST
def type_size(request: HttpRequest) -> HttpResponseBase:
    """Remember the large or the ordinary type and go back."""
    answer = _back(request)
    _remember(answer, LARGE_TYPE, "1" if request.POST.get("large") == "1" else "0")
    return answer


@door(scope="public")
def help_page(request: HttpRequest) -> HttpResponse:
    """How things are done here, for the viewer's role first."""
    viewer = viewer_of(request)
    if viewer is not None and viewer.role == Role.HOUSEHOLD:
        places = where_to_complain(timezone.localdate(), viewer.area)
        return page(request, "web/help_phone.html", pages=pages_of(viewer.role), places=places)
    return page(request, "web/help.html", pages=pages_for(viewer.role if viewer else ""))


def _back(request: HttpRequest) -> HttpResponseRedirect:
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(asked if safe else "/")


def _remember(answer: HttpResponse, name: str, value: str) -> None:
    answer.set_cookie(name, value, max_age=_A_YEAR, httponly=True, secure=settings.HTTPS, samesite="Lax")
