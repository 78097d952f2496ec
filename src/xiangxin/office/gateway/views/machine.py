"""What machines ask: is the office well, and its figures. Details for this machine, or whoever has the word for it."""

from __future__ import annotations

import hmac
import ipaddress

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from xiangxin.office.accounts.doors import door
from xiangxin.office.gateway.health import health
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.shell.metering import exposition

_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")


@door(scope="public")
def healthz(request: HttpRequest) -> JsonResponse:
    """``ok`` or ``look`` with 200, ``down`` with 503; what was looked at for this machine only."""
    found = health()
    body: dict[str, object] = {"state": found.state}
    if _may_see(request):
        body["findings"] = {one.name: {"good": one.good, "figure": one.figure} for one in found.findings}
    return JsonResponse(body, status=200 if found.works else 503, headers={"Cache-Control": "no-store"})


@door(scope="public")
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures; an address that does not exist for everybody else."""
    if not _may_see(request):
        raise AddressUnknown()
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _may_see(request: HttpRequest) -> bool:
    """With a word for it set, whoever sends it; otherwise this machine itself, and not through a proxy on it."""
    if settings.METRICS_TOKEN:
        sent = request.headers.get("Authorization", "").encode("utf-8", "replace")
        return hmac.compare_digest(sent, f"Bearer {settings.METRICS_TOKEN}".encode())
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
