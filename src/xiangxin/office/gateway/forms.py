"""What is entered about a token: kinds and lengths. Whether it can be so is decided by the actions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xiangxin.law.load import load_law
from xiangxin.office.accounts.choices import Role
from xiangxin.office.gateway.queries import LIMITS
from xiangxin.office.gateway.rules import token_rules
from xiangxin.office.shell.fields import offer
from xiangxin.office.shell.problems import language

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_CONTROL = {"class": "control", "autocomplete": "off"}


class TokenForm(forms.Form):
    """A token as it is asked for. ``bodies`` are institutions as pairs of id and name."""

    name = forms.CharField(
        label=_("给哪个系统"),
        max_length=60,
        help_text=_("例如：青禾农商银行信贷系统。"),
        widget=forms.TextInput(attrs=_CONTROL),
    )
    institution = forms.ChoiceField(label=_("机构"), widget=forms.Select(attrs=_CONTROL))
    role = forms.ChoiceField(label=_("角色"), widget=forms.Select(attrs=_CONTROL))
    purpose = forms.ChoiceField(label=_("用途"), widget=forms.Select(attrs=_CONTROL))
    area = forms.CharField(
        label=_("区划代码"),
        min_length=12,
        max_length=12,
        help_text=_("12 位数字；令牌只在这个区域内有效。"),
        widget=forms.TextInput(attrs={**_CONTROL, "inputmode": "numeric"}),
    )
    to_on = forms.DateField(
        label=_("最后一天"), widget=forms.DateInput(attrs={**_CONTROL, "type": "date"}, format="%Y-%m-%d")
    )
    per_minute = forms.IntegerField(
        label=_("每分钟次数"),
        min_value=1,
        max_value=LIMITS["most_requests_per_minute"],
        widget=forms.NumberInput(attrs=_CONTROL),
    )
    reason = forms.CharField(
        label=_("理由"), max_length=200, help_text=_("第二个人会看到。"), widget=forms.TextInput(attrs=_CONTROL)
    )

    def __init__(self, bodies: Iterable[tuple[str, StrOrPromise]], area: str, data: Any = None) -> None:
        day = timezone.localdate() + timedelta(days=LIMITS["token_offered_days"])
        initial = {"area": area, "to_on": day, "per_minute": LIMITS["requests_per_minute"]}
        super().__init__(data, initial=initial)
        purposes = sorted({purpose for rule in token_rules().values() for purpose in rule.purposes})
        labels = load_law().purposes
        offer(self, "institution", bodies)
        offer(self, "role", [(role, Role(role).label) for role in token_rules()])
        offer(self, "purpose", [(one, labels[one].label.in_language(language())) for one in purposes])
