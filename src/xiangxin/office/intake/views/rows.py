"""Rows of a submission by what they would do, its findings, and the workbook of the rows that came back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.intake import queries
from xiangxin.office.intake.catalog import form_of
from xiangxin.office.intake.choices import Change, Effect
from xiangxin.office.intake.rules import SENDERS
from xiangxin.office.intake.terms import LIMITS
from xiangxin.office.intake.views.common import page_asked
from xiangxin.office.shell.answering import page
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.shell.sheet import XLSX_TYPE


@door(*SENDERS, scope="area")
def rows(request: HttpRequest, submission: UUID, change: str) -> HttpResponseBase:
    """A page of rows, the old beside the new; whoever is on it can see that it was looked at."""
    viewer = asker(request)
    row = queries.submission(viewer, submission)
    if change not in Change.values:
        raise AddressUnknown
    total = int(getattr(row, f"rows_{change}"))
    last = max(1, -(-total // LIMITS["page_rows"]))
    at = page_asked(request, last)
    lines = queries.page_of_rows(viewer, row, change, at)
    size = LIMITS["page_rows"]
    closed = min(size, total - (at - 1) * size) - len(lines)
    return page(
        request, "intake/rows.html",
        row=row, kind=form_of(row.form), change=Change(change), lines=lines, total=total, page=at,
        closed=closed, last=last, before=at - 1 if at > 1 else None, after=at + 1 if at < last else None,
        changes=[(str(one), one.label, getattr(row, f"rows_{one}")) for one in Change],
    )  # fmt: skip


@door(*SENDERS, scope="area")
def findings(request: HttpRequest, submission: UUID) -> HttpResponseBase:
    """Everything that was found, by kind where asked; no cell is repeated."""
    viewer = asker(request)
    row = queries.submission(viewer, submission)
    groups = queries.groups_of(row)
    asked = request.GET.get("code", "")
    kinds = [(effect, [one for one in groups if one.effect == effect]) for effect in Effect]
    kinds = [(effect, found) for effect, found in kinds if found]
    code = asked if asked in {one.code for one in groups} | {str(effect) for effect, _found in kinds} else ""
    total = sum(one.count for one in groups if not code or code in (one.code, one.effect))
    last = max(1, -(-total // LIMITS["tell_findings"]))
    at = page_asked(request, last)
    told, _total = queries.findings_of(row, code, at)
    return page(
        request, "intake/findings.html",
        row=row, kind=form_of(row.form), kinds=kinds, code=code, told=told, total=total,
        page=at, last=last, before=at - 1 if at > 1 else None, after=at + 1 if at < last else None,
        has_returned=queries.is_senders(viewer, row) and queries.has_returned(row),
    )  # fmt: skip


@door(*SENDERS, scope="area")
def returned(request: HttpRequest, submission: UUID) -> HttpResponseBase:
    """The rows that came back, in the form's own layout, to be mended and sent again."""
    viewer = asker(request)
    row = queries.submission(viewer, submission)
    answer = HttpResponse(queries.returned_of(viewer, row), content_type=XLSX_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{row.form}-{row.number}.xlsx"'
    return answer
