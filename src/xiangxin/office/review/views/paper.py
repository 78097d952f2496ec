"""Rating on paper: print a reviewer's sheet, type it by two people, mark it lost. Nobody sees what the other typed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.review import actions, queries
from xiangxin.office.review.actions.paper import TYPISTS
from xiangxin.office.review.actions.rounds import KEEPERS
from xiangxin.office.review.forms import SheetForm
from xiangxin.office.review.models import PaperSheet, Round
from xiangxin.office.review.printing import sheet_pdf
from xiangxin.office.review.queries import paper
from xiangxin.office.shell.answering import done, page
from xiangxin.office.shell.typesetting import as_file

typist = door(*sorted(TYPISTS), scope="area", purpose="review")


@typist
@require_GET
def sheets(request: HttpRequest, row: UUID) -> HttpResponse:
    """The seats of a round, and whether a sheet of theirs is out."""
    by = asker(request)
    standing = queries.standing(by, row)
    lines = paper.sheets(by, standing.round)
    prints = by.role in KEEPERS
    return page(request, "review/sheets.html", standing=standing, row=standing.round, lines=lines, prints=prints)


@door(*sorted(KEEPERS), scope="area", purpose="review")
@require_POST
def print_(request: HttpRequest, row: UUID, seat: UUID) -> HttpResponse:
    """A fresh sheet of one seat as a PDF; the one before it is void."""
    by = asker(request)
    standing = queries.standing(by, row)
    made = actions.print_sheet(by, standing.round, seat)
    return as_file(sheet_pdf(made, standing.place), "ballots.pdf", saved=True)


@typist
@require_http_methods(["GET", "POST"])
def type_(request: HttpRequest, row: UUID, sheet: UUID) -> HttpResponseBase:
    """Type a sheet, from the paper alone."""
    by = asker(request)
    round_, found = _found(request, row, sheet)
    shown = paper.sheet_page(by, found)
    data = request.POST if request.method == "POST" else None
    form = SheetForm(data, names=shown.names, low=round_.low, high=round_.high)

    def asked() -> HttpResponse:
        return page(request, "review/sheet.html", form, shown=shown, row=round_)

    def do(given: dict[str, Any]) -> str | HttpResponse:
        typed = actions.type_sheet(by, found, given["code"], form.ratings)
        if typed.differing:
            form.tell_differing(typed.differing)
            return asked()
        said = _("两次一致，已入箱。请当着评议员销毁原表。") if typed.cast else _("已记下，等另一个人录。")
        messages.success(request, said)
        return reverse("review:sheets", args=[row])

    return done(request, form, do) or asked()


@typist
@require_POST
def lose(request: HttpRequest, row: UUID, sheet: UUID) -> HttpResponseBase:
    """The paper is lost or spoilt; it counts for nothing from now on."""
    _round, found = _found(request, row, sheet)
    actions.lose_sheet(asker(request), found)
    messages.success(request, _("这张表已作废；找到了也不能再录。需要的话重印一张。"))
    return HttpResponseRedirect(reverse("review:sheets", args=[row]))


def _found(request: HttpRequest, row: UUID, sheet: UUID) -> tuple[Round, PaperSheet]:
    round_ = queries.standing(asker(request), row).round
    return round_, paper.sheet_of(round_, sheet)
