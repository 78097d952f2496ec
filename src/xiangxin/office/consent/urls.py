"""Addresses of the room. Persons stand in none of them: a person's own pages know who asks."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.consent.views import household, paper, texts, watching

app_name = "consent"
urlpatterns = [
    path("", household.mine, name="mine"),
    path("<uuid:consent>/withdraw/", household.withdraw, name="withdraw"),
    path("<uuid:consent>/hide/<slug:part>/", household.hide, name="hide"),
    path("<uuid:consent>/confirm/", household.confirm, name="confirm"),
    path("<uuid:consent>/receipt/", household.receipt, name="receipt"),
    path("<uuid:consent>/receipt.pdf", household.receipt_file, name="receipt_file"),
    path("read/<uuid:text>/<uuid:receiver>/", household.read, name="read"),
    path("answer/<uuid:delivery>/", household.answer, name="answer"),
    path("notices/", household.notices, name="notices"),
    path("notices/<uuid:delivery>/", household.notice, name="notice"),
    path("texts/", texts.texts, name="texts"),
    path("texts/<slug:code>/", texts.text, name="text"),
    path("panels/", texts.panels, name="panels"),
    path("panels/<uuid:panel>/", texts.panel, name="panel"),
    path("grounds/", texts.grounds, name="grounds"),
    path("paper/", paper.batches, name="batches"),
    path("paper/scan/", paper.scan, name="scan"),
    path("deletions/", watching.deletions, name="deletions"),
    path("deletions/<uuid:order>/done/", watching.deleted, name="deleted"),
    path("bursts/", watching.bursts, name="bursts"),
    path("bursts/<uuid:flag>/seen/", watching.seen, name="seen"),
]
