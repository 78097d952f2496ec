"""Lists: villages, one village's people, organisations, a bank's roster, totals, the registry of fields, locks."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.kernel.divisions import level_of
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.areas.queries import place_today
from xiangxin.office.parties import actions
from xiangxin.office.parties.forms import SearchForm
from xiangxin.office.parties.listing import (
    BUSINESSES,
    FIELDS,
    FOUND,
    LOCKS,
    PEOPLE,
    ROSTER,
    TOTALS,
    VILLAGES,
)
from xiangxin.office.parties.queries.businesses import businesses_in
from xiangxin.office.parties.queries.fields import field_lines
from xiangxin.office.parties.queries.locks import open_locks
from xiangxin.office.parties.queries.people import village, villages_of
from xiangxin.office.parties.queries.rosters import roster_of
from xiangxin.office.parties.queries.totals import totals
from xiangxin.office.shell.answering import page
from xiangxin.office.shell.tableview import TableView

STAFF = tuple(role for role in Role.values if role != Role.HOUSEHOLD)


@door(Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE, scope="area", purpose="register")
@require_GET
def villages(request: HttpRequest) -> HttpResponseBase:
    """The villages of the viewer's area; whoever has one only is taken there."""
    by = asker(request)
    if level_of(by.area) == "village":
        return HttpResponseRedirect(reverse("parties:people", args=[by.area]))
    table = TableView(VILLAGES, request, villages_of(by))
    return table.workbook() if table.is_export else page(request, "parties/villages.html", table=table)


@door(Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE, scope="area", purpose="register")
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, area: str) -> HttpResponse:
    """One village's people, masked. What is searched for is posted, so that no name stands in an address."""
    by = asker(request)
    form = SearchForm(request.POST if request.method == "POST" else None)
    wanted = form.cleaned_data["wanted"] if form.is_valid() else ""
    with village(by, area, wanted) as seen:
        table = TableView(FOUND if wanted and seen.anybody else PEOPLE, request, seen.lines)
        seen.showed(table.shown)
    if table.is_export:
        return table.workbook()
    return page(
        request, "parties/people.html", table=table, form=form, area=area, place=place_today(area), wanted=bool(wanted)
    )


@door(Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE, Role.COUNTY_OFFICE, Role.ACCOUNT_MANAGER, scope="area")
@require_GET
def businesses(request: HttpRequest) -> HttpResponse:
    """Organisations of the viewer's area. Who trades alone is not among them."""
    by = asker(request)
    table = TableView(BUSINESSES, request, businesses_in(by, by.area))
    if table.is_export:
        return table.workbook()
    kept = by.role in (Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE)
    return page(request, "parties/businesses.html", table=table, kept=kept)


@door(Role.ACCOUNT_MANAGER, scope="institution", purpose="scoring")
@require_GET
def roster(request: HttpRequest) -> HttpResponse:
    """Whom the viewer's bank has to notify."""
    return page(request, "parties/roster.html", table=TableView(ROSTER, request, roster_of(asker(request))))


@door(Role.COUNTY_OFFICE, Role.CENTRAL_BANK, scope="office", purpose="statistics")
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """How far the register has come, without persons."""
    table = TableView(TOTALS, request, totals(asker(request), timezone.localdate()))
    return table.workbook() if table.is_export else page(request, "parties/totals.html", table=table)


@door(*STAFF, scope="office")
@require_GET
def fields(request: HttpRequest) -> HttpResponse:
    """What may be kept of a person at all, and what each field is."""
    table = TableView(FIELDS, request, field_lines())
    return table.workbook() if table.is_export else page(request, "parties/fields.html", table=table)


@door(Role.SECURITY_ADMIN, scope="office")
@require_GET
def locks(request: HttpRequest) -> HttpResponse:
    """Accounts that asked more often than they may."""
    return page(request, "parties/locks.html", table=TableView(LOCKS, request, open_locks()))


@door(Role.SECURITY_ADMIN, scope="office")
@require_POST
def lift(request: HttpRequest, lock: UUID) -> HttpResponseBase:
    """Let an account ask again."""
    actions.lift_lock(asker(request), lock)
    return HttpResponseRedirect(reverse("parties:locks"))
