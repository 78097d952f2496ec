"""What anybody may read without signing in: every adopted version, its text, its print, and whether it still holds."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from xiangxin.office.accounts.doors import door
from xiangxin.office.adoption import queries
from xiangxin.office.adoption.editing import told
from xiangxin.office.adoption.forms import title_of
from xiangxin.office.adoption.models import Adoption, Judgement
from xiangxin.office.adoption.reading import parts_of, verdicts_of
from xiangxin.office.adoption.tables import PUBLISHED, AdoptionRow, standing_of
from xiangxin.office.adoption.texts import examine_kept
from xiangxin.office.adoption.views.weighing import pdf
from xiangxin.office.shell.answering import page
from xiangxin.office.shell.tableview import TableView


@door(scope="public")
@require_GET
def adopted(request: HttpRequest) -> HttpResponseBase:
    """Every adoption there ever was."""
    rows, today = list(queries.adoptions()), timezone.localdate()
    shut = queries.forbidden(rows)
    table = TableView(PUBLISHED, request, [AdoptionRow(row, standing_of(row, shut, today)) for row in rows])
    return table.workbook() if table.is_export else page(request, "adoption/adopted.html", table=table)


@door(scope="public")
@require_GET
def version(request: HttpRequest, content_hash: str) -> HttpResponseBase:
    """One version: who assesses by it and since when, what law says, and all of its lines."""
    row, today = queries.policy_text(content_hash), timezone.localdate()
    examined = examine_kept(row, today)
    rows = list(queries.adoptions_of(row))
    shut = queries.forbidden(rows)
    return page(
        request,
        "adoption/version.html",
        row=row,
        title=title_of(row),
        adoptions=[AdoptionRow(one, standing_of(one, shut, today)) for one in rows],
        judgements=_judged(rows),
        parts=parts_of(examined),
        verdicts=verdicts_of(examined),
        told=told(examined.findings, row.text),
    )


def _judged(rows: list[Adoption]) -> list[tuple[Adoption, Judgement, list[dict[str, Any]]]]:
    """What law said after each adoption, with what was found."""
    return [(one, said, queries.findings_of(said)) for one in rows for said in queries.judgements_of(one)]


@door(scope="public")
@require_GET
def download(request: HttpRequest, content_hash: str) -> HttpResponseBase:
    """The text as it was kept, to the last comment."""
    row = queries.policy_text(content_hash)
    answer = HttpResponse(row.text.encode("utf-8"), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="policy.yaml"'
    return answer


@door(scope="public")
@require_GET
def version_print(request: HttpRequest, content_hash: str) -> HttpResponseBase:
    """The print of a version."""
    return pdf(queries.policy_text(content_hash))
