"""What is entered on the room's pages. No browser remembers a phrase or a rating."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangxin.office.review.choices import Recusal
from xiangxin.office.shell.fields import choice_field, day_field, text_field

REASON_MOST = 200
PHRASE_MOST = 200


def _phrase() -> forms.CharField:
    widget = forms.PasswordInput(attrs={"class": "control", "autocomplete": "off"})
    hint = _("只有您知道，系统不保存；忘了就打不开。")
    return forms.CharField(label=_("口令"), max_length=PHRASE_MOST, help_text=hint, widget=widget)


class RatingForm(forms.Form):
    """One ballot: whole points, or that the reviewer does not know the person."""

    unknown = forms.CharField(required=False, widget=forms.HiddenInput)
    rating = forms.IntegerField(required=False)

    def __init__(self, *args: Any, low: int, high: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = forms.NumberInput(
            attrs={"class": "control", "inputmode": "numeric", "autocomplete": "off", "min": low, "max": high}
        )
        hint = _("%(low)s 到 %(high)s 的整数。只凭您知道的事。") % {"low": low, "high": high}
        self.fields["rating"] = forms.IntegerField(
            label=_("评分"),
            required=not self.data.get("unknown"),
            min_value=low,
            max_value=high,
            help_text=hint,
            widget=widget,
        )

    @property
    def ballot(self) -> int | None:
        """What was said; None: does not know the person."""
        return None if self.cleaned_data["unknown"] else int(self.cleaned_data["rating"])


class RecusalForm(forms.Form):
    """Why the reviewer does not rate this person."""

    reason = choice_field(_("为什么"), Recusal.choices)


class RoundForm(forms.Form):
    """A new round."""

    panel = choice_field(_("评议小组"), ())
    area = choice_field(_("村、社区"), ())
    receiver = choice_field(_("按哪家的办法"), ())
    last_on = day_field(_("截止日"))

    def __init__(self, *args: Any, offered: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class PhraseForm(forms.Form):
    """A holder's phrase."""

    phrase = _phrase()


class ClosingForm(forms.Form):
    """What the second of two people says when the boxes are opened."""

    phrase = _phrase()
    reason = text_field(_("理由"), REASON_MOST, _("例如：票已收齐。"))
