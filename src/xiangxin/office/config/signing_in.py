"""How staff signs in: the settings of the libraries that carry password, second factors and lock-out.

Figures come from the room of accounts' own data. One limit only is in force, that of django-axes, which counts in the
database; allauth's counts in a cache and is off.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from xiangxin.office.accounts.rules import term

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["login", "display"]},
    },
    {"NAME": "xiangxin.office.accounts.passwords.LengthValidator"},
]

ACCOUNT_ADAPTER = "xiangxin.office.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_RATE_LIMITS = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 60 * term("again_minutes")
ACCOUNT_USERNAME_VALIDATORS = "xiangxin.office.accounts.models.account.VALIDATORS"
ACCOUNT_FORMS = {
    "login": "xiangxin.office.accounts.forms.signing.LoginForm",
    "change_password": "xiangxin.office.accounts.forms.signing.ChangePasswordForm",
    "reauthenticate": "xiangxin.office.accounts.forms.signing.AgainForm",
}

MFA_ADAPTER = "xiangxin.office.accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RATE_LIMITS = False
MFA_FORMS = {
    "authenticate": "xiangxin.office.accounts.forms.signing.FactorForm",
    "reauthenticate": "xiangxin.office.accounts.forms.signing.FactorAgainForm",
}

AXES_USERNAME_FORM_FIELD = "username"
AXES_FAILURE_LIMIT = term("lock.failures")
AXES_COOLOFF_TIME = timedelta(minutes=term("lock.minutes"))
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["login", "username", "password", "code", "credential", "csrfmiddlewaretoken", "next"]
AXES_CLIENT_STR_CALLABLE = "xiangxin.office.accounts.lock.client_word"
SILENCED_BY_SIGNING_IN = ["axes.W002", "axes.W006"]
"""Our own page says that a login waits (W002), and it waits by login alone, from wherever the tries come (W006)."""
