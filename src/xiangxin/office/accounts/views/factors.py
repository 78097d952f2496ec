"""Second factors: allauth's pages, each change an act of ours in the same transaction."""

from __future__ import annotations

from typing import Any

from allauth.account.views import PasswordChangeView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy

from xiangxin.office.accounts import sessions
from xiangxin.office.accounts.actions.factors import factors_changed
from xiangxin.office.accounts.doors import stay_of
from xiangxin.office.accounts.queries import factor_mark
from xiangxin.office.shell.errors import AddressUnknown


class _Recorded:
    """Runs what the library does within an act; where the act cannot be written, nothing was changed."""

    act = ""
    factor = ""
    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        """The library's answer, once the change stands in the log."""
        user: Any = self.request.user
        with factors_changed(user, self.act, self.factor) as done:
            answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            if self.act == "accounts.second_factor_added" and (stay := stay_of(self.request)) is not None:
                sessions.strengthen(done, stay)
        return answer


class AddTimeCode(_Recorded, ActivateTOTPView):  # type: ignore[misc]
    """Codes from an app."""

    act, factor = "accounts.second_factor_added", "totp"


class DropTimeCode(_Recorded, DeactivateTOTPView):  # type: ignore[misc]
    """Codes from an app, no more."""

    act, factor = "accounts.second_factor_removed", "totp"


class ShowRecoveryCodes(ViewRecoveryCodesView):  # type: ignore[misc]
    """The codes, once: the library notes that they were seen, so that is an act."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The library's."""
        with factors_changed(self.request.user, "accounts.recovery_codes_seen"):
            found: dict[str, Any] = super().get_context_data(**kwargs)
        return found


class RenewRecoveryCodes(_Recorded, GenerateRecoveryCodesView):  # type: ignore[misc]
    """Ten new codes for the day on which the phone is lost."""

    act, factor = "accounts.recovery_codes_renewed", "recovery_codes"


class AddPasskey(_Recorded, AddWebAuthnView):  # type: ignore[misc]
    """A key of the device or a stick."""

    act, factor = "accounts.second_factor_added", "webauthn"


class DropPasskey(_Recorded, RemoveWebAuthnView):  # type: ignore[misc]
    """A key less; named by a mark, never by its number in the table."""

    act, factor = "accounts.second_factor_removed", "webauthn"
    success_url = reverse_lazy("mfa_list_webauthn")

    def get_object(self, queryset: Any = None) -> Authenticator:  # noqa: ARG002 - the library's signature
        """The key with this mark among the own ones; ``AddressUnknown`` for another."""
        for key in self.get_queryset():
            if factor_mark(key) == self.kwargs["mark"]:
                return key
        raise AddressUnknown()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether it may go."""
        from allauth.mfa.adapter import get_adapter  # noqa: PLC0415 - made when settings are read

        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {"may_go": get_adapter().can_delete_authenticator(self.object)}

    def form_valid(self, form: Any) -> HttpResponse:
        """The last second factor stays."""
        from allauth.mfa.adapter import get_adapter  # noqa: PLC0415

        if not get_adapter().can_delete_authenticator(self.get_object()):
            raise AddressUnknown()
        return super().form_valid(form)


class ChangePassword(PasswordChangeView):  # type: ignore[misc]
    """A new password; the act is written where it is set."""

    success_url = reverse_lazy("accounts:own")

    def form_valid(self, form: Any) -> HttpResponse:
        """The session gets a new key with the new password, and the stay goes with it."""
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            if (stay := stay_of(self.request)) is not None:
                sessions.follow(self.request, stay)
        return answer

    def get_success_url(self) -> str:
        """Back to the own account."""
        return reverse("accounts:own")
