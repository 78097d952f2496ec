"""What is entered on the room's pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xiangxin.office.accounts.proposals import REASON_LIMIT
from xiangxin.office.consent.choices import Answer, Channel
from xiangxin.office.consent.errors import SignatureMissing
from xiangxin.office.consent.parts import Part, choices_of
from xiangxin.office.consent.writing import channels
from xiangxin.office.shell.fields import DayInput, ticks_field
from xiangxin.office.shell.problems import language

SIGNATURE_LIMIT = 40
PARTS, PARTS_HINT = _("另外给看"), _("勾了才给看，可以一项不勾；以后随时可以收回。")


class AnswerForm(forms.Form):
    """Yes or no to one notice; where the class counts only in writing, a yes needs the step of signing.

    ``parts``: what the notice leaves to be ticked, nothing of it beforehand.
    """

    answer = forms.ChoiceField(choices=Answer.choices, widget=forms.HiddenInput)
    signature = forms.CharField(
        label=_("签字"),
        max_length=SIGNATURE_LIMIT,
        required=False,
        help_text=_(
            "同意的，请亲手输入“本人同意”四个字，再带身份证到服务站确认一次，确认以后才算数。不同意的，不用填。"
        ),
        widget=forms.TextInput(attrs={"class": "control", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, writing: bool, parts: Iterable[Part] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parts"] = ticks_field(PARTS, choices_of(parts, language()), PARTS_HINT)
        signature = self.fields["signature"]
        if not writing:
            signature.widget = forms.HiddenInput()
        elif self.data.get("answer") != Answer.REFUSED:
            missing = SignatureMissing("signature", how=channels()[Channel.PHONE].says)
            signature.required = True
            signature.error_messages["required"] = missing.text.in_language(language())


class ReasonForm(forms.Form):
    """Why something is proposed."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=REASON_LIMIT,
        help_text=_("第二个人会看到。不要写任何个人的情况。"),
        widget=forms.TextInput(attrs={"class": "control", "autocomplete": "off"}),
    )


class PanelForm(forms.Form):
    """Who sits on a panel, from which day on."""

    members = forms.CharField(
        label=_("成员"),
        max_length=1000,
        help_text=_("每行一个姓名，候补成员也写上。评议前会告诉每一户。"),
        widget=forms.Textarea(attrs={"class": "control", "rows": 10}),
    )
    on = forms.DateField(label=_("从哪天起"), widget=DayInput())


class ScanForm(forms.Form):
    """One form that came back. The code comes last, so that a scanner's Enter sends it; all else stays as it is."""

    area = forms.ChoiceField(label=_("村、社区"), widget=forms.Select(attrs={"class": "control"}))
    signed_on = forms.DateField(
        label=_("签名日期"), help_text=_("表上写的日期。"), initial=timezone.localdate, widget=DayInput()
    )
    notice_signed = forms.BooleanField(label=_("“告知我看过了”一行已签名"), required=False, initial=True)
    answer = forms.ChoiceField(
        label=_("本人勾选"),
        choices=[(Answer.GIVEN.value, Answer.GIVEN.label), (Answer.REFUSED.value, Answer.REFUSED.label)],
        initial=Answer.GIVEN.value,
        widget=forms.RadioSelect,
    )
    parts = ticks_field(_("本人另外勾了"), (), _("只有评议的表上有；没勾的就空着。"))
    code = forms.CharField(
        label=_("表上的编号"),
        max_length=60,
        help_text=_("用扫码枪扫，或者手工输入后按回车。"),
        widget=forms.TextInput(attrs={"class": "control", "autocomplete": "off", "autofocus": True}),
    )

    def __init__(
        self, places: Iterable[tuple[str, str]], *args: Any, parts: Iterable[Part] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        area, ticks = self.fields["area"], self.fields["parts"]
        assert isinstance(area, forms.ChoiceField)
        assert isinstance(ticks, forms.ChoiceField)
        area.choices, ticks.choices = list(places), choices_of(parts, language())
