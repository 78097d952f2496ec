"""What is entered at the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangxin.office.accounts.rules import term
from xiangxin.office.consent.parts import Part, choices_of
from xiangxin.office.shell.fields import ticks_field
from xiangxin.office.shell.problems import language
from xiangxin.office.station.terms import LIMITS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NUMBER_LIMIT = 40
SHEET_LIMIT = 40
PIN_LIMIT = 20
WORDS_LIMIT = 2000


def _number(label: StrOrPromise, help_text: StrOrPromise, *, required: bool) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "control", "autocomplete": "off"})
    return forms.CharField(label=label, help_text=help_text, max_length=NUMBER_LIMIT, required=required, widget=widget)


def _hidden_digits(label: StrOrPromise, help_text: StrOrPromise) -> forms.CharField:
    attributes = {"class": "control", "autocomplete": "off", "inputmode": "numeric"}
    return forms.CharField(
        label=label, help_text=help_text, max_length=PIN_LIMIT, widget=forms.PasswordInput(attrs=attributes)
    )


def _hidden_word(label: StrOrPromise, help_text: StrOrPromise) -> forms.CharField:
    attributes = {"class": "control", "autocomplete": "new-password"}
    return forms.CharField(
        label=label, help_text=help_text, max_length=PIN_LIMIT, widget=forms.PasswordInput(attrs=attributes)
    )


class VisitForm(forms.Form):
    """Whose card lies on the desk, and for whom somebody with a mandate came."""

    id_number = _number(_("来人的公民身份号码"), _("照着桌上的身份证原件填写；本人可以看到这次查找。"), required=True)
    holder_number = _number(
        _("代办家人的公民身份号码"), _("家人持委托来办的才填；上面仍填委托人的号码。"), required=False
    )


class PinForm(forms.Form):
    """The digits that belong to a slip: typed twice by whoever gets it, shown to nobody."""

    pin = _hidden_digits(_("请来人自己按四到六位数字"), _("工作人员请转过身。登录时要用，不要告诉别人。"))
    again = _hidden_digits(_("再按一遍"), "")

    def clean(self) -> dict[str, object]:
        """Both the same."""
        cleaned = super().clean() or {}
        if cleaned.get("pin") and cleaned.get("again") and cleaned["pin"] != cleaned["again"]:
            self.add_error("again", _("两遍不一样。请来人重新按一遍。"))
        return cleaned


class WordForm(forms.Form):
    """The word that the person says instead of the eighteen digits: typed twice, shown to nobody."""

    word = _hidden_word(
        _("请来人自己输入暗号"), _("两到二十个字，不要用姓名、电话和号码里有的。登录时要用，不要告诉别人。")
    )
    again = _hidden_word(_("再输一遍"), "")

    def clean(self) -> dict[str, object]:
        """Both the same."""
        cleaned = super().clean() or {}
        if cleaned.get("word") and cleaned.get("again") and cleaned["word"] != cleaned["again"]:
            self.add_error("again", _("两遍不一样。请来人重新输一遍。"))
        return cleaned


class PhoneForm(forms.Form):
    """Where the code goes: the number in the register, or another one that the person names."""

    phone = forms.CharField(
        label=_("本人说的手机号码"),
        help_text=_("用登记的号码就不填。固定电话收不到验证码。"),
        max_length=NUMBER_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"class": "control", "autocomplete": "off", "inputmode": "tel"}),
    )


class PhoneCodeForm(forms.Form):
    """What the person reads out; the number goes along unseen and is compared with where the code was sent."""

    phone = forms.CharField(max_length=NUMBER_LIMIT, required=False, widget=forms.HiddenInput())
    code = forms.CharField(
        label=_("本人念出的验证码"),
        max_length=PIN_LIMIT,
        widget=forms.TextInput(attrs={"class": "control", "autocomplete": "off", "inputmode": "numeric"}),
    )


class SheetForm(forms.Form):
    """The number of the sheet that the person signed, and what of ``parts`` the person has ticked."""

    signature = forms.CharField(
        label=_("签字单编号"),
        help_text=_("本人同意的，在打印的签字单上签名后填写单上的编号，原件留站；不同意的不用填。"),
        max_length=SHEET_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"class": "control", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, parts: Iterable[Part] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("一项一项问本人，说要给看的才勾；可以一项不勾。")
        self.fields["parts"] = ticks_field(_("另外给看"), choices_of(parts, language()), hint)


class CountersignForm(forms.Form):
    """The number on a sheet that somebody signed at a station."""

    sheet = forms.CharField(
        label=_("签字单编号"),
        help_text=_("纸上的十二位编号。一次一张，看过本人签名再登记。"),
        max_length=SHEET_LIMIT,
        widget=forms.TextInput(attrs={"class": "control", "autocomplete": "off"}),
    )


class MandateForm(forms.Form):
    """Who may act for the person who is here, for how long, and the number of the signed paper."""

    holder_number = _number(_("受托家人的公民身份号码"), _("照着身份证或复印件填写。"), required=True)
    days = forms.IntegerField(
        label=_("委托多少天"),
        min_value=1,
        max_value=term("mandate_days"),
        initial=LIMITS["mandate_offered_days"],
        widget=forms.NumberInput(attrs={"class": "control"}),
    )
    paper_ref = forms.CharField(
        label=_("委托书编号"),
        help_text=_("本人签名的原件留站。"),
        max_length=SHEET_LIMIT,
        widget=forms.TextInput(attrs={"class": "control", "autocomplete": "off"}),
    )


class WordsForm(forms.Form):
    """What the person says, in their own words; how long it may be is decided by whoever keeps it."""

    words = forms.CharField(
        label=_("本人想说的话"),
        max_length=WORDS_LIMIT,
        help_text=_("照本人的话写，写完念给本人听。随档案一起显示，不影响评分。"),
        widget=forms.Textarea(attrs={"class": "control", "rows": 6, "autocomplete": "off"}),
    )
