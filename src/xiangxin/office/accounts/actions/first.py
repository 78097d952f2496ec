"""The first sign-in of an account, and the one after a forgotten password: by a slip, with a new password."""

from __future__ import annotations

import secrets

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login as django_login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from xiangxin.office.accounts import entering, errors, lock, sessions
from xiangxin.office.accounts.actions.household import BACKEND, use_slip
from xiangxin.office.accounts.actions.slips import slip_digest
from xiangxin.office.accounts.choices import Ending, SlipKind, Way
from xiangxin.office.accounts.models import Account, Slip
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import account as actor_of


def enter_first(request: HttpRequest, login: str, code: str, password: str) -> Account:
    """Set the password and come in with it; second factors still have to be shown or set up.

    Errors: ``SignInLocked``; ``SlipInvalid`` for whatever is wrong with login or slip; ``ValidationError`` at
    ``password1`` where the password does not do.
    """
    login = login.strip().lower()
    lock.check(request, login)
    slip = _slip(login, code)
    if slip is None:
        lock.failed(request, login)
        entering.note_failure(request, login, "slip")
        raise errors.SlipInvalid("code")
    account = slip.account
    try:
        validate_password(password, account)
    except ValidationError as unfit:
        raise ValidationError({"password1": unfit.messages}) from unfit
    with transaction.atomic():
        by = actor_of(account.id)
        use_slip(slip, by)
        with acts.act("accounts.password_set", by=by, about=account) as done:
            account.set_password(password)
            account.save(update_fields=["password"])
            done.wrote(account)
        sessions.end_all(account, Ending.CHANGED, by)
        django_login(request, account, backend=BACKEND)
        sessions.begin(request, account, Way.PASSWORD, second_factor=False)
        record_authentication(request, account, method="password", reauthenticated=True)
    lock.forget(login)
    return account


def _slip(login: str, code: str) -> Slip | None:
    """The slip, if it opens this account now; the digests are compared whatever the login is."""
    slip = Slip.objects.select_related("account").filter(code=slip_digest(code), kind=SlipKind.FIRST).first()
    same = secrets.compare_digest((slip.account.login if slip else "").encode(), login.encode())
    if slip is None or not same or not slip.account.is_active:
        return None
    return slip if slip.used_at is None and slip.expires_at > timezone.now() else None
