"""What is entered on the room's pages. Whether it can be so is decided by the actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Choices = Iterable[tuple[str, "StrOrPromise"]]


class StartForm(forms.Form):
    """Which area, as of which day, as known on which day."""

    area = forms.ChoiceField(label=_("区域"), widget=forms.Select(attrs={"class": "control"}))
    as_of = forms.DateField(
        label=_("评价哪一天的情况"),
        help_text=_("一般是今天；也可以是以前的一天。"),
        widget=forms.DateInput(attrs={"class": "control", "type": "date"}, format="%Y-%m-%d"),
    )
    known_on = forms.DateField(
        label=_("按哪一天知道的算"),
        help_text=_("那一天以后才入档的不算在内。"),
        widget=forms.DateInput(attrs={"class": "control", "type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, areas: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(areas)


class TryForm(StartForm):
    """The same for a text that is not in force."""

    policy = forms.ChoiceField(label=_("试哪一份办法"), widget=forms.Select(attrs={"class": "control"}))
    field_order = ("policy", "area", "as_of", "known_on")

    def __init__(self, policies: Choices, areas: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(areas, *args, **kwargs)
        field = self.fields["policy"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(policies)
