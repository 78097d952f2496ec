"""What a holder chooses to show, and what somebody opposite types in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangxin.office.certificates.choices import Form, Part

USUAL = (Part.NAME, Part.COLOUR, Part.BANK)
"""Ticked until the holder says otherwise."""


def _parts() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("给对方看哪几项"),
        help_text=_("不勾的不写进去。发证的县和日期总会写上；分数和额度从来不写。"),
        choices=Part.choices,
        initial=list(USUAL),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class PaperForm(forms.Form):
    """What stands on the paper."""

    parts = _parts()


class FileForm(forms.Form):
    """What stands in the signed file, and in which form."""

    parts = _parts()
    form = forms.ChoiceField(
        label=_("文件格式"),
        choices=Form.choices,
        initial=Form.SD_JWT,
        widget=forms.RadioSelect,
        help_text=_("对方没有说要哪一种，用第一种。"),
    )
    holder = forms.CharField(
        label=_("钱包的公钥"),
        help_text=_("用手机钱包的人才填：P-256 公钥，JWK 格式。填了以后，别人拿到文件也不能冒充您。"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )


class CheckForm(forms.Form):
    """The code that the holder shows. A scanned one fills it by itself."""

    code = forms.CharField(
        label=_("查验码"),
        help_text=_("持有人手机上的十二位，横线可以不输。"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "data-from-address": "1", "autofocus": True}
        ),
    )
