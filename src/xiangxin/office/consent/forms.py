"""What is entered on the room's pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangxin.office.consent.choices import Answer

SIGNATURE_LIMIT = 40


class AnswerForm(forms.Form):
    """Yes or no to one notice; where the class counts only in writing, with the step of signing."""

    answer = forms.ChoiceField(choices=Answer.choices, widget=forms.HiddenInput)
    signature = forms.CharField(
        label=_("签字"),
        max_length=SIGNATURE_LIMIT,
        required=False,
        help_text=_("这一项要书面同意。请亲手输入“本人同意”四个字。"),
        widget=forms.TextInput(attrs={"class": "control", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, writing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not writing:
            self.fields["signature"].widget = forms.HiddenInput()
