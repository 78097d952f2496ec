"""Villages: how far their files have come in figures, and whose file wants something, by the names one may know."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.areas.queries import place_today
from xiangxin.office.creditfile.forms import NameForm
from xiangxin.office.creditfile.queries.operators import operators_filed
from xiangxin.office.creditfile.queries.people import CADRES, files_in
from xiangxin.office.creditfile.queries.standing import area_standings
from xiangxin.office.creditfile.queries.villages import village_figures
from xiangxin.office.creditfile.tables import COUNTED, FILES, UNANSWERED, VILLAGES
from xiangxin.office.creditfile.terms import LIMITS
from xiangxin.office.shell.answering import page
from xiangxin.office.shell.tableview import TableView

CADRE = (Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE)


@door(*CADRE, Role.ACCOUNT_MANAGER, Role.COUNTY_OFFICE, scope="area", purpose="statistics")
@require_GET
def villages(request: HttpRequest) -> HttpResponse:
    """Figures of each village of the viewer's area; small ones are not shown."""
    by = asker(request)
    declared = COUNTED if by.role == Role.COUNTY_OFFICE else VILLAGES
    table = TableView(declared, request, village_figures(by, by.area, timezone.localdate()))
    if table.is_export:
        return table.workbook()
    standing = [(place_today(area), line) for area, line in area_standings(by)]
    days, operators = LIMITS["stale_days"], operators_filed(by)
    return page(request, "creditfile/villages.html", table=table, days=days, standing=standing, operators=operators)


@door(*CADRE, Role.ACCOUNT_MANAGER, scope="area", purpose="register")
@require_http_methods(["GET", "POST"])
def village(request: HttpRequest, area: str) -> HttpResponse:
    """Who in one village still needs a visit. What is searched for is posted, so that no name stands in an address."""
    by = asker(request)
    form = NameForm(request.POST if request.method == "POST" else None)
    wanted = form.cleaned_data["wanted"] if form.is_valid() else ""
    cadre = by.role in CADRES
    with files_in(by, area, wanted) as there:
        table = TableView(UNANSWERED if cadre else FILES, request, there.rows)
        there.showed(table.shown)
    if table.is_export:
        return table.workbook()
    shown: dict[str, Any] = {"table": table, "form": form, "area": area, "place": place_today(area), "cadre": cadre}
    nobody = bool(wanted) and there.anybody and not there.rows
    return page(request, "creditfile/village.html", wanted=bool(wanted), nobody=nobody, **shown)
