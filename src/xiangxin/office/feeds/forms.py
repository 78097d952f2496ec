"""What is entered on the room's pages: kinds and lengths. Whether it can be so is decided by the actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangxin.office.feeds.choices import Way
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.shell.problems import language

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Choices = Iterable[tuple[str, "StrOrPromise"]]


def tell(form: forms.Form, error: OfficeError) -> None:
    """Put an error where it belongs: at its field, or at the head of the form."""
    place = error.field if error.field in form.fields else None
    form.add_error(place, error.text.in_language(language()))


def _text(label: StrOrPromise, most: int, help_text: StrOrPromise, **more: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "control", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, help_text=help_text, widget=widget, **more)


def _choice(label: StrOrPromise, choices: Choices = ()) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices), widget=forms.Select(attrs={"class": "control"}))


class FeedForm(forms.Form):
    """A feed to be opened."""

    agreement = _choice(_("数据协议"))
    form = _choice(_("表"))
    way = _choice(_("方式"), Way.choices)
    url = _text(_("对方的地址"), 300, _("只有定时去取的接口要写，以 https:// 开头。"), required=False)
    expected_hours = forms.IntegerField(
        label=_("多少小时没有数据就提醒"),
        min_value=1,
        max_value=2160,
        initial=48,
        widget=forms.NumberInput(attrs={"class": "control"}),
    )
    reason = _text(_("说明"), 200, _("为什么开通。第二个人会看到。"))

    def __init__(self, agreements: Choices, named: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("agreement", agreements), ("form", named)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)


class ReasonForm(forms.Form):
    """Why."""

    reason = _text(_("说明"), 200, _("第二个人会看到。"))


class SecretForm(forms.Form):
    """The word that opens the provider's address."""

    word = forms.CharField(
        label=_("密钥"),
        max_length=200,
        help_text=_("贵单位系统认的密钥。封存以后谁也看不到。"),
        widget=forms.PasswordInput(attrs={"class": "control", "autocomplete": "off"}),
    )
