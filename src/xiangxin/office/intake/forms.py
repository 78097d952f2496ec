"""What is entered on the room's pages: kinds and lengths. Whether it can be so is decided by the actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangxin.office.intake.choices import REASONS
from xiangxin.office.intake.terms import LIMITS
from xiangxin.office.shell.fields import choice_field, day_field, offer, text_field

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Choices = Iterable[tuple[str, "StrOrPromise"]]
_SUFFIXES = ".xlsx,.xls,.ods,.csv,.txt"


class FileDrop(forms.ClearableFileInput):
    """A place to drop a file, or to choose one; without a script it is the browser's own button."""

    template_name = "intake/_drop.html"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "drop-input", "accept": _SUFFIXES})


class SendForm(forms.Form):
    """A file for one form. ``agreements`` is None where the form comes in under none."""

    file = forms.FileField(label=_("表格文件"), widget=FileDrop(), allow_empty_file=True)
    area = choice_field(_("是哪里的数据"))
    agreement = choice_field(_("数据协议"))

    def __init__(self, areas: Choices, agreements: Choices | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if agreements is None:
            del self.fields["agreement"]
        else:
            offer(self, "agreement", agreements)
        offer(self, "area", areas)


class ProposeForm(forms.Form):
    """Why the rows should enter the file."""

    reason = text_field(_("说明"), 200, _("一句话：哪个月的数据、从哪里来。不要写个人情况。"))


class DecideForm(forms.Form):
    """The second person's word; needed for a refusal."""

    words = text_field(_("意见"), 200, _("不同意时必填。不要写个人情况。"), required=False)


class DuplicateForm(forms.Form):
    """Whether two are one, with the reason; each reason stands for one decision, so that there is one choice."""

    decision = choice_field(_("您认定"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["decision"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("请选择")),
            *(
                (decided.label, [(f"{decided}:{reason}", reason.label) for reason in reasons])
                for decided, reasons in REASONS.items()
            ),
        ]

    def clean_decision(self) -> tuple[str, str]:
        """Decision and reason."""
        decided, _colon, reason = str(self.cleaned_data["decision"]).partition(":")
        return decided, reason


class AgreementForm(forms.Form):
    """A signed agreement."""

    number = text_field(_("协议编号"), 60)
    provider = choice_field(_("提供单位"))
    receiver = choice_field(_("接收单位"))
    purpose = choice_field(_("用途"))
    forms_named = forms.MultipleChoiceField(label=_("可以报送的表"), widget=forms.CheckboxSelectMultiple)
    keeper = text_field(_("数据保管人"), 80, _("写岗位，不写姓名。"))
    signed_on = day_field(_("签订日期"))
    from_on = day_field(_("起始日期"))
    to_on = day_field(_("截止日期"), None)
    reason = text_field(_("说明"), 200, _("第二个人会看到。"))
    delete_within_days = forms.IntegerField(
        label=_("终止后多少天内删除"),
        min_value=0,
        max_value=LIMITS["most_delete_days"],
        widget=forms.NumberInput(attrs={"class": "control"}),
    )

    def __init__(self, bodies: Choices, purposes: Choices, named: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [("", _("请选择")), *bodies]  # the first of a list is nobody's choice
        for name, choices in (
            ("provider", listed),
            ("receiver", listed),
            ("purpose", purposes),
            ("forms_named", named),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)


class EndForm(forms.Form):
    """The day from which nothing comes in any more."""

    on = day_field(_("终止日期"))
    reason = text_field(_("说明"), 200, _("为什么终止。第二个人会看到。"))
