"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.runs.views import asking, results, trials

app_name = "runs"
urlpatterns = [
    path("", asking.runs, name="runs"),
    path("start/", asking.start, name="start"),
    path("trials/", trials.trials, name="trials"),
    path("trials/start/", trials.start, name="try"),
    path("trials/<uuid:trial>/", trials.trial, name="trial"),
    path("<uuid:run>/", asking.run, name="run"),
    path("<uuid:run>/changed/", asking.changed, name="changed"),
    path("<uuid:run>/results/", results.table, name="results"),
    path("<uuid:run>/results/<uuid:result>/", results.result, name="result"),
    path("<uuid:run>/against/<uuid:other>/", results.against, name="against"),
]
