"""Where allauth asks the office: nobody signs up, every entering and every refusal is an act, secrets are sealed.

An act that cannot be written stops the entering: the transaction that would have signed somebody in is undone.
"""

from __future__ import annotations

import base64
import io
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xiangxin.office.accounts import entering, sessions
from xiangxin.office.accounts.choices import Ending, Way
from xiangxin.office.accounts.doors import stay_of
from xiangxin.office.accounts.models import Account
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import account as actor_of
from xiangxin.office.vault.sealing import open_sealed, seal

SECRET = ("mfa_authenticator", "data", "secret")
"""Table, column and row to which the secrets of second factors are sealed."""

_REFUSED = _("没有登录成功：登录名、口令或验证码有一项不对。请再试一次；忘了口令请找系统管理员。")
_WRONG_CODE = _("验证码不对，或已用过。请等应用里出现下一个再输入。")
_SAID = {
    "mfa/messages/totp_activated.txt": _("动态口令已启用。"),
    "mfa/messages/totp_deactivated.txt": _("动态口令已停用。"),
    "mfa/messages/recovery_codes_generated.txt": _("新的备用码已生成，只显示这一次，请抄下或打印。"),
    "mfa/messages/webauthn_added.txt": _("通行密钥已添加。"),
    "mfa/messages/webauthn_removed.txt": _("通行密钥已移除。"),
    "account/messages/password_changed.txt": _("口令已更换，其他登录已全部退出。"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Password and stay."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _REFUSED,
        "invalid_login": _REFUSED,
        "incorrect_password": _("口令不对。"),
        "enter_current_password": _("现在的口令不对。"),
        "too_many_login_attempts": _REFUSED,
        "incorrect_code": _WRONG_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Accounts are made by the system administrator."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """The account, if everything fits and it is open; a closed one is like none."""
        user: Account | None = super().authenticate(request, **credentials)
        if user is not None and not user.is_active:
            self.authentication_failed(request, **credentials)
            return None
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password is an act, and so is the lock it may close."""
        entering.note_failure(request, credentials.get("username", ""), "password")

    def login(self, request: HttpRequest, user: Account) -> None:
        """Everything was shown: the session, the stay and the act stand or fall together."""
        records = get_authentication_records(request, user)
        passkey = any(one.get("passwordless") for one in records)
        second = passkey or any(one.get("method") == "mfa" for one in records)
        with transaction.atomic():
            super().login(request, user)
            sessions.begin(request, user, Way.PASSKEY if passkey else Way.PASSWORD, second_factor=second)

    def logout(self, request: HttpRequest) -> None:
        """Leave: the stay ends with an act."""
        sessions.leave(request)

    def set_password(self, user: Account, password: str) -> None:
        """Change the password as an act; every other stay of the account ends."""
        by, row = actor_of(user.id), Account.objects.get(id=user.id)
        with acts.act("accounts.password_changed", by=by, about=row) as done:
            row.set_password(password)
            row.save(update_fields=["password"])
            done.wrote(row)
            sessions.end_all(row, Ending.CHANGED, by, besides=stay_of(self.request))
        user.password = row.password

    def respond_user_inactive(self, request: HttpRequest, user: Account) -> HttpResponse:  # noqa: ARG002
        """A closed account looks like a wrong password."""
        messages.error(request, str(_REFUSED))
        return HttpResponseRedirect(reverse("account_login"))

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,  # noqa: ARG002
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Only what we have words for."""
        said = message or _SAID.get(message_template or "")
        if said:
            messages.add_message(request, level, str(said), extra_tags=extra_tags)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """There is no mail; the account's own page shows what was done."""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: names of ours, secrets sealed, and the last one stays."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _WRONG_CODE,
        "cannot_delete_authenticator": _("这是最后一个第二因素，不能去掉。请先添加另一个。"),
        "cannot_generate_recovery_codes": _("先添加动态口令或通行密钥，再生成备用码。"),
    }

    def encrypt(self, text: str) -> str:
        """Sealed with the office's keys, which lie outside of the database."""
        return base64.b64encode(seal(text, *SECRET)).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return open_sealed(base64.b64decode(encrypted_text), *SECRET)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff keeps at least one second factor; nobody takes the last one off alone."""
        if settings.DEMO:
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(id=authenticator.id)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def get_totp_issuer(self) -> str:
        """The office's name, as an app on a phone lists it."""
        return f"乡信 {settings.HOME.title.zh}"

    def build_totp_svg(self, url: str) -> str:
        """The code for the app, as an image without a library of the system."""
        out = io.BytesIO()
        segno.make(url, error="m").save(out, kind="svg", scale=4, border=2)
        return out.getvalue().decode("utf-8")

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """There is no mail."""

    def generate_authenticator_name(self, user: Account, type: str) -> str:  # noqa: A002 - the library's name
        """What a new passkey is called until somebody calls it something."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"{_('通行密钥')} {count + 1}"

    def _get_site_name(self) -> str:
        name: str = settings.HOME.title.zh
        return name
