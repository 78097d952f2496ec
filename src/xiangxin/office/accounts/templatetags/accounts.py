"""Words and marks that templates of this room need: names of roles, places, factors and acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno
from allauth.mfa.models import Authenticator
from django import template
from django.utils.translation import gettext_lazy as _

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.queries import factor_mark
from xiangxin.office.accounts.words import act_words
from xiangxin.office.areas.queries import place_today
from xiangxin.office.shell.problems import language

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

register = template.Library()

FACTORS: dict[str, StrOrPromise] = {
    Authenticator.Type.TOTP: _("动态口令"),
    Authenticator.Type.WEBAUTHN: _("通行密钥"),
    Authenticator.Type.RECOVERY_CODES: _("备用码"),
}


@register.filter
def mark(factor: Authenticator) -> str:
    """The name of a second factor in an address."""
    return factor_mark(factor)


@register.filter
def role_name(role: str) -> StrOrPromise:
    """A role in words."""
    return Role(role).label


@register.filter
def place(area: str) -> str:
    """The name of an area today."""
    return place_today(area)


@register.filter
def factor_name(kind: str) -> StrOrPromise:
    """A kind of second factor in words."""
    return FACTORS.get(kind, kind)


@register.filter
def act_name(act: str) -> str:
    """An act in words."""
    return act_words(act).in_language(language())


@register.filter
def said(text: Text | None) -> str:
    """A pair of words in the reader's language."""
    return "" if text is None else text.in_language(language())


@register.simple_tag
def slip_code(address: str, code: str) -> str:
    """A QR code, as an image within the page, of the address with the slip's number behind its #."""
    return segno.make(f"{address}#{code}", error="m").svg_data_uri(scale=4, border=2)
