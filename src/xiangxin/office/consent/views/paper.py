"""Forms on paper: what went out and came back, and the page on which a hand scanner types one code after another."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET, require_http_methods

from xiangxin.office.accounts.choices import OBJECTION
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.consent.actions.paper import CARRIERS, scan_form
from xiangxin.office.consent.choices import ScanResult
from xiangxin.office.consent.forms import ScanForm
from xiangxin.office.consent.queries.paper import batches as batches_of
from xiangxin.office.consent.queries.texts import parts_on_forms
from xiangxin.office.consent.tables import BATCHES
from xiangxin.office.consent.views.common import villages
from xiangxin.office.shell.answering import done, page
from xiangxin.office.shell.tableview import TableView

KEPT = "consent_scans"
"""The key in the session under which the last results stand: codes and what came of them, nothing of a person."""
LAST = 30


@door(*sorted(CARRIERS), scope="area", purpose=OBJECTION)
@require_GET
def batches(request: HttpRequest) -> HttpResponse:
    """Batches of the viewer's area."""
    table = TableView(BATCHES, request, batches_of(asker(request)))
    return table.workbook() if table.is_export else page(request, "consent/batches.html", table=table)


@door(*sorted(CARRIERS), scope="area", purpose=OBJECTION)
@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest) -> HttpResponseBase:
    """Type or scan a code and press Enter; the page says what came of it and waits for the next."""
    by, parts = asker(request), parts_on_forms()
    places = villages(by)
    form = ScanForm(places, request.POST if request.method == "POST" else None, parts=parts)

    def do(given: dict[str, Any]) -> HttpResponseBase:
        scanned = scan_form(
            by,
            given["code"],
            given["area"],
            given["signed_on"],
            notice_signed=given["notice_signed"],
            answer=given["answer"],
            parts=given["parts"],
        )
        kept = request.session.get(KEPT, [])
        request.session[KEPT] = [[scanned.code, scanned.result.value], *kept][:LAST]
        return _waiting(request, ScanForm(places, None, parts=parts, initial=_sticky(given)))

    return done(request, form, do) or _waiting(request, form)


def _waiting(request: HttpRequest, form: ScanForm) -> HttpResponse:
    return page(request, "consent/scan.html", form, results=_results(request))


def _sticky(given: dict[str, Any]) -> dict[str, Any]:
    """What is alike on a pile of forms stays for the next one; what somebody ticked and the code do not."""
    return {name: value for name, value in given.items() if name not in ("code", "parts")}


def _results(request: HttpRequest) -> list[dict[str, object]]:
    known = [(code, ScanResult(result)) for code, result in request.session.get(KEPT, [])]
    return [
        {"code": code, "label": result.label, "good": result == ScanResult.ACCEPTED, "bad": result in _BAD}
        for code, result in known
    ]


_BAD = frozenset({ScanResult.UNKNOWN, ScanResult.ELSEWHERE, ScanResult.EXPIRED, ScanResult.NO_NOTICE})
