"""What is entered on the room's pages. No browser remembers a phrase or a rating."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiangxin.kernel.ids import IdNumber, check_id_number, person_id
from xiangxin.kernel.text import Text
from xiangxin.office.review.actions import Member
from xiangxin.office.review.bench import rules
from xiangxin.office.review.choices import Recusal
from xiangxin.office.review.errors import SeatUnstated
from xiangxin.office.shell.answering import tell
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.shell.fields import choice_field, day_field, text_field
from xiangxin.office.shell.problems import language
from xiangxin.office.vault.keys import ring

REASON_MOST = 200
PHRASE_MOST = 200
NAME_MOST = 60
NUMBER_MOST = 24
CODE_MOST = 20
LINE_MOST = 4
UNKNOWN = frozenset({"-", "－", "—"})
"""How "does not know them" is typed, also with a Chinese keyboard."""


def _phrase() -> forms.CharField:
    widget = forms.PasswordInput(attrs={"class": "control", "autocomplete": "off"})
    hint = _("只有您知道，系统不保存；忘了就打不开。")
    return forms.CharField(
        label=pgettext_lazy("ballot key", "口令"), max_length=PHRASE_MOST, help_text=hint, widget=widget
    )


_SEATS = (("", _("不安排")), ("seat", _("正式")), ("reserve", _("候补")))


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

    def clean_rating(self) -> int | None:
        """One rating; of several that were sent at once none is the ballot."""
        rating: int | None = self.cleaned_data["rating"]
        if isinstance(self.data, QueryDict) and len(self.data.getlist("rating")) > 1:
            raise forms.ValidationError(_("一次只能填一个分数，请重填。"))
        return rating

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


class SheetForm(forms.Form):
    """A sheet as it is typed: its code, and for each line what stands there.

    ``names``: by line whose it is. A hyphen is "does not know them"; an empty line is none.
    """

    code = text_field(_("表头的编码"), CODE_MOST, _("十二位字母和数字，只印在纸上。"))

    def __init__(self, *args: Any, names: Mapping[int, str], low: int, high: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lines, self._low, self._high = list(names), low, high
        for at, name in names.items():
            label = f"{at}. {name}"
            self.fields[f"line_{at}"] = text_field(label, LINE_MOST)

    def clean(self) -> dict[str, Any]:
        """Each line is whole points within the policy's bounds, or a hyphen."""
        given = super().clean() or {}
        for at in self._lines:
            typed = given.get(f"line_{at}")
            if typed is not None and typed not in UNKNOWN and not self._fits(typed):
                wrong = _("写 %(low)s 到 %(high)s 的整数；勾了“不了解”或者划掉的写 -。") % {
                    "low": self._low,
                    "high": self._high,
                }
                self.add_error(f"line_{at}", wrong)
        return given

    def _fits(self, typed: str) -> bool:
        return typed.isascii() and typed.isdigit() and self._low <= int(typed) <= self._high

    def tell_differing(self, lines: Iterable[int]) -> None:
        """Mark the lines that the other person typed unlike, and nothing of what they typed."""
        for at in lines:
            self.add_error(f"line_{at}", _("和另一个人录的不一样，请两个人都对照原表。"))

    @property
    def ratings(self) -> dict[int, int | None]:
        """What was typed, by line; None: does not know the person."""
        given = self.cleaned_data
        return {at: None if (typed := given[f"line_{at}"]) in UNKNOWN else int(typed) for at in self._lines}


class BenchForm(forms.Form):
    """The seats of a panel: for each reviewer whether they sit, as what, and the name that households are told.

    ``reviewers``: accounts with a post on the panel, and what they are called. A number is asked for recusal only; who
    lives elsewhere may do without. The term is that of the whole panel.
    """

    on = day_field(_("从哪天起"))
    to_on = day_field(_("任期到哪天"), None)

    def __init__(self, *args: Any, reviewers: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_on"].required = False
        self._accounts = [account for account, _called in reviewers]
        kinds = [(name, said.in_language(language())) for name, said in rules().kinds.items()]
        for at, (_account, called) in enumerate(reviewers):
            label = _("%(called)s 的席位") % {"called": called}
            self.fields[f"seat_{at}"] = choice_field(label, _SEATS, required=False)
            self.fields[f"name_{at}"] = text_field(_("姓名"), NAME_MOST, _("告知里这样写。"), required=False)
            self.fields[f"kind_{at}"] = choice_field(_("身份"), kinds, required=False)
            self.fields[f"number_{at}"] = text_field(
                _("身份证号码"), NUMBER_MOST, _("只用来让本人和亲属回避，不显示给任何人。"), required=False
            )
            hint = _("乡镇、银行派出的人和候补可以只勾这一项、不填号码；被评的人看得到。")
            self.fields[f"outside_{at}"] = forms.BooleanField(label=_("不住本地"), required=False, help_text=hint)

    def clean(self) -> dict[str, Any]:
        """Whoever sits has a name, and a number or the note that they live elsewhere; what was entered is a number."""
        given = super().clean() or {}
        for at in range(len(self._accounts)):
            if given.get(f"seat_{at}") and not given.get(f"name_{at}"):
                self.add_error(f"name_{at}", _("安排了席位的人要写姓名。"))
            number = given.get(f"number_{at}")
            if given.get(f"seat_{at}") and not number and not given.get(f"outside_{at}"):
                self.add_error(f"number_{at}", _unstated(given.get(f"kind_{at}")))
            if number and not isinstance(check_id_number(number), IdNumber):
                self.add_error(f"number_{at}", _("号码不对，请核对 18 位号码。"))
        return given

    def tell(self, error: OfficeError) -> None:
        """Put an error at the number of the seat that it is about; one that is about no seat, as everywhere."""
        at = next((at for at, account in enumerate(self._accounts) if str(account) == error.field), None)
        if at is None:
            tell(self, error)
        else:
            self.add_error(f"number_{at}", error.text.in_language(language()))

    @property
    def members(self) -> list[Member]:
        """Those who are to sit."""
        given = self.cleaned_data
        return [
            Member(
                account,
                given[f"name_{at}"],
                given[f"kind_{at}"],
                given[f"seat_{at}"] == "reserve",
                _person(given[f"number_{at}"]),
                given[f"outside_{at}"],
                given["to_on"],
            )
            for at, account in enumerate(self._accounts)
            if given[f"seat_{at}"]
        ]


def _unstated(kind: str | None) -> str:
    called = rules().kinds.get(kind or "", Text("", ""))
    return SeatUnstated(kind=called).text.in_language(language())


def _person(number: str) -> UUID | None:
    """The opaque id of the number's person, registered here or not; None where no number was entered."""
    checked = check_id_number(number) if number else None
    return person_id(checked, ring().person_key) if isinstance(checked, IdNumber) else None
