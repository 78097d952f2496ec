"""One organisation, and one line of a bank's roster."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.areas.queries import place_today
from xiangxin.office.parties import actions
from xiangxin.office.parties.errors import NobodyFound
from xiangxin.office.parties.forms import BusinessForm, DayForm, NumberForm
from xiangxin.office.parties.queries.businesses import business_kept, business_page
from xiangxin.office.parties.queries.rosters import must_be_on_own_roster
from xiangxin.office.parties.views.common import villages
from xiangxin.office.shell.answering import filled_in, page

CADRE = (Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE)


@door(*CADRE, Role.COUNTY_OFFICE, Role.ACCOUNT_MANAGER, scope="area", purpose="register")
@require_GET
def business(request: HttpRequest, business: UUID) -> HttpResponse:
    """One organisation; who stands behind it is masked, or not shown."""
    found = business_page(asker(request), business)
    return page(
        request, "parties/business.html", page=found, business=found.business, place=place_today(found.business.area)
    )


@door(*CADRE, scope="area", purpose="register")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponseBase:
    """Register an organisation. Who trades alone is sent to the person's page."""
    by = asker(request)

    def do(given: dict[str, Any]) -> str:
        new = actions.NewBusiness(given["code"], given["name"], given["kind"], given["area"])
        return reverse("parties:business", args=[actions.register_business(by, new, given["on"]).id])

    return filled_in(
        request,
        "parties/form.html",
        BusinessForm(villages(by), request.POST or None),
        do,
        _("已登记。"),
        title=_("登记经营主体"),
        sub=_("公司、合作社、家庭农场等；个体工商户请在本人页面登记。"),
        cancel_href=reverse("parties:businesses"),
    )


@door(*CADRE, scope="area", purpose="register")
@require_http_methods(["GET", "POST"])
def representative(request: HttpRequest, business: UUID) -> HttpResponseBase:
    """Another person stands for the organisation; they are found by their whole number."""
    by, back = asker(request), reverse("parties:business", args=[business])
    found = business_kept(by, business)

    def do(given: dict[str, Any]) -> str:
        person = actions.look_up(by, given["id_number"])
        if person is None:
            raise NobodyFound("id_number")
        actions.change_representative(by, business, person.id, timezone.localdate())
        return back

    return filled_in(
        request,
        "parties/form.html",
        NumberForm(request.POST or None),
        do,
        _("已登记。"),
        title=_("登记法定代表人"),
        sub=_("法定代表人按个人保护，只显示遮盖后的姓名。"),
        about=found.name,
        cancel_href=back,
    )


@door(*CADRE, scope="area", purpose="register")
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, business: UUID) -> HttpResponseBase:
    """The organisation was struck off."""
    by, back = asker(request), reverse("parties:business", args=[business])
    found = business_kept(by, business)

    def do(given: dict[str, Any]) -> str:
        actions.close_business(by, business, given["on"])
        return back

    return filled_in(
        request,
        "parties/form.html",
        DayForm(request.POST or None),
        do,
        _("已注销。"),
        title=_("登记注销"),
        about=found.name,
        cancel_href=back,
    )


@door(Role.ACCOUNT_MANAGER, scope="institution", purpose="scoring")
@require_http_methods(["GET", "POST"])
def roster_line(request: HttpRequest, line: UUID) -> HttpResponse:
    """Ask before opening a line; POST shows it once, to deliver the notice."""
    shown = None
    must_be_on_own_roster(asker(request), line)
    if request.method == "POST":
        shown = actions.open_roster_contact(asker(request), line)
    return page(request, "parties/roster_line.html", line=line, shown=shown)


@door(Role.ACCOUNT_MANAGER, scope="institution", purpose="scoring")
@require_POST
def delivered(request: HttpRequest, line: UUID) -> HttpResponseBase:
    """The notice reached this person today."""
    actions.note_delivery(asker(request), line, timezone.localdate())
    return HttpResponseRedirect(reverse("parties:roster"))
