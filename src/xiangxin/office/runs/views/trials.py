"""Trials: a text that is not in force, tried on the people who agreed. Only totals are shown, and only those kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.adoption.reporttold import told
from xiangxin.office.areas.queries import place_today
from xiangxin.office.runs import actions
from xiangxin.office.runs.choices import RunState
from xiangxin.office.runs.errors import NotYourReceiver
from xiangxin.office.runs.forms import TryForm
from xiangxin.office.runs.queries.trials import found_by, texts, trial_of, trials_of
from xiangxin.office.runs.rules import purpose_of, receiver_of
from xiangxin.office.runs.tables import TRIALS, title_of
from xiangxin.office.runs.views.common import ASKERS, areas_of, failed_words, progress_of
from xiangxin.office.shell.answering import filled_in, page
from xiangxin.office.shell.cells import written
from xiangxin.office.shell.marks import beside
from xiangxin.office.shell.tableview import TableView


@door(*ASKERS, scope="area")
@require_GET
def trials(request: HttpRequest) -> HttpResponse:
    """Trials for the viewer's institution."""
    table = TableView(TRIALS, request, trials_of(asker(request)))
    return table.workbook() if table.is_export else page(request, "runs/trials.html", table=table)


@door(*ASKERS, scope="area")
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponseBase:
    """Ask for a trial."""
    viewer, today = asker(request), timezone.localdate()
    named = [
        (str(row.id), beside(title_of(row), f"{written(row.kept_at, 'moment')} · {row.content_hash[:12]}"))
        for row in texts()
    ]

    def do(given: dict[str, Any]) -> str:
        receiver = receiver_of(viewer)
        if receiver is None:
            raise NotYourReceiver()
        asked = actions.Asked(given["area"], receiver.id, purpose_of(viewer), given["as_of"], given["known_on"])
        return reverse("runs:trial", args=[actions.start_trial(viewer, UUID(given["policy"]), asked).id])

    initial = {"area": viewer.area, "as_of": today, "known_on": today}
    form = TryForm(named, areas_of(viewer), request.POST or None, initial=initial)
    return filled_in(request, "runs/try.html", form, do, any_text=bool(named))


@door(*ASKERS, scope="area")
@require_GET
def trial(request: HttpRequest, trial: UUID) -> HttpResponse:
    """One trial: how far it is, or what was found."""
    row = trial_of(asker(request), trial)
    done = row.state == RunState.DONE
    return page(
        request,
        "runs/trial.html",
        row=row,
        title=title_of(row.policy),
        place=place_today(row.area),
        done=done,
        failed=failed_words(row.failure) if row.state == RunState.FAILED else "",
        progress=None if done else progress_of(row.job, _("试算进度"), reverse("runs:trial", args=[row.id])),
        **(told(found_by(row)) if done else {}),
    )
