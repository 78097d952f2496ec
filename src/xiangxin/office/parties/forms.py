"""What is entered on the room's pages: kinds and lengths. Whether it can be so is decided by the actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xiangxin.office.parties.checks import NAME_LIMIT, TITLE_LIMIT, born_by, id_number_of, name_of, phone_of
from xiangxin.office.parties.choices import BusinessKind, Degree, Left, Sealed, Why
from xiangxin.office.parties.terms import most_words
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.shell.fields import choice_field, day_field, text_field
from xiangxin.office.shell.problems import language

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Choices = Iterable[tuple[str, "StrOrPromise"]]

_NAME = _("姓名")
_ID_NUMBER = _("公民身份号码")
_PHONE = _("电话")


def _checked(check: Callable[[str], str], written: str) -> str:
    """What ``check`` makes of it; its error becomes the field's."""
    try:
        return check(written)
    except OfficeError as error:
        raise forms.ValidationError(error.text.in_language(language())) from None


def _number_of_born(written: str) -> str:
    return born_by(id_number_of(written), timezone.localdate()).number


class VillageForm(forms.Form):
    """Base of forms with a village; ``villages`` are pairs of code and name. Of several, none is chosen beforehand."""

    area = choice_field(_("村、社区"), ())

    def __init__(self, villages: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        offered = list(villages)
        field.choices = offered if len(offered) == 1 else [("", _("请选择")), *offered]


class PersonForm(VillageForm):
    """Somebody to be registered. What is wrong is told at every field at once, by the checks that the action makes."""

    name = text_field(_NAME, NAME_LIMIT, _("与身份证一致"))
    id_number = text_field(_ID_NUMBER, 30, _("18 位；系统只用它确认是哪个人，加密保存，不读取其中的性别和籍贯"))
    phone = text_field(_PHONE, 30, _("用于送达告知和验证码，加密保存"), required=False)
    field_order = ("name", "id_number", "phone", "area")

    def clean_name(self) -> str:
        """A name."""
        return _checked(name_of, self.cleaned_data["name"])

    def clean_id_number(self) -> str:
        """The number of somebody who is born."""
        return _checked(_number_of_born, self.cleaned_data["id_number"])

    def clean_phone(self) -> str:
        """A phone, or none."""
        return _checked(phone_of, self.cleaned_data["phone"])


class NumberForm(forms.Form):
    """A whole identity number."""

    id_number = text_field(_ID_NUMBER, 30, _("要完整的 18 位；每次查找都有记录，本人可以看到"))


class SearchForm(forms.Form):
    """Part of a name."""

    wanted = text_field(_("姓名、拼音或首字母"), NAME_LIMIT, required=False)


class NameForm(forms.Form):
    """A new name from a day on."""

    name = text_field(_("新姓名"), NAME_LIMIT)
    on = day_field(_("改名日期"))


class PhoneForm(forms.Form):
    """A new phone, or none, from a day on."""

    phone = text_field(_("新电话"), 30, _("不填表示不再使用原号码"), required=False)
    on = day_field(_("更换日期"))


class MoveForm(VillageForm):
    """Another village from a day on."""

    on = day_field(_("迁入日期"))


class DeathForm(forms.Form):
    """The day somebody died."""

    on = day_field(_("去世日期"))
    sure = forms.BooleanField(label=_("已核对死亡证明或村委会证明"))


class DayForm(forms.Form):
    """A day and nothing else."""

    on = day_field(_("日期"))


class UnmaskForm(forms.Form):
    """What somebody wants to see whole, and why."""

    fields_wanted = forms.MultipleChoiceField(
        label=_("要看的内容"), choices=Sealed.choices, widget=forms.CheckboxSelectMultiple
    )
    why = choice_field(_("理由"), Why.choices)
    words = text_field(_("用途"), most_words(), _("用一句话写明，本人可以看到；不要写个人情况"))


class KinForm(NumberForm):
    """Another person and how near."""

    degree = choice_field(_("亲属范围"), Degree.choices)


class TradeForm(forms.Form):
    """A trade of the person alone."""

    name = text_field(_("字号"), TITLE_LIMIT)
    code = text_field(_("统一社会信用代码"), 30, _("个体工商户的代码以 92 开头，加密保存"))
    on = day_field(_("登记日期"))


class BusinessForm(VillageForm):
    """An organisation."""

    name = text_field(_("单位名称"), TITLE_LIMIT)
    code = text_field(_("统一社会信用代码"), 30)
    kind = choice_field(_("类型"), BusinessKind.choices)
    on = day_field(_("登记日期"))
    field_order = ("name", "code", "kind", "area", "on")


class MemberForm(forms.Form):
    """One of several people, who are shown masked; ``people`` are pairs of id and words."""

    person = choice_field(_("哪个人"), ())
    on = day_field(_("日期"))

    def __init__(self, people: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(people)


class LeaveForm(MemberForm):
    """A member and why the membership ends."""

    left = choice_field(_("原因"), [(one.value, one.label) for one in (Left.MOVED, Left.MISTAKE)])


class SplitForm(forms.Form):
    """Those of a household who set up one of their own."""

    leaving = forms.MultipleChoiceField(label=_("分出去的人"), choices=(), widget=forms.CheckboxSelectMultiple)
    on = day_field(_("分户日期"))

    def __init__(self, people: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["leaving"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(people)


class AbsenceForm(MemberForm):
    """A member who works elsewhere since a day, or is back."""

    back = forms.BooleanField(label=_("已经回来"), required=False)

    @property
    def since(self) -> date | None:
        """The day, or None for somebody who is back."""
        return None if self.cleaned_data["back"] else self.cleaned_data["on"]


class PaperForm(forms.Form):
    """For whom and for what forms of consent are printed; ``asked`` are pairs of a text's and a receiver's id."""

    asked = choice_field(_("给谁、看什么"), ())
    again = forms.BooleanField(label=_("重新打印还没有交回的"), required=False)

    def __init__(self, asked: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["asked"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(asked)
