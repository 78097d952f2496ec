"""Who looked at the person who stands at a station's counter, shown or printed for that person."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from xiangxin.office.accounts.choices import OBJECTION, Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.oversight.queries import looks as queries
from xiangxin.office.oversight.views.common import page_asked
from xiangxin.office.oversight.wording import complaint
from xiangxin.office.shell.answering import page
from xiangxin.office.station.queries import visit_here


@door(Role.STATION_KEEPER, scope="institution", purpose=OBJECTION)
@require_GET
def looks(request: HttpRequest) -> HttpResponse:
    """Every look at who is being served, each with its number, and where to complain."""
    by = asker(request)
    visit = visit_here(by)
    by = replace(by, mandate=visit.mandate)
    found = queries.looks_at(by, visit.person, page_asked(request), at_counter=True)
    places = queries.where_to_complain(timezone.localdate(), by.area)
    return page(request, "oversight/counter.html", looks=found, places=places, name=complaint().name)
