"""What administrators and holders of posts type in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangxin.office.accounts.choices import ClosingReason
from xiangxin.office.accounts.proposals import REASON_LIMIT

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_DAY = {"type": "date"}
_WHY = _("一句话，不写姓名和证件号码；另一个人据此判断，并留在记录里。")


def _day(label: StrOrPromise, *, required: bool = True, help_text: StrOrPromise = "") -> forms.DateField:
    widget = forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def _reason() -> forms.CharField:
    return forms.CharField(label=_("理由"), max_length=REASON_LIMIT, help_text=_WHY, strip=True)


class NewAccountForm(forms.Form):
    """A login and the name others see."""

    login = forms.CharField(
        label=_("登录名"),
        max_length=40,
        help_text=_("三到四十个小写字母、数字、点、横线；不要用身份证号或电话。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    display = forms.CharField(label=_("显示的名字"), max_length=40)


class _Choosing(forms.Form):
    """A form whose choices come with it."""

    def __init__(self, *args: Any, choices: dict[str, Iterable[tuple[str, StrOrPromise]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(offered)


class NewPostForm(_Choosing):
    """Role, place, institution, days, and why."""

    role = forms.ChoiceField(label=_("角色"))
    area = forms.CharField(label=_("区划代码"), max_length=12, help_text=_("十二位，例如村的代码。"))
    institution = forms.ChoiceField(label=_("机构"), required=False)
    from_on = _day(_("第一天"))
    to_on = _day(_("最后一天"), required=False, help_text=_("不填就没有期限。"))
    reason = _reason()


class EndPostForm(forms.Form):
    """When a post ends, and why."""

    to_on = _day(_("最后一天"), required=False, help_text=_("不填就是立即结束。"))
    reason = _reason()


class MovePostForm(forms.Form):
    """Where a post goes on, from when, and why."""

    area = forms.CharField(label=_("新的区划代码"), max_length=12)
    from_on = _day(_("从哪一天起"))
    reason = _reason()


class ReasonForm(forms.Form):
    """Why."""

    reason = _reason()


class CloseForm(forms.Form):
    """Why an account is shut; one of few reasons, because no second person reads it first."""

    reason = forms.ChoiceField(label=_("原因"), choices=ClosingReason.choices)


class DecideForm(forms.Form):
    """Agree, or refuse with a word why."""

    words = forms.CharField(
        label=_("意见"), max_length=REASON_LIMIT, required=False, help_text=_("拒绝时必须写一句，不写姓名和证件号码。")
    )
    agrees = forms.ChoiceField(choices=[("1", _("同意")), ("0", _("拒绝"))], widget=forms.HiddenInput)


class DelegateForm(forms.Form):
    """To whom, from when to when."""

    to = forms.ChoiceField(label=_("交给谁"))
    from_on = _day(_("第一天"))
    to_on = _day(_("最后一天"))

    def __init__(self, *args: Any, colleagues: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(colleagues)
