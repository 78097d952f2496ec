"""What staff types in: thin, with the words and the rules of other modules."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm as LibraryChangePasswordForm
from allauth.account.forms import LoginForm as LibraryLoginForm
from allauth.account.forms import ReauthenticateForm as LibraryAgainForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from xiangxin.office.accounts import entering, lock
from xiangxin.office.accounts.errors import SignInLocked
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import account


class LoginForm(LibraryLoginForm):  # type: ignore[misc]
    """Login and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self.fields["login"], _("登录名"))
        _name(self.fields["password"], _("口令"))
        self.fields["login"].widget.attrs |= {"autofocus": True, "autocapitalize": "none", "spellcheck": "false"}

    def clean_login(self) -> str:
        """Logins are small letters; a login that waits is told so before anything is compared."""
        login: str = self.cleaned_data["login"].strip().lower()
        try:
            lock.check(context.request, login)
        except SignInLocked as locked:
            raise entering.at_field(locked) from locked
        return login

    def clean(self) -> dict[str, Any] | None:
        """The try that locks says so."""
        try:
            return super().clean()  # type: ignore[no-any-return]
        except ValidationError as wrong:
            raise _told(wrong) from wrong


class _Locking:
    """A code that counts into the same lock as the password."""

    user: Any

    def clean_code(self) -> str:
        """The code without the blanks that apps show; ``ValidationError`` when wrong or waiting."""
        try:
            lock.check(context.request, self.user.login)
            self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())  # type: ignore[attr-defined]
            return self._checked()
        except SignInLocked as locked:
            raise entering.at_field(locked) from locked
        except ValidationError as wrong:
            lock.failed(context.request, self.user.login)
            entering.note_failure(context.request, self.user.login, "time_code")
            raise _told(wrong) from wrong

    def _checked(self) -> str:
        """The library's check. It marks a recovery code as used, which stands in the log or did not happen."""
        with transaction.atomic():
            code: str = super().clean_code()  # type: ignore[misc]
            used: Authenticator = self.authenticator  # type: ignore[attr-defined]
            if used.type == Authenticator.Type.RECOVERY_CODES:
                with acts.act("accounts.recovery_code_used", by=account(self.user.id), about=self.user) as done:
                    done.wrote(used)
        return code


class FactorForm(_Locking, AuthenticateForm):  # type: ignore[misc]
    """A time code or a recovery code, after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"])


class FactorAgainForm(_Locking, ReauthenticateForm):  # type: ignore[misc]
    """The same, before something weighty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"])


class AgainForm(LibraryAgainForm):  # type: ignore[misc]
    """The password once more, before something weighty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self.fields["password"], _("口令"))


class ChangePasswordForm(LibraryChangePasswordForm):  # type: ignore[misc]
    """The old password once, the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self.fields["oldpassword"], _("现在的口令"))
        _name(self.fields["password1"], _("新口令"))
        _name(self.fields["password2"], _("再输一遍新口令"))

    def clean_oldpassword(self) -> str:
        """A wrong one counts as a wrong try of signing in."""
        try:
            lock.check(context.request, self.user.login)
            return super().clean_oldpassword()  # type: ignore[no-any-return]
        except SignInLocked as locked:
            raise entering.at_field(locked) from locked
        except ValidationError as wrong:
            lock.failed(context.request, self.user.login)
            entering.note_failure(context.request, self.user.login, "old_password")
            raise _told(wrong) from wrong


def _told(wrong: ValidationError) -> ValidationError:
    return entering.at_field(lock.locked()) if lock.is_locking(context.request) else wrong


def _name(field: forms.Field, label: Any) -> None:
    field.label = label
    field.widget.attrs.pop("placeholder", None)


def _code(field: forms.Field) -> None:
    _name(field, _("验证码"))
    field.help_text = _("动态口令应用里的六位数字，或一个备用码。")
    field.widget.attrs |= {"autofocus": True, "inputmode": "numeric", "maxlength": "20"}
