"""Addresses of the room. A person's own page knows who asks; persons stand elsewhere by opaque ids only."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.oversight.views import checkpoints, counter, household, log

app_name = "oversight"
urlpatterns = [
    path("looks/", household.looks, name="looks"),
    path("looks/<uuid:look>/", household.wrong, name="wrong"),
    path("counter/", counter.looks, name="counter"),
    path("log/", log.entries, name="log"),
    path("log/number/", log.number, name="number"),
    path("log/export/", log.export, name="export"),
    path("log/<int:seq>/", log.entry, name="entry"),
    path("log/<int:seq>/decision.json", log.decision, name="decision"),
    path("checkpoints/", checkpoints.checkpoints, name="checkpoints"),
    path("checkpoints/<int:size>.checkpoint", checkpoints.checkpoint, name="checkpoint"),
    path("witnesses/", checkpoints.witnesses, name="witnesses"),
    path("verification/", checkpoints.verification, name="verification"),
]
