"""What is entered on the room's pages: the two days a file is asked about, a name to find, the person's own words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xiangxin.office.creditfile.terms import LIMITS
from xiangxin.office.shell.fields import DayInput, text_field


class DaysForm(forms.Form):
    """Which day is asked about, and what was known on which day; both may be left out and mean today."""

    as_of = forms.DateField(label=_("哪一天的情况"), required=False, widget=DayInput())
    known_on = forms.DateField(label=_("按哪一天知道的"), required=False, widget=DayInput())

    def clean(self) -> dict[str, Any]:
        """Nobody knows yet what will be known."""
        given: dict[str, Any] = self.cleaned_data
        today = timezone.localdate()
        for name in ("as_of", "known_on"):
            day: date | None = given.get(name)
            if day is not None and day > today:
                self.add_error(name, _("这一天还没有到，请选今天或以前的日期。"))
        return given


class NameForm(forms.Form):
    """A name to find in one village: characters, pinyin or first letters."""

    wanted = text_field(_("按姓名查找"), 40, _("姓名、拼音或首字母"))


class WordsForm(forms.Form):
    """A person's own words about the file or one line of it."""

    words = forms.CharField(
        label=_("您想说的话"),
        max_length=LIMITS["statement_characters"],
        help_text=_("用自己的话写，随档案一起显示；不影响评分。"),
        widget=forms.Textarea(attrs={"class": "control", "rows": 6, "autocomplete": "off"}),
    )
