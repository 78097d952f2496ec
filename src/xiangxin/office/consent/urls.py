"""Addresses of the room. Persons stand in none of them: a person's own pages know who asks."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.consent.views import household

app_name = "consent"
urlpatterns = [
    path("", household.mine, name="mine"),
    path("<uuid:consent>/withdraw/", household.withdraw, name="withdraw"),
    path("<uuid:consent>/receipt/", household.receipt, name="receipt"),
    path("<uuid:consent>/receipt.pdf", household.receipt_file, name="receipt_file"),
    path("read/<uuid:text>/<uuid:receiver>/", household.read, name="read"),
    path("answer/<uuid:delivery>/", household.answer, name="answer"),
    path("notices/", household.notices, name="notices"),
    path("notices/<uuid:delivery>/", household.notice, name="notice"),
]
