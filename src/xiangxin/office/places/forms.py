"""What is entered on the pages of places: kinds and lengths. Whether it can be so is decided by the actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangxin.office.areas.choices import AreaLevel, InstitutionKind
from xiangxin.office.shell.fields import choice_field, day_field, offer, text_field

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Choices = Iterable[tuple[str, StrOrPromise]]


def _code(label: StrOrPromise) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "control", "autocomplete": "off", "inputmode": "numeric"})
    return forms.CharField(label=label, min_length=12, max_length=12, help_text=_("12 位数字"), widget=widget)


def _reason() -> forms.CharField:
    return text_field(_("理由"), 200, _("第二个人会看到。"))


def _document() -> forms.CharField:
    return text_field(_("批准文号"), 60)


class AddForm(forms.Form):
    """An area that was not there before."""

    code = _code(_("区划代码"))
    level = choice_field(_("级别"), AreaLevel.choices)
    name = text_field(_("名称"), 60)
    on = day_field(_("生效日期"))
    document_no = _document()
    reason = _reason()


class RenameForm(forms.Form):
    """Another name."""

    name = text_field(_("新名称"), 60)
    on = day_field(_("生效日期"))
    document_no = _document()
    reason = _reason()


class MergeForm(forms.Form):
    """One area of two: this one and ``other``."""

    other = _code(_("并入的另一个区域"))
    code = _code(_("合并后的代码"))
    name = text_field(_("合并后的名称"), 60)
    on = day_field(_("生效日期"))
    document_no = _document()
    reason = _reason()


class SplitForm(forms.Form):
    """Several areas of one; each on a line of its own."""

    into = forms.CharField(
        label=_("拆分后的区域"),
        max_length=2000,
        help_text=_("每行一个：12 位代码、空格、名称。"),
        widget=forms.Textarea(attrs={"class": "control", "rows": 4}),
    )
    on = day_field(_("生效日期"))
    document_no = _document()
    reason = _reason()


class RecodeForm(forms.Form):
    """Another code, for the area and everything in it."""

    new_code = _code(_("新代码"))
    on = day_field(_("生效日期"))
    document_no = _document()
    reason = _reason()


class ListForm(forms.Form):
    """A county's list as a table."""

    file = forms.FileField(
        label=_("区划名单"),
        help_text=_("表格（xlsx、csv），表头：区划代码、级别、名称。"),
        widget=forms.FileInput(attrs={"class": "control", "accept": ".xlsx,.xls,.csv,.ods"}),
    )
    on = day_field(_("生效日期"))
    document_no = _document()
    reason = _reason()


class InstitutionForm(forms.Form):
    """A new institution. ``areas`` are where one may lie, ``above`` those that may stand above one, by name."""

    kind = choice_field(_("类型"), InstitutionKind.choices)
    name = text_field(_("名称"), 80)
    name_en = text_field(_("英文名称"), 120, required=False)
    slug = text_field(_("简称"), 40, _("小写字母、数字和连字符，例如 qinghe-bank；以后不能改。"))
    area = choice_field(_("所在区域"), ())
    parent = choice_field(_("上级机构"), (), required=False)
    on = day_field(_("生效日期"))
    reason = _reason()

    def __init__(self, areas: Choices, above: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "area", areas)
        offer(self, "parent", [("", "—"), *above])


class EndForm(forms.Form):
    """The last day of an institution."""

    to_on = day_field(_("最后一天"))
    reason = _reason()


class EndpointForm(forms.Form):
    """Where events go. ``kinds`` are those that can be chosen."""

    url = text_field(_("接收地址"), 300, _("以 https:// 开头。"))
    kinds = forms.MultipleChoiceField(label=_("通知种类"), widget=forms.CheckboxSelectMultiple)
    reason = _reason()

    def __init__(self, kinds: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kinds"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(kinds)
