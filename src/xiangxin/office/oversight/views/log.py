"""The auditor's desk: search the log, read an entry, take it away as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.office.accounts.doors import asker
from xiangxin.office.jobs.actions import start_job
from xiangxin.office.oversight import proofs
from xiangxin.office.oversight.errors import NumberUnknown
from xiangxin.office.oversight.forms import NumberForm
from xiangxin.office.oversight.queries import log as queries
from xiangxin.office.oversight.queries import numbered
from xiangxin.office.oversight.tables import LOG, PERSON, SEALER, person_typed
from xiangxin.office.oversight.tasks import EXPORT
from xiangxin.office.oversight.views.common import desk
from xiangxin.office.shell.answering import page, tell
from xiangxin.office.shell.tableview import TableView


@desk
@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """The log; a search for a person is noted before anything is shown."""
    person = person_typed(request.GET.get(PERSON, ""))
    if person is not None:
        queries.note_search(asker(request), person)
    # Whoever asks for an act or an actor by name gets it; else the sealer would bury all that persons did.
    sealer = any(request.GET.get(key) for key in (SEALER, "actor", "act"))
    table = TableView(LOG, request, queries.all_entries(sealer=sealer))
    queries.call(table.shown)
    return page(request, "oversight/log.html", table=table)


@desk
@require_GET
def entry(request: HttpRequest, seq: int) -> HttpResponse:
    """One entry: its head, what it says, the rows it wrote, and what proves it."""
    return page(request, "oversight/entry.html", page=queries.entry_page(asker(request), seq))


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
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("number")
def number(request: HttpRequest) -> HttpResponse:
    """What a number leads to that a person was told; sent in the body, so that no address holds it."""
    form = NumberForm(request.POST if request.method == "POST" else None)
    found: dict[str, Any] = {}
    if form.is_valid():
        viewer, typed = asker(request), form.cleaned_data["number"]
        looks = numbered.looks_numbered(viewer, typed)
        receipt = numbered.receipt_numbered(viewer, typed) if looks is None else None
        if looks or receipt:
            found = {"looks": looks, "receipt": receipt}
        else:
            tell(form, NumberUnknown("number", years=numbered.YEARS))
    return page(request, "oversight/number.html", form, **found)


@desk
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """Start writing the whole log to a file."""
    row = start_job(asker(request).actor, EXPORT)
    return HttpResponseRedirect(reverse("places:job", args=[row.id]))
