"""What is noted when somebody does not come in: one act for each wrong try, one for the lock it closes.

While a login waits, further tries are counted nowhere and noted nowhere: otherwise anybody could fill the log. What was
typed is never noted; an account that exists is named by its id, another one not at all.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from xiangxin.office.accounts import lock
from xiangxin.office.accounts.models import Account
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import system
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.shell.problems import language


def note_failure(request: HttpRequest, login: str, factor: str) -> None:
    """Note one wrong ``factor`` (``password``, ``time_code``, ``old_password``) that has been counted just now."""
    if getattr(request, "axes_failures_since_start", None) is None:
        return
    account = Account.objects.filter(login=login).first()
    about = account or ""
    said = {"factor": factor, "known": account is not None}
    with acts.act("accounts.sign_in_failed", by=system("sign_in"), about=about, payload=said):
        pass
    if lock.is_locking(request):
        with acts.act("accounts.sign_in_locked", by=system("sign_in"), about=about, payload=said):
            pass


def at_field(error: OfficeError) -> ValidationError:
    """An error of the office as a form shows it at the field."""
    return ValidationError(error.text.in_language(language()), code=error.code)
