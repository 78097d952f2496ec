"""Pages of villages: how far each has come, a bank's own people, letters to be handed over, lines due for a review."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.areas.queries import place_name, place_today
from xiangxin.office.grants.actions import review_again
from xiangxin.office.grants.printing import letters_pdf
from xiangxin.office.grants.queries import board, due
from xiangxin.office.grants.queries.reached import requests_of, villages_with, why
from xiangxin.office.grants.queries.undelivered import to_print, waiting_letters
from xiangxin.office.grants.rules import OFFICERS, PURPOSE
from xiangxin.office.grants.village_tables import DUE, FUNNELS, LETTERS, PEOPLE, REQUESTS, TOTALS
from xiangxin.office.grants.words import flags_of
from xiangxin.office.shell.answering import page
from xiangxin.office.shell.errors import AddressUnknown, OfficeError
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.tableview import TableView
from xiangxin.office.shell.typesetting import as_file

CADRES = (Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE, Role.COUNTY_OFFICE)


@door(*OFFICERS, *CADRES, scope="area", purpose="statistics")
@require_GET
def villages(request: HttpRequest) -> HttpResponseBase:
    """A bank sees its own people by village; cadres and the county see totals with small figures hidden."""
    viewer = asker(request)
    officer = viewer.role in OFFICERS
    table = TableView(
        FUNNELS if officer else TOTALS, request, board.funnels(viewer) if officer else board.totals(viewer)
    )
    return table.workbook() if table.is_export else page(request, "grants/board.html", table=table, officer=officer)


@door(*OFFICERS, scope="area", purpose=PURPOSE)
@require_GET
def village(request: HttpRequest, area: str) -> HttpResponseBase:
    """The bank's people of one village, how far each has come, and what comes next."""
    table = TableView(PEOPLE, request, board.people_of(asker(request), area))
    if table.is_export:
        return table.workbook()
    return page(request, "grants/village.html", table=table, place=place_today(area), area=area)


@door(*OFFICERS, scope="area", purpose=PURPOSE)
@require_GET
def undelivered(request: HttpRequest) -> HttpResponseBase:
    """Letters that have not reached their person."""
    rows = waiting_letters(asker(request))
    table = TableView(LETTERS, request, rows)
    if table.is_export:
        return table.workbook()
    today = timezone.localdate()
    places = [(code, place_name(code, today)) for code in sorted({row.grant.area for row in rows})]
    return page(request, "grants/letters.html", table=table, villages=places)


@door(*OFFICERS, scope="area", purpose=PURPOSE)
@require_GET
def print_(request: HttpRequest, area: str) -> HttpResponse:
    """The letters of one village as one PDF, a page each, to be handed over at the counter."""
    viewer = asker(request)
    rows = to_print(viewer, area) if area in dict(villages_with(viewer)) else []
    if not rows:
        raise AddressUnknown
    return as_file(letters_pdf(rows, timezone.localdate()), f"letters-{area}.pdf")


@door(*OFFICERS, scope="area", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def lines(request: HttpRequest) -> HttpResponseBase:
    """Lines due for a review; posting has their persons assessed again. The lines stay as they are."""
    viewer = asker(request)
    rows = due.due_lines(viewer)
    if request.method == "POST":
        try:
            number = review_again(viewer, [row.grant.person_id for row in rows if not row.again])
        except OfficeError as error:
            messages.error(request, error.text.in_language(language()))
        else:
            messages.success(request, _("%(number)s 人在重新评价，结果会列在授信里。") % {"number": number})
        return HttpResponseRedirect(reverse("grants:lines"))
    table = TableView(DUE, request, rows)
    if table.is_export:
        return table.workbook()
    return page(request, "grants/lines.html", table=table, again=any(not row.again for row in rows))


@door(*OFFICERS, scope="area", purpose=PURPOSE)
@require_GET
def requests(request: HttpRequest) -> HttpResponseBase:
    """Who asked for another human being, and until when they are answered."""
    table = TableView(REQUESTS, request, requests_of(asker(request)))
    return table.workbook() if table.is_export else page(request, "grants/requests.html", table=table)


@door(*OFFICERS, scope="area", purpose=PURPOSE)
@require_GET
def explained(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Where a result comes from: every part and point, its record, and what was not counted."""
    found = why(asker(request), grant)
    flags = flags_of(found.grant.flags)
    return page(request, "grants/why.html", page=found, grant=found.grant, e=found.explanation, flags=flags)
