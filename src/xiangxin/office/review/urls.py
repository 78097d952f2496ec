"""Addresses of reviews. A person stands in none of them, a subject by the opaque id of one round."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.review.views import ballots, bench, household, paper, rounds

app_name = "review"
urlpatterns = [
    path("mine/", household.panels, name="panels"),
    path("mine/<uuid:seat>/challenge/", household.challenge, name="challenge"),
    path("ballots/", ballots.ballots, name="ballots"),
    path("ballots/<uuid:subject>/", ballots.ballot, name="ballot"),
    path("ballots/<uuid:subject>/recuse/", ballots.recuse, name="recuse"),
    path("bench/", bench.benches, name="benches"),
    path("bench/<uuid:panel>/", bench.bench, name="bench"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.prepare, name="prepare"),
    path("rounds/<uuid:row>/", rounds.round_, name="round"),
    path("rounds/<uuid:row>/hold/", rounds.hold, name="hold"),
    path("rounds/<uuid:row>/hand/", rounds.hand, name="hand"),
    path("rounds/<uuid:row>/close/", rounds.close, name="close"),
    path("rounds/<uuid:row>/recount/", rounds.recount, name="recount"),
    path("rounds/<uuid:row>/void/", rounds.void, name="void"),
    path("rounds/<uuid:row>/paper/", paper.sheets, name="sheets"),
    path("rounds/<uuid:row>/paper/print/<uuid:seat>/", paper.print_, name="sheet_print"),
    path("rounds/<uuid:row>/paper/<uuid:sheet>/", paper.type_, name="sheet"),
    path("rounds/<uuid:row>/paper/<uuid:sheet>/lost/", paper.lose, name="sheet_lost"),
]
