"""The auditor's desk: checkpoints and who keeps them, comparing one kept elsewhere, the whole verification."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from xiangxin.office.accounts.choices import ADMINISTRATORS, Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.audit.naming import signer
from xiangxin.office.audit.queries import not_compared
from xiangxin.office.jobs.actions import start_job
from xiangxin.office.oversight.forms import CompareForm
from xiangxin.office.oversight.proofs import compare
from xiangxin.office.oversight.queries import log as queries
from xiangxin.office.oversight.queries.verdict import last_verdict
from xiangxin.office.oversight.tables import CHECKPOINTS, WITNESSES
from xiangxin.office.oversight.tasks import VERIFY
from xiangxin.office.oversight.views.common import desk
from xiangxin.office.shell.answering import done, page
from xiangxin.office.shell.tableview import TableView


@desk
@require_http_methods(["GET", "POST"])
def checkpoints(request: HttpRequest) -> HttpResponseBase:
    """The list, the witnesses, and the answer about a checkpoint that was kept elsewhere."""
    form = CompareForm(request.POST, request.FILES) if request.method == "POST" else CompareForm()
    tables = [
        TableView(CHECKPOINTS, request, queries.checkpoints()),
        TableView(WITNESSES, request, queries.witnesses()),
    ]
    for table in tables:
        if table.is_export:
            return table.workbook()

    def listed(result: str | None = None) -> HttpResponse:
        key = signer().verifier().write()
        return page(request, "oversight/checkpoints.html", form, tables=tables, key=key, result=result)

    return done(request, form, lambda _given: listed(compare(form.checkpoint()).value)) or listed()


@door(*ADMINISTRATORS, Role.AUDITOR, scope="office")
@require_GET
def witnesses(request: HttpRequest) -> HttpResponse:
    """Who keeps checkpoints, how far each has got, and whether it answered. They are registered at the machine."""
    table = TableView(WITNESSES, request, queries.witnesses())
    return table.workbook() if table.is_export else page(request, "oversight/witnesses.html", table=table)


@desk
@require_GET
def checkpoint(request: HttpRequest, size: int) -> HttpResponse:
    """One checkpoint as it is kept elsewhere."""
    return HttpResponse(
        queries.checkpoint_of(size).text,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{size}.checkpoint"'},
    )


@desk
@require_http_methods(["GET", "POST"])
def verification(request: HttpRequest) -> HttpResponseBase:
    """What the last verification found; a POST starts another one."""
    viewer = asker(request)
    if request.method == "POST":
        return HttpResponseRedirect(reverse("places:job", args=[start_job(viewer.actor, VERIFY).id]))
    return page(request, "oversight/verification.html", last=last_verdict(viewer), beside=not_compared())
