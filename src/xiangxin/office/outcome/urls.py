"""Addresses of a person's own result. Which line is meant is posted; no person stands in an address."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.outcome import views

app_name = "outcome"
urlpatterns = [
    path("", views.results, name="results"),
    path("<uuid:result>/", views.result, name="result"),
    path("<uuid:result>/print.pdf", views.result_paper, name="result_paper"),
    path("<uuid:result>/wrong/", views.wrong, name="wrong"),
    path("letter/<uuid:letter>/", views.letter, name="letter"),
    path("letter/<uuid:letter>/print.pdf", views.letter_paper, name="letter_paper"),
    path("case/<uuid:grant>/<slug:what>/", views.reply, name="reply"),
]
