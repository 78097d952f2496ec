"""Waiting after wrong tries, kept in the database by django-axes so that it holds for every process of the server.

One count for a login covers password and second factor, whether the login exists or not. allauth's own limit counts in
a cache of each process and is switched off.
"""

from __future__ import annotations

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.http import HttpRequest
from django.utils.translation import gettext as _

from xiangxin.office.accounts import errors
from xiangxin.office.accounts.rules import term


def check(request: HttpRequest, login: str) -> None:
    """``SignInLocked`` while ``login`` waits."""
    if not AxesProxyHandler.is_allowed(request, {"username": login}):
        raise locked()


def failed(request: HttpRequest, login: str) -> bool:
    """Count one wrong try; True when it was the one that locks."""
    AxesProxyHandler.user_login_failed("accounts", {"username": login}, request)
    return bool(getattr(request, "axes_locked_out", False))


def is_locking(request: HttpRequest) -> bool:
    """Whether the try just counted by Django's own machinery has locked the login."""
    return bool(getattr(request, "axes_locked_out", False))


def forget(login: str) -> None:
    """Nothing is counted for ``login`` any more."""
    AxesProxyHandler.reset_attempts(username=login)


def waiting(login: str) -> int:
    """How many wrong tries are counted for ``login``."""
    return sum(AccessAttempt.objects.filter(username=login).values_list("failures_since_start", flat=True))


def locked() -> errors.SignInLocked:
    """The error with its figures."""
    return errors.SignInLocked(
        "login", failures=term("lock.failures"), minutes=term("lock.minutes"), seconds=60 * term("lock.minutes")
    )


def client_word(*_given: Any, **_named: Any) -> str:
    """What axes calls a client in its own messages: nothing that says who it was."""
    return _("某个客户端")
