"""Addresses of the gate beside the API itself."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.gateway.views import machine, tokens

app_name = "gateway"
urlpatterns = [
    path("healthz", machine.healthz, name="healthz"),
    path("metrics", machine.metrics, name="metrics"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/ask/", tokens.ask, name="ask"),
    path("tokens/<uuid:token>/", tokens.token, name="token"),
    path("tokens/<uuid:token>/collect/", tokens.collect, name="collect"),
    path("tokens/<uuid:token>/revoke/", tokens.revoke, name="revoke"),
]
