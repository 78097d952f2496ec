"""What a household types in to come in. Few fields, large, with the keyboard that fits."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

_FACT = _("身份证上完整的 18 位号码（分段输入也可以），或在服务站定的口头暗号。")


def _fact() -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"})
    return forms.CharField(label=_("只有您知道的一项"), help_text=_FACT, max_length=40, widget=widget)


class PhoneForm(forms.Form):
    """Where to send the code."""

    phone = forms.CharField(
        label=_("手机号码"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "autofocus": True}),
    )


class CodeForm(forms.Form):
    """The code and the second fact."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )
    fact = _fact()


class SlipForm(forms.Form):
    """The code on the paper and the second fact. A scanned paper fills the code by itself."""

    code = forms.CharField(
        label=_("凭条上的号码"),
        help_text=_("十二位，横线可以不输。"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "data-from-address": "1"}),
    )
    pin = forms.CharField(
        label=_("您在服务站定的几位数字"),
        help_text=_("打印凭条时您自己按的四到六位数字。"),
        max_length=20,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
