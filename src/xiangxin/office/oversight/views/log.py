"""The auditor's desk: search the log, read an entry, take it away as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from xiangxin.office.jobs.actions import start_job
from xiangxin.office.oversight import proofs
from xiangxin.office.oversight.queries import log as queries
from xiangxin.office.oversight.tables import LOG, PERSON, person_typed
from xiangxin.office.oversight.tasks import EXPORT
from xiangxin.office.oversight.views.common import asker, desk
from xiangxin.office.shell.tableview import TableView


@desk
@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """The log; a search for a person is noted before anything is shown."""
    person = person_typed(request.GET.get(PERSON, ""))
    if person is not None:
        queries.note_search(asker(request), person)
    table = TableView(LOG, request, queries.all_entries())
    queries.call(table.shown)
    return render(request, "oversight/log.html", {"table": table})


@desk
@require_GET
def entry(request: HttpRequest, seq: int) -> HttpResponse:
    """One entry: its head, what it says, the rows it wrote, and what proves it."""
    return render(request, "oversight/entry.html", {"page": queries.entry_page(asker(request), seq)})


@desk
@require_GET
def decision(request: HttpRequest, seq: int) -> HttpResponse:
    """The entry as a file that anybody can check, off line and without trusting the office."""
    row = queries.entry_of(seq)
    with queries.noted(asker(request).actor, row.person, "oversight.decision"):
        content = proofs.decision(row)
    return HttpResponse(
        content,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="decision-{seq}.json"'},
    )


@desk
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """Start writing the whole log to a file."""
    row = start_job(asker(request).actor, EXPORT)
    return HttpResponseRedirect(reverse("places:job", args=[row.id]))
