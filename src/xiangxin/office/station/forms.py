"""What is entered at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NUMBER_LIMIT = 40
SHEET_LIMIT = 40


def _number(label: StrOrPromise, help_text: StrOrPromise, *, required: bool) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "control", "autocomplete": "off"})
    return forms.CharField(label=label, help_text=help_text, max_length=NUMBER_LIMIT, required=required, widget=widget)


class VisitForm(forms.Form):
    """Whose card lies on the desk, and for whom somebody with a mandate came."""

    id_number = _number(_("办理人的公民身份号码"), _("照着桌上的身份证原件填写；本人可以看到这次查找。"), required=True)
    holder_number = _number(
        _("代办家人的公民身份号码"), _("家人持委托来办的才填；上面仍填委托人的号码。"), required=False
    )


class SheetForm(forms.Form):
    """The number of the sheet that the person signed."""

    signature = forms.CharField(
        label=_("签字单编号"),
        help_text=_("本人在打印的签字单上签名后，填写单上的编号；原件留站。"),
        max_length=SHEET_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"class": "control", "autocomplete": "off"}),
    )


class MandateForm(forms.Form):
    """Who may act for the person who is here, for how long, and the number of the signed paper."""

    holder_number = _number(_("受托家人的公民身份号码"), _("照着身份证或复印件填写。"), required=True)
    days = forms.IntegerField(
        label=_("委托多少天"),
        min_value=1,
        max_value=366,
        initial=90,
        widget=forms.NumberInput(attrs={"class": "control"}),
    )
    paper_ref = forms.CharField(
        label=_("委托书编号"),
        help_text=_("本人签名的原件留站。"),
        max_length=SHEET_LIMIT,
        widget=forms.TextInput(attrs={"class": "control", "autocomplete": "off"}),
    )
