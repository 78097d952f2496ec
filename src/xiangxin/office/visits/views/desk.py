"""The collector's own page: devices, lists, what was sent and what became of it. Nobody who is visited stands on it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.shell.answering import page
from xiangxin.office.visits import actions, queries
from xiangxin.office.visits.choices import Lost
from xiangxin.office.visits.reach import COLLECTORS
from xiangxin.office.visits.terms import terms_on

OWN_REASONS = (Lost.LOST, Lost.WIPED, Lost.REPLACED)


@door(*COLLECTORS, scope="area")
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Own devices, lists and uploads."""
    by = asker(request)
    return page(
        request,
        "visits/desk.html",
        devices=queries.own_devices(by),
        lists=queries.own_lists(by),
        uploads=queries.own_uploads(by),
        reasons=OWN_REASONS,
        terms=terms_on(timezone.localdate()),
    )


@door(*COLLECTORS, scope="area")
@require_POST
def revoke_own(request: HttpRequest, device: UUID) -> HttpResponseBase:
    """Shut an own device out, at once."""
    actions.revoke_device(asker(request), device, request.POST.get("why", ""))
    messages.success(request, _("设备已停用。它以后上传的内容会被隔离。"))
    return _to_desk()


@door(*COLLECTORS, scope="area")
@require_POST
def end(request: HttpRequest, list_: UUID) -> HttpResponseBase:
    """Take a list back."""
    actions.end_list(asker(request), list_)
    messages.success(request, _("任务已收回。"))
    return _to_desk()


@door(*COLLECTORS, scope="area", purpose="evaluation")
@require_POST
def hand_over(request: HttpRequest, upload: UUID) -> HttpResponseBase:
    """Hand an upload on that still waits."""
    actions.hand_over(asker(request), upload)
    messages.success(request, _("已检查这次上传，见下表。"))
    return _to_desk()


def _to_desk() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("visits:desk"))
