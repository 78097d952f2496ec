"""Addresses of this room's own pages."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.accounts.views import household, own, signing

app_name = "accounts"
urlpatterns = [
    path("account/sign-out/", signing.sign_out, name="sign_out"),
    path("sign-in/first/", signing.first, name="first"),
    path("sign-in/household/", household.ask, name="household"),
    path("sign-in/household/code/", household.code, name="household_code"),
    path("sign-in/household/slip/", household.slip, name="household_slip"),
    path("account/", own.own, name="own"),
    path("account/stays/<uuid:stay>/end/", own.end_stay, name="end_stay"),
    path("account/delegate/", own.delegate, name="delegate"),
    path("account/delegations/<uuid:delegation>/end/", own.take_back, name="take_back"),
    path("account/post/", signing.switch_post, name="switch_post"),
]
