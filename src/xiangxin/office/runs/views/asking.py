"""Runs of one's own institution: all of them, one, a new one, and only what changed since one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.areas.queries import place_today
from xiangxin.office.runs import actions, queries
from xiangxin.office.runs.choices import STATUS_SAYS, RunState, Status
from xiangxin.office.runs.errors import NotYourReceiver
from xiangxin.office.runs.forms import StartForm
from xiangxin.office.runs.models import ScoringRun
from xiangxin.office.runs.queries.comparing import comparable
from xiangxin.office.runs.rules import purpose_of, receiver_of
from xiangxin.office.runs.tables import RUNS, title_of
from xiangxin.office.runs.views.common import ASKERS, areas_of, failed_words, progress_of
from xiangxin.office.shell.answering import filled_in, page
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.tableview import TableView


@door(*ASKERS, scope="area")
@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """Runs that the viewer's institution asked for."""
    table = TableView(RUNS, request, queries.runs_of(asker(request)))
    return table.workbook() if table.is_export else page(request, "runs/runs.html", table=table)


@door(*ASKERS, scope="area")
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponseBase:
    """Ask for a run."""
    viewer, today = asker(request), timezone.localdate()

    def do(given: dict[str, Any]) -> str:
        receiver = receiver_of(viewer)
        if receiver is None:
            raise NotYourReceiver()
        asked = actions.Asked(given["area"], receiver.id, purpose_of(viewer), given["as_of"], given["known_on"])
        return reverse("runs:run", args=[actions.start_run(viewer, asked).id])

    initial = {"area": viewer.area, "as_of": today, "known_on": today}
    return filled_in(request, "runs/start.html", StartForm(areas_of(viewer), request.POST or None, initial=initial), do)


@door(*ASKERS, scope="area")
@require_GET
def run(request: HttpRequest, run: UUID) -> HttpResponse:
    """One run: how far it is, or how many came out how."""
    viewer = asker(request)
    row = queries.run_of_viewer(viewer, run)
    href = reverse("runs:run", args=[row.id])
    done = row.state == RunState.DONE
    return page(
        request,
        "runs/run.html",
        row=row,
        done=done,
        policy=title_of(row.adoption.policy),
        place=place_today(row.area),
        progress=None if done else progress_of(row.job, _("评价进度"), href),
        failed=failed_words(row.failure) if row.state == RunState.FAILED else "",
        counts=_counts(row) if done else [],
        others=[(reverse("runs:against", args=[row.id, one.id]), one) for one in comparable(viewer, row)][:10]
        if done
        else [],
    )


def _counts(row: ScoringRun) -> list[tuple[str, str, str, int]]:
    """Of each status that occurred: its value, name, what it means, and how many."""
    return [
        (one.value, str(one.label), str(STATUS_SAYS[one]), row.counts[one.value])
        for one in reversed(Status)
        if row.counts.get(one.value)
    ]


@door(*ASKERS, scope="area")
@require_POST
def changed(request: HttpRequest, run: UUID) -> HttpResponse:
    """Ask for a run of those whose file changed since."""
    viewer = asker(request)
    row = queries.run_of_viewer(viewer, run)
    try:
        new = actions.start_changed(viewer, row)
    except OfficeError as error:
        messages.warning(request, error.text.in_language(language()))
        return HttpResponseRedirect(reverse("runs:run", args=[row.id]))
    return HttpResponseRedirect(reverse("runs:run", args=[new.id]))
