"""Results of a run: a table of masked persons, one person with every point, and two runs beside each other."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.areas.queries import place_today, villages_inside
from xiangxin.office.runs import queries
from xiangxin.office.runs.queries.comparing import compared, one_before
from xiangxin.office.runs.queries.seen import explained, results_in
from xiangxin.office.runs.tables import PAIRS, results_table
from xiangxin.office.runs.views.common import ASKERS
from xiangxin.office.shell.answering import page
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.tableview import TableView


@door(*ASKERS, scope="area")
@require_GET
def table(request: HttpRequest, run: UUID) -> HttpResponse:
    """Everybody of a run who is open to the viewer today; an export is noted for each person in it."""
    viewer = asker(request)
    row = queries.run_of_viewer(viewer, run)
    declared = results_table(villages_inside(row.area, timezone.localdate()))
    with results_in(viewer, row, "runs.results") as there:
        shown = TableView(declared, request, there.rows)
        there.showed(shown.shown)
        if shown.is_export:
            return shown.workbook()
        return page(request, "runs/results.html", row=row, table=shown, place=place_today(row.area))


@door(*ASKERS, scope="area")
@require_GET
def result(request: HttpRequest, run: UUID, result: UUID) -> HttpResponse:
    """One person's result: every line, what it rests on, and what was not counted and why."""
    viewer = asker(request)
    row = queries.run_of_viewer(viewer, run)
    found = explained(viewer, row, result)
    return page(
        request, "runs/result.html", row=row, e=found.explanation, card=found.card, place=place_today(found.card.area)
    )


@door(*ASKERS, scope="area")
@require_GET
def against(request: HttpRequest, run: UUID, other: UUID) -> HttpResponse:
    """A run beside an earlier one."""
    viewer = asker(request)
    row = queries.run_of_viewer(viewer, run)
    before = one_before(viewer, row, other)
    if before is None:
        raise Http404
    with compared(viewer, before, row) as found:
        shown = TableView(PAIRS, request, found.rows)
        shown.shown = found.pairs(shown.shown)
        found.showed(shown.shown)
        if shown.is_export:
            return shown.workbook()
        moves = [(move.label, number) for move, number in found.moves.items()]
        lines = [(label.in_language(language()), up, down) for label, up, down in found.by_line]
        return page(
            request,
            "runs/against.html",
            row=row,
            before=before,
            table=shown,
            moves=moves,
            lines=lines,
            came=found.came,
            left=found.left,
            same_policy=row.policy_hash == before.policy_hash,
            title=_("两次评价对比"),
        )
