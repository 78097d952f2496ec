"""Addresses of the room. Whom something is proposed for stands by an opaque id; on own pages nobody does."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.incentives.views import desk, mine

app_name = "incentives"
urlpatterns = [
    path("", mine.mine, name="mine"),
    path("print.pdf", mine.paper, name="mine_paper"),
    path("document/<uuid:entry>/", mine.document, name="own_document"),
    path("exchange/", mine.exchange, name="exchange"),
    path("wrong/<uuid:entry>/", mine.wrong, name="wrong"),
    path("told/<uuid:entry>/", mine.told, name="told"),
    path("letter/<uuid:entry>.pdf", mine.letter, name="own_letter"),
    path("slip/<uuid:redemption>.pdf", mine.slip, name="slip"),
    path("people/", desk.people, name="people"),
    path("people/<uuid:person>/", desk.propose, name="propose"),
    path("entries/", desk.entries, name="entries"),
    path("entries/<uuid:entry>/", desk.entry, name="entry"),
    path("entries/<uuid:entry>/document/", desk.document, name="document"),
    path("entries/<uuid:entry>/confirm/", desk.confirm, name="confirm"),
    path("entries/<uuid:entry>/refuse/", desk.refuse, name="refuse"),
    path("entries/<uuid:entry>/strike/", desk.strike, name="strike"),
    path("entries/<uuid:entry>/letter.pdf", desk.letter, name="letter"),
    path("entries/<uuid:entry>/delivered/", desk.delivered, name="delivered"),
    path("objections/<uuid:objection>/", desk.answer, name="answer"),
    path("exchanged/", desk.exchanged, name="exchanged"),
    path("exchanged/<slug:benefit>.pdf", desk.to_give, name="to_give"),
    path("exchanged/<uuid:redemption>/<slug:state>/", desk.settle, name="settle"),
    path("villages/", desk.villages, name="villages"),
    path("list/", desk.listed, name="list"),
]
