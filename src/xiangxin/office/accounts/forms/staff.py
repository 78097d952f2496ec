"""What administrators and holders of posts type in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiangxin.office.accounts.choices import ClosingReason
from xiangxin.office.accounts.proposals import REASON_LIMIT

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_DAY = {"type": "date"}
_WHY = _("一句话，不写姓名和证件号码；另一个人据此判断，并留在记录里。")


def day_field(label: StrOrPromise, **more: Any) -> forms.DateField:
    """A day, chosen from the browser's own calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"), **more)


def reason_field() -> forms.CharField:
    """Why, in a sentence that another person will judge."""
    return forms.CharField(label=_("理由"), max_length=REASON_LIMIT, help_text=_WHY, strip=True)


class NewAccountForm(forms.Form):
    """A login and the name others see."""

    login = forms.CharField(
        label=_("登录名"),
        max_length=40,
        help_text=_(
            "三到四十个字符：英文字母、数字和 . - _，以字母开头，例如 zhang.san；大写会改成小写。"
            "不要用身份证号或电话，定下来以后不能改。"
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    display = forms.CharField(label=_("显示的名字"), max_length=40)


class EndPostForm(forms.Form):
    """When a post ends, and why."""

    to_on = day_field(
        _("最后一天"), required=False, initial=timezone.localdate, help_text=_("这一天还算；不填就是立即结束。")
    )
    reason = reason_field()


class ReasonForm(forms.Form):
    """Why."""

    reason = reason_field()


class CloseForm(forms.Form):
    """Why an account is shut; one of few reasons, because no second person reads it first."""

    reason = forms.ChoiceField(label=_("原因"), choices=ClosingReason.choices)


class DecideForm(forms.Form):
    """Agree, or refuse with a word why."""

    words = forms.CharField(
        label=_("意见"), max_length=REASON_LIMIT, required=False, help_text=_("拒绝时必须写一句，不写姓名和证件号码。")
    )
    agrees = forms.ChoiceField(
        choices=[("1", pgettext_lazy("button", "同意")), ("0", _("拒绝"))], widget=forms.HiddenInput
    )


class DelegateForm(forms.Form):
    """To whom, from when to when."""

    to = forms.ChoiceField(label=_("交给谁"))
    from_on = day_field(_("第一天"), initial=timezone.localdate)
    to_on = day_field(_("最后一天"))

    def __init__(self, *args: Any, colleagues: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("请选择")), *colleagues]
