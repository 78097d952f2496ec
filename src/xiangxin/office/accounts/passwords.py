"""What a password has to be: long enough to be a sentence, none of the common ones, and never changed by calendar."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xiangxin.office.accounts.rules import term


class LengthValidator:
    """Between the two lengths of ``sign_in.yaml``; the longest keeps hashing from being a weapon."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002
        """``ValidationError`` for one that is too short or too long."""
        shortest, longest = term("password.shortest"), term("password.longest")
        if len(password) < shortest:
            raise ValidationError(
                _("口令太短：至少 %(shortest)d 个字符。"), code="password_short", params={"shortest": shortest}
            )
        if len(password) > longest:
            raise ValidationError(
                _("口令太长：最多 %(longest)d 个字符。"), code="password_long", params={"longest": longest}
            )

    def get_help_text(self) -> str:
        """One sentence for the form."""
        return _("至少 %(shortest)d 个字符，几个不相干的词连在一起最好记；不要求特殊符号，也不要求定期更换。") % {
            "shortest": term("password.shortest")
        }
