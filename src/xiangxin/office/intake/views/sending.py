"""Choose a form, fetch its empty table, send a file; and what was sent."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from xiangxin.interop.settings import LIMITS
from xiangxin.interop.template import how_to_fill
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.choices import VILLAGE_LEVELS
from xiangxin.office.areas.queries import areas_inside, place_name
from xiangxin.office.intake import actions, queries
from xiangxin.office.intake import forms as entered
from xiangxin.office.intake.catalog import Form, form_of, spec_of
from xiangxin.office.intake.errors import FileTooLarge, FormNotYours
from xiangxin.office.intake.returned import write_empty
from xiangxin.office.intake.rules import SENDERS, forms_met, forms_of, may_send
from xiangxin.office.intake.tables import submissions_table
from xiangxin.office.intake.views.common import to
from xiangxin.office.shell.answering import filled_in, page
from xiangxin.office.shell.marks import beside
from xiangxin.office.shell.sheet import XLSX_TYPE
from xiangxin.office.shell.tableview import TableView


@door(*SENDERS, scope="area")
def submissions(request: HttpRequest) -> HttpResponseBase:
    """What was sent, with how each stands."""
    viewer = asker(request)
    table = TableView(submissions_table(forms_met(viewer)), request, queries.submissions(viewer))
    return table.workbook() if table.is_export else page(request, "intake/submissions.html", table=table)


@door(*SENDERS, scope="area")
def forms(request: HttpRequest) -> HttpResponseBase:
    """The forms that the viewer sends."""
    return page(request, "intake/forms.html", forms=forms_of(asker(request)))


@door(*SENDERS, scope="area")
def template(request: HttpRequest, form: str) -> HttpResponseBase:
    """The empty table of a form, with drop-downs and text columns."""
    known = _form(asker(request), form)
    target = BytesIO()
    today = timezone.localdate()
    write_empty(target, spec_of(known, today), today, is_demo=settings.DEMO)
    answer = HttpResponse(target.getvalue(), content_type=XLSX_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{known.id}.xlsx"'
    return answer


@door(*SENDERS, scope="area")
def send(request: HttpRequest, form: str) -> HttpResponseBase:
    """Take a file in and lead to its page, where its progress stands."""
    viewer = asker(request)
    known = _form(viewer, form)
    agreements = None
    if queries.needs_agreement(viewer, known):
        rows = queries.agreements_for(viewer, known, timezone.localdate())
        agreements = [(str(row.id), beside(row.number, row.receiver.name)) for row in rows]

    def do(given: dict[str, Any]) -> str:
        upload: UploadedFile[bytes] = given["file"]
        agreement = given.get("agreement")
        row = actions.receive(
            viewer, known.id, _blocks(upload), str(upload.name or ""), given["area"],
            agreement=UUID(agreement) if agreement else None,
        )  # fmt: skip
        return to("submission", row.id)

    posted = entered.SendForm(_areas(viewer), agreements, request.POST or None, request.FILES or None)
    columns = [(column, how_to_fill(column)) for column in spec_of(known, timezone.localdate()).columns]
    return filled_in(request, "intake/send.html", posted, do, kind=known, columns=columns, agreements=agreements)


def _blocks(upload: UploadedFile[bytes]) -> Iterable[bytes]:
    if (upload.size or 0) > LIMITS.file_bytes:
        raise FileTooLarge("file", limit=LIMITS.file_bytes // 1_000_000)
    return upload.chunks()


def _form(viewer: Viewer, name: str) -> Form:
    known = form_of(name)
    if not may_send(viewer, known):
        raise FormNotYours("form")
    return known


def _areas(viewer: Viewer) -> list[tuple[str, str]]:
    """The viewer's own area, and the areas within it that are larger than a village."""
    today = timezone.localdate()
    inner = areas_inside(viewer.area, today).exclude(level__in=VILLAGE_LEVELS).exclude(code=viewer.area)
    own = (viewer.area, place_name(viewer.area, today))
    return [own, *((row.code, row.name) for row in inner)]
