"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.grants.views import cases, villages

app_name = "grants"
urlpatterns = [
    path("", cases.cases, name="cases"),
    path("together/", cases.together, name="together"),
    path("decision/<uuid:decision>/effect/", cases.effect, name="effect"),
    path("villages/", villages.villages, name="villages"),
    path("villages/<str:area>/", villages.village, name="village"),
    path("letters/", villages.undelivered, name="letters"),
    path("letters/<str:area>/", villages.print_, name="print"),
    path("lines/", villages.lines, name="lines"),
    path("requests/", villages.requests, name="requests"),
    path("<uuid:grant>/why/", villages.explained, name="why"),
    path("<uuid:grant>/", cases.case, name="case"),
    path("<uuid:grant>/decide/", cases.decide, name="decide"),
    path("<uuid:grant>/answer/", cases.answer, name="answer"),
    path("<uuid:grant>/line/", cases.line, name="line"),
]
