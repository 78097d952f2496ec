"""Forms on paper: what went out and came back, and the page on which a hand scanner types one code after another."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.consent.actions.paper import CARRIERS, scan_form
from xiangxin.office.consent.choices import ScanResult
from xiangxin.office.consent.forms import ScanForm
from xiangxin.office.consent.queries.paper import batches as batches_of
from xiangxin.office.consent.queries.texts import parts_on_forms
from xiangxin.office.consent.tables import BATCHES
from xiangxin.office.consent.views.common import villages
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.shell.fields import tell_here
from xiangxin.office.shell.tableview import TableView

KEPT = "consent_scans"
"""The key in the session under which the last results stand: codes and what came of them, nothing of a person."""
LAST = 30


@door(*sorted(CARRIERS), scope="area", purpose="objection")
@require_GET
def batches(request: HttpRequest) -> HttpResponse:
    """Batches of the viewer's area."""
    table = TableView(BATCHES, request, batches_of(asker(request)))
    return table.workbook() if table.is_export else render(request, "consent/batches.html", {"table": table})


@door(*sorted(CARRIERS), scope="area", purpose="objection")
@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest) -> HttpResponse:
    """Type or scan a code and press Enter; the page says what came of it and waits for the next."""
    by = asker(request)
    places = villages(by)
    posted = request.POST if request.method == "POST" else None
    parts = parts_on_forms()
    form = ScanForm(places, posted, parts=parts)
    if form.is_valid():
        _scan(request, by, form)
    again = form if form.errors else ScanForm(places, None, parts=parts, initial=_sticky(form) if posted else None)
    context = {"form": again, "results": _results(request)}
    return render(request, "consent/scan.html", context, status=422 if form.errors else 200)


def _scan(request: HttpRequest, by: Viewer, form: ScanForm) -> None:
    given = form.cleaned_data
    try:
        scanned = scan_form(
            by,
            given["code"],
            given["area"],
            given["signed_on"],
            notice_signed=given["notice_signed"],
            answer=given["answer"],
            parts=given["parts"],
        )
    except OfficeError as error:
        tell_here(form, error)
        return
    kept = request.session.get(KEPT, [])
    request.session[KEPT] = [[scanned.code, scanned.result.value], *kept][:LAST]


def _sticky(form: ScanForm) -> dict[str, Any]:
    """What is alike on a pile of forms stays for the next one; what somebody ticked and the code do not."""
    return {name: value for name, value in form.cleaned_data.items() if name not in ("code", "parts")}


def _results(request: HttpRequest) -> list[dict[str, object]]:
    known = [(code, ScanResult(result)) for code, result in request.session.get(KEPT, [])]
    return [
        {"code": code, "label": result.label, "good": result == ScanResult.ACCEPTED, "bad": result in _BAD}
        for code, result in known
    ]


_BAD = frozenset({ScanResult.UNKNOWN, ScanResult.ELSEWHERE, ScanResult.EXPIRED, ScanResult.NO_NOTICE})
