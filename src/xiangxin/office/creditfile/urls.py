"""Addresses of the room. Persons stand in them by opaque ids only, and what is searched for is posted."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.creditfile.views import files, mine, provider, villages

app_name = "creditfile"
urlpatterns = [
    path("", villages.villages, name="villages"),
    path("village/<str:area>/", villages.village, name="village"),
    path("person/<uuid:person>/", files.file, name="file"),
    path("person/<uuid:person>/print/", files.paper, name="paper"),
    path("household/<uuid:household>/", files.household, name="household"),
    path("business/<uuid:business>/", files.business, name="business"),
    path("provided/", provider.provided, name="provided"),
    path("mine/", mine.mine, name="mine"),
    path("mine/print/", mine.paper, name="mine_paper"),
    path("mine/disputes/", mine.disputes, name="disputes"),
    path("mine/dispute/<uuid:fact>/", mine.dispute, name="dispute"),
    path("mine/words/", mine.say, name="say"),
    path("mine/words/<uuid:fact>/", mine.say_about, name="say_about"),
    path("mine/words/<uuid:statement>/take-back/", mine.take_back, name="take_back"),
]
