"""Deletion orders for receivers, and flags of bursts for those who watch."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiangxin.office.accounts.choices import OBJECTION
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.consent import actions
from xiangxin.office.consent.actions.deletions import REPORTERS
from xiangxin.office.consent.actions.flags import WATCHERS
from xiangxin.office.consent.queries.receiving import orders_named_to
from xiangxin.office.consent.queries.watching import burst_lines
from xiangxin.office.consent.tables import BURSTS, DELETIONS
from xiangxin.office.shell.answering import page
from xiangxin.office.shell.tableview import TableView


@door(*sorted(REPORTERS), scope="institution", purpose=OBJECTION)
@require_GET
def deletions(request: HttpRequest) -> HttpResponse:
    """What the viewer's institution has to delete, and by when."""
    table = TableView(DELETIONS, request, orders_named_to(asker(request)))
    if table.is_export:
        return table.workbook()
    return page(request, "consent/deletions.html", table=table, today=timezone.localdate())


@door(*sorted(REPORTERS), scope="institution", purpose=OBJECTION)
@require_POST
def deleted(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """Report that one order was followed."""
    actions.report_deletion(asker(request), order)
    messages.success(request, _("已登记删除。"))
    return HttpResponseRedirect(reverse("consent:deletions"))


@door(*sorted(WATCHERS), scope="office")
@require_GET
def bursts(request: HttpRequest) -> HttpResponse:
    """Where many people consented through one account or device within minutes."""
    table = TableView(BURSTS, request, burst_lines(asker(request)))
    return table.workbook() if table.is_export else page(request, "consent/bursts.html", table=table)


@door(*sorted(WATCHERS), scope="office")
@require_POST
def seen(request: HttpRequest, flag: UUID) -> HttpResponseBase:
    """Somebody has looked into one of them."""
    actions.see_burst(asker(request), flag)
    messages.success(request, _("已标记看过。"))
    return HttpResponseRedirect(reverse("consent:bursts"))
