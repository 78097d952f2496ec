"""Areas: the table on any day, one area with what it was and what it became."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase

from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.areas import queries
from xiangxin.office.areas.errors import AreaUnknown
from xiangxin.office.places.proposing import KEEPERS
from xiangxin.office.places.tables import AREAS
from xiangxin.office.places.views.common import STAFF, day_asked, own_code
from xiangxin.office.shell.answering import page
from xiangxin.office.shell.tableview import TableView


@door(*STAFF, scope="area")
def areas(request: HttpRequest) -> HttpResponseBase:
    """Every area within the viewer's own, on the day asked about."""
    viewer, on = asker(request), day_asked(request)
    table = TableView(AREAS, request, queries.areas_inside(viewer.area, on))
    if table.is_export:
        return table.workbook()
    return page(request, "places/areas.html", table=table, on=on, keeps=viewer.role in KEEPERS)


@door(*STAFF, scope="area")
def area(request: HttpRequest, code: str) -> HttpResponseBase:
    """One code through the years: names, changes, what lies in it and who works there."""
    viewer, on = asker(request), day_asked(request)
    code = own_code(request, code)
    past = list(queries.history(code))
    if not past:
        raise AreaUnknown(code=code, day=on.isoformat())
    present = next((one for one in past if one.from_on <= on and (one.to_on is None or on <= one.to_on)), None)
    return page(
        request,
        "places/area.html",
        code=code,
        on=on,
        present=present,
        past=past,
        within=queries.where(code, on)[:-1] if present else (),
        parts=queries.parts_of(code, on),
        became=queries.became(code, past[-1].from_on, on) if present is None and past[-1].from_on <= on else (),
        changes=queries.changes(code),
        institutions=queries.institutions_on(on, code) if present else (),
        keeps=viewer.role in KEEPERS and present is not None,
    )
