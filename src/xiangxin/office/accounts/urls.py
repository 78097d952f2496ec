"""Addresses of this room's own pages."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.accounts.views import household, own, proposals, signing, staff

app_name = "accounts"
urlpatterns = [
    path("sign-in/doors/", signing.doors, name="doors"),
    path("sign-in/first/", signing.first, name="first"),
    path("sign-in/household/", household.ask, name="household"),
    path("sign-in/household/code/", household.code, name="household_code"),
    path("sign-in/household/slip/", household.slip, name="household_slip"),
    path("account/", own.own, name="own"),
    path("account/sign-out/", signing.sign_out, name="sign_out"),
    path("account/post/", signing.switch_post, name="switch_post"),
    path("account/stays/<uuid:stay>/end/", own.end_stay, name="end_stay"),
    path("account/delegate/", own.delegate, name="delegate"),
    path("account/delegations/<uuid:delegation>/end/", own.take_back, name="take_back"),
    path("proposals/", proposals.listed, name="proposals"),
    path("proposals/<uuid:proposal>/", proposals.one, name="proposal"),
    path("proposals/<uuid:proposal>/withdraw/", proposals.withdraw, name="withdraw"),
    path("staffing/", staff.staffing, name="staffing"),
    path("staff/", staff.accounts, name="accounts"),
    path("staff/new/", staff.new, name="new_account"),
    path("staff/slips/<uuid:proposal>/", staff.reset_slip, name="reset_slip"),
    path("staff/posts/<uuid:post>/end/", staff.end_post, name="end_post"),
    path("staff/posts/<uuid:post>/move/", staff.move_post, name="move_post"),
    path("staff/<uuid:account>/", staff.account, name="account"),
    path("staff/<uuid:account>/post/", staff.new_post, name="new_post"),
    path("staff/<uuid:account>/close/", staff.close, name="close_account"),
    path("staff/<uuid:account>/unlock/", staff.unlock, name="unlock"),
    path("staff/<uuid:account>/reopen/", staff.reopen, name="reopen"),
    path("staff/<uuid:account>/factors/", staff.reset_factors, name="reset_factors"),
    path("staff/<uuid:account>/password/", staff.reset_password, name="reset_password"),
]
