"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.grants.views import cases

app_name = "grants"
urlpatterns = [
    path("", cases.cases, name="cases"),
    path("together/", cases.together, name="together"),
    path("decision/<uuid:decision>/effect/", cases.effect, name="effect"),
    path("<uuid:grant>/", cases.case, name="case"),
    path("<uuid:grant>/decide/", cases.decide, name="decide"),
    path("<uuid:grant>/answer/", cases.answer, name="answer"),
    path("<uuid:grant>/line/", cases.line, name="line"),
]
