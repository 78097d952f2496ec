"""What cadres and the county enter: kinds and lengths. Whether it can be so is decided by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiangxin.office.incentives.actions import NewEntry
from xiangxin.office.incentives.choices import Outcome, Why
from xiangxin.office.incentives.errors import DocumentUnfit
from xiangxin.office.incentives.lists import Points, draft, kind_label, level_label
from xiangxin.office.incentives.terms import LIMITS
from xiangxin.office.shell.fields import DayInput, choice_field, day_field, text_field
from xiangxin.office.shell.problems import language

_REASON_MOST = 200
_MEGABYTE = 1 << 20
_CUT = ":"


class ProposeForm(forms.Form):
    """An honour as its document says it."""

    kind = choice_field(pgettext_lazy("points", "凭什么"), ())
    awarded_on = day_field(_("授奖日期"))
    document_no = text_field(_("文号或证书编号"), 120, _("照文件抄。"))
    authority = text_field(_("发文单位"), 120)
    ends_on = forms.DateField(
        label=_("文件写的期限"), required=False, widget=DayInput(), help_text=_("文件没有写就不填。")
    )
    document = forms.FileField(
        label=_("文件的扫描件或照片"),
        help_text=_("PDF、JPEG 或 PNG，不超过 2 MB。封存保管，只有本人和经手核对的人打得开。"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def __init__(self, points: Points, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, tongue = self.fields["kind"], language()
        assert isinstance(field, forms.ChoiceField)
        kinds = [
            (
                kind_label(kind).in_language(tongue),
                [(f"{kind}{_CUT}{level}", _named(kind, level, worth)) for level, worth in levels.items()],
            )
            for kind, levels in points.kinds.items()
        ]
        field.choices = [("", "—"), *kinds]

    def new(self) -> NewEntry:
        """What was entered; ``DocumentUnfit`` before too large a file is read."""
        given = self.cleaned_data
        kind, _cut, level = given["kind"].partition(_CUT)
        document: UploadedFile[Any] = given["document"]
        if document.size is None or document.size > LIMITS["document_bytes"]:
            raise DocumentUnfit("document", megabytes=LIMITS["document_bytes"] // _MEGABYTE)
        return NewEntry(
            kind,
            level,
            given["awarded_on"],
            given["document_no"],
            given["authority"],
            document.read(),
            given["ends_on"],
        )


def _named(kind: str, level: str, points: int) -> str:
    tongue = language()
    return f"{kind_label(kind).in_language(tongue)} · {level_label(level).in_language(tongue)} · {points}"


class WhyForm(forms.Form):
    """Why an entry is not confirmed, or is to be struck."""

    why = choice_field(_("为什么"), [(one.value, one.label) for one in Why if one != Why.UPHELD])


class AnswerForm(forms.Form):
    """The answer to somebody who said that an entry is wrong."""

    outcome = choice_field(_("答复"), Outcome.choices)


class ListForm(forms.Form):
    """Which benefits the county can give, and its own document."""

    benefits = forms.MultipleChoiceField(
        label=_("县里给得起的优惠"), required=False, widget=forms.CheckboxSelectMultiple
    )
    document_no = text_field(_("县里的批准文号"), 120)
    reason = text_field(_("为什么提出"), _REASON_MOST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, tongue = self.fields["benefits"], language()
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (one.id, f"{one.label.in_language(tongue)} · {one.points}") for one in draft().benefits.values()
        ]
        field.initial = list(draft().benefits)
