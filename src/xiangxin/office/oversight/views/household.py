"""A person's own page on the phone: who looked at me, what for, and where to complain."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from xiangxin.office.accounts.doors import own, owner
from xiangxin.office.oversight.queries import looks as queries
from xiangxin.office.oversight.views.common import page_asked
from xiangxin.office.oversight.wording import complaint
from xiangxin.office.shell.answering import page


@own
@require_GET
def looks(request: HttpRequest) -> HttpResponse:
    """Every look, the last one first."""
    viewer, person = owner(request)
    found = queries.looks_at(viewer, person, page_asked(request))
    places = queries.where_to_complain(timezone.localdate(), viewer.area)
    return page(request, "oversight/looks.html", looks=found, places=places, name=complaint().name)


@own
@require_GET
def wrong(request: HttpRequest, look: UUID) -> HttpResponse:
    """One look that seems wrong: its number, those equal to it on its day, and where to say so."""
    viewer, person = owner(request)
    found, once, at, pages = queries.look_at(viewer, person, look, page_asked(request))
    places = queries.where_to_complain(timezone.localdate(), viewer.area)
    name = complaint().name
    return page(request, "oversight/wrong.html", look=found, once=once, page=at, pages=pages, places=places, name=name)
