"""Addresses of visits. A device, a list or an upload stands in them by its opaque id, a person never.

What lies below ``tablet/`` and is public is the shell that works without network: it holds words and scripts, no data.
"""

from __future__ import annotations

from django.urls import path

from xiangxin.office.visits.views import desk, keeping, tablet

app_name = "visits"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("own/<uuid:device>/revoke/", desk.revoke_own, name="revoke_own"),
    path("lists/<uuid:list_>/end/", desk.end, name="end"),
    path("uploads/<uuid:upload>/hand-over/", desk.hand_over, name="hand_over"),
    path("devices/", keeping.devices, name="devices"),
    path("devices/<uuid:device>/confirm/", keeping.confirm, name="confirm"),
    path("devices/<uuid:device>/revoke/", keeping.revoke, name="revoke"),
    path("apart/<uuid:upload>/", keeping.decide, name="decide"),
    path("tablet/", tablet.shell, {"tongue": "zh-hans"}, name="tablet"),
    path("tablet/en/", tablet.shell, {"tongue": "en"}, name="tablet_en"),
    path("tablet/worker.js", tablet.worker, name="worker"),
    path("state/", tablet.state, name="state"),
    path("register/", tablet.register, name="register"),
    path("take/", tablet.take, name="take"),
    path("send/", tablet.send, name="send"),
]
