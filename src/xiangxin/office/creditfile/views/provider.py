"""A provider's own page: what became of what it sent. No person stands on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.creditfile.queries.provided import provided_by
from xiangxin.office.creditfile.tables import DELIVERIES, QUALITY
from xiangxin.office.shell.answering import page
from xiangxin.office.shell.tableview import TableView


@door(Role.DATA_PROVIDER, scope="institution", purpose="statistics")
@require_GET
def provided(request: HttpRequest) -> HttpResponse:
    """What stands, what was corrected, what is disputed."""
    found = provided_by(asker(request))
    deliveries = TableView(DELIVERIES, request, found.deliveries)
    quality = TableView(QUALITY, request, found.qualities)
    for table in (deliveries, quality):
        if table.is_export:
            return table.workbook()
    by_month = {"label": _("按月看"), "href": reverse("feeds:quality")}
    return page(request, "creditfile/provided.html", deliveries=deliveries, quality=quality, actions=[by_month])
