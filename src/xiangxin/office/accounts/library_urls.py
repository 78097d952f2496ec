"""Addresses of allauth's pages that this office has, each behind a door; the library finds them by these names.

Signing up, changing and confirming addresses of mail, and resetting a password by mail do not exist here.
"""

from __future__ import annotations

from allauth.account.views import login, reauthenticate
from allauth.mfa.base.views import authenticate, index
from allauth.mfa.base.views import reauthenticate as factor_again
from allauth.mfa.webauthn.views import list_webauthn, login_webauthn, reauthenticate_webauthn
from django.urls import URLPattern, URLResolver, path

from xiangxin.office.accounts.doors import behind
from xiangxin.office.accounts.views import demo, signing
from xiangxin.office.accounts.views.factors import (
    AddPasskey,
    AddTimeCode,
    ChangePassword,
    DropPasskey,
    DropTimeCode,
    RenewRecoveryCodes,
    ShowRecoveryCodes,
)

urlpatterns: list[URLPattern | URLResolver] = [
    *behind(
        [
            path("sign-in/", login, name="account_login"),
            path("sign-in/second/", authenticate, name="mfa_authenticate"),
            path("sign-in/passkey/", login_webauthn, name="mfa_login_webauthn"),
        ],
        scope="public",
    ),
    *behind(
        [
            path("sign-in/again/", reauthenticate, name="account_reauthenticate"),
            path("sign-in/again/code/", factor_again, name="mfa_reauthenticate"),
            path("sign-in/again/passkey/", reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
            path("account/factors/", index, name="mfa_index"),
            path("account/factors/time-code/", AddTimeCode.as_view(), name="mfa_activate_totp"),
            path("account/factors/time-code/drop/", DropTimeCode.as_view(), name="mfa_deactivate_totp"),
            path("account/factors/recovery-codes/", ShowRecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
            path(
                "account/factors/recovery-codes/renew/",
                RenewRecoveryCodes.as_view(),
                name="mfa_generate_recovery_codes",
            ),
            path("account/factors/passkeys/", list_webauthn, name="mfa_list_webauthn"),
            path("account/factors/passkeys/add/", AddPasskey.as_view(), name="mfa_add_webauthn"),
            path("account/factors/passkeys/<slug:mark>/drop/", DropPasskey.as_view(), name="mfa_remove_webauthn"),
            path("account/password/", ChangePassword.as_view(), name="account_change_password"),
        ],
        scope="account",
        one_factor=True,
    ),
    path("sign-out/", signing.sign_out, name="account_logout"),
    path("demo/", demo.demo, name="demo"),
]
