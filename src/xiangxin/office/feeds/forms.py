"""What is entered on the room's pages: kinds and lengths. Whether it can be so is decided by the actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangxin.office.feeds.choices import Way
from xiangxin.office.feeds.terms import LIMITS
from xiangxin.office.shell.fields import choice_field, text_field

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Choices = Iterable[tuple[str, "StrOrPromise"]]


class FeedForm(forms.Form):
    """A feed to be opened."""

    agreement = choice_field(_("数据协议"))
    form = choice_field(_("表"))
    way = choice_field(_("方式"), Way.choices)
    url = text_field(_("对方的地址"), 300, _("只有定时去取的接口要写，以 https:// 开头。"), required=False)
    expected_hours = forms.IntegerField(
        label=_("多少小时没有数据就提醒"),
        min_value=1,
        max_value=LIMITS["most_expected_hours"],
        initial=LIMITS["offered_expected_hours"],
        widget=forms.NumberInput(attrs={"class": "control"}),
    )
    reason = text_field(_("说明"), 200, _("为什么开通。第二个人会看到。"))

    def __init__(self, agreements: Choices, named: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("agreement", agreements), ("form", named)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)


class ReasonForm(forms.Form):
    """Why."""

    reason = text_field(_("说明"), 200, _("第二个人会看到。"))


class SecretForm(forms.Form):
    """The word that opens the provider's address."""

    word = forms.CharField(
        label=_("密钥"),
        max_length=200,
        help_text=_("贵单位系统认的密钥。封存以后谁也看不到。"),
        widget=forms.PasswordInput(attrs={"class": "control", "autocomplete": "off"}),
    )
