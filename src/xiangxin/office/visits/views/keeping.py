"""Devices of others: compared and confirmed, shut out; and what was set apart, decided about."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.shell.answering import page
from xiangxin.office.visits import actions, queries
from xiangxin.office.visits.choices import Lost
from xiangxin.office.visits.reach import KEEPERS


@door(*KEEPERS, scope="area")
@require_GET
def devices(request: HttpRequest) -> HttpResponse:
    """Devices that the viewer keeps, and uploads that wait for a decision."""
    by = asker(request)
    kept, apart = queries.kept_devices(by), queries.set_apart(by)
    return page(request, "visits/devices.html", devices=kept, apart=apart, reasons=Lost)


@door(*KEEPERS, scope="area")
@require_POST
def confirm(request: HttpRequest, device: UUID) -> HttpResponseBase:
    """The code on the device is the one on this page."""
    actions.confirm_device(asker(request), device)
    messages.success(request, _("设备已确认，可以下载任务。"))
    return _to_devices()


@door(*KEEPERS, scope="area")
@require_POST
def revoke(request: HttpRequest, device: UUID) -> HttpResponseBase:
    """Shut a device out, at once."""
    actions.revoke_device(asker(request), device, request.POST.get("why", ""))
    messages.success(request, _("设备已停用。它以后上传的内容会被隔离。"))
    return _to_devices()


@door(*KEEPERS, scope="area")
@require_POST
def decide(request: HttpRequest, upload: UUID) -> HttpResponseBase:
    """Release what was set apart to its collector, or delete it."""
    release = request.POST.get("decision") == "release"
    actions.decide(asker(request), upload, release=release)
    done = _("已放行，由采集员转交；转交时重新核对同意。") if release else _("已删除，没有入档。")
    messages.success(request, done)
    return _to_devices()


def _to_devices() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("visits:devices"))
