"""Institutions: the table, one with what stands below it, proposals to add and to end."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.areas import queries
from xiangxin.office.areas.choices import PARENTS
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.new import NewInstitution
from xiangxin.office.places import forms
from xiangxin.office.places.proposing import KEEPERS, propose_end, propose_institution
from xiangxin.office.places.tables import INSTITUTIONS
from xiangxin.office.places.views.common import STAFF, day_asked, proposing, to
from xiangxin.office.shell.answering import page
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.shell.tableview import TableView


@door(*STAFF, scope="area")
def institutions(request: HttpRequest) -> HttpResponseBase:
    """Every institution that works within the viewer's area."""
    viewer, on = asker(request), day_asked(request)
    table = TableView(INSTITUTIONS, request, queries.institutions_on(on, viewer.area))
    if table.is_export:
        return table.workbook()
    return page(request, "places/institutions.html", table=table, on=on, keeps=viewer.role in KEEPERS)


@door(*STAFF, scope="area")
def institution(request: HttpRequest, institution: UUID) -> HttpResponseBase:
    """One institution and what stands below it."""
    row = own_institution(request, institution)
    below = queries.institutions_on(day_asked(request), asker(request).area).filter(parent=row)
    keeps = asker(request).role in KEEPERS and row.to_on is None
    return page(request, "places/institution.html", row=row, below=below, keeps=keeps)


@door(*KEEPERS, scope="area")
def add(request: HttpRequest) -> HttpResponseBase:
    """Propose an institution."""
    kinds = sorted({kind for above in PARENTS.values() for kind in above})
    above = queries.institutions_on(day_asked(request), asker(request).area, kinds)

    def do(form: forms.InstitutionForm) -> None:
        given = form.cleaned_data
        new = NewInstitution(
            given["slug"],
            given["kind"],
            given["name"],
            given["area"],
            given["name_en"],
            UUID(given["parent"]) if given["parent"] else None,
        )
        propose_institution(asker(request), new, given["on"], given["reason"])

    places = _places(asker(request).area, day_asked(request))
    form = forms.InstitutionForm(places, [(str(one.id), one.name) for one in above], request.POST or None)
    return proposing(request, form, _("新增机构"), to("institutions"), do)


def _places(area: str, day: date) -> list[tuple[str, str]]:
    """The area and what lies in it, deeper ones set in; its code alone where the office has no list of areas yet."""
    depth = {"county": 0, "township": 1}
    found = [(one.code, "　" * depth.get(one.level, 2) + one.name) for one in queries.areas_inside(area, day)]
    return found or [(area, area)]


@door(*KEEPERS, scope="area")
def end(request: HttpRequest, institution: UUID) -> HttpResponseBase:
    """Propose that an institution ends."""
    row = own_institution(request, institution)

    def do(form: forms.EndForm) -> None:
        given = form.cleaned_data
        propose_end(asker(request), row.id, row.area, given["to_on"], given["reason"])

    return proposing(request, forms.EndForm(request.POST or None), _("停用机构"), to("institution", row.id), do)


def own_institution(request: HttpRequest, institution: UUID) -> Institution:
    """The institution, if it works within the viewer's area; ``AddressUnknown`` otherwise."""
    row = queries.any_institution(institution)
    if row is None or not asker(request).covers(row.area):
        raise AddressUnknown()
    return row
