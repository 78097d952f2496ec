"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.feeds.views import incoming, keeping

app_name = "feeds"
urlpatterns = [
    path("", keeping.feeds, name="feeds"),
    path("open/", keeping.open_, name="open"),
    path("quality/", keeping.quality, name="quality"),
    path("in/<uuid:feed>/", incoming.incoming, name="incoming"),
    path("<uuid:feed>/", keeping.feed, name="feed"),
    path("<uuid:feed>/ask/", keeping.ask, name="ask"),
    path("<uuid:feed>/end/", keeping.end, name="end"),
    path("<uuid:feed>/secret/", keeping.secret, name="secret"),
]
