"""Coming in by a button, in a demo office with invented people only."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from xiangxin.office.accounts import errors, sessions
from xiangxin.office.accounts.actions.accounts import DEMO
from xiangxin.office.accounts.actions.household import BACKEND
from xiangxin.office.accounts.choices import Way
from xiangxin.office.accounts.models import Account


def enter_demo(request: HttpRequest, who: UUID) -> Account:
    """Sign in as one of the demo's own accounts. ``DemoOnly`` for any other, and in any other office."""
    account = Account.objects.filter(id=who, login__startswith=DEMO, is_active=True).first()
    if account is None or not settings.DEMO:
        raise errors.DemoOnly()
    sessions.leave(request)
    with transaction.atomic():
        login(request, account, backend=BACKEND)
        sessions.begin(request, account, Way.DEMO, second_factor=False)
    return account
