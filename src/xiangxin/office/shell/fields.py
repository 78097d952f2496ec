"""What forms of every room are made of: fields as the pages show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Choices = Iterable[tuple[str, StrOrPromise]]


class DayInput(forms.DateInput):
    """A day, chosen from the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "control"}, format="%Y-%m-%d")


def text_field(label: StrOrPromise, most: int, help_text: StrOrPromise = "", **more: Any) -> forms.CharField:
    """One line of at most ``most`` characters, which no browser remembers."""
    widget = forms.TextInput(attrs={"class": "control", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, help_text=help_text, widget=widget, **more)


def day_field(label: StrOrPromise, initial: Callable[[], date] | None = timezone.localdate) -> forms.DateField:
    """A day, today unless another is chosen; with ``initial`` None none stands there beforehand."""
    return forms.DateField(label=label, initial=initial, widget=DayInput())


def ticks_field(label: StrOrPromise, choices: Choices, help_text: StrOrPromise = "") -> forms.MultipleChoiceField:
    """Any of several, none of them ticked beforehand."""
    return forms.MultipleChoiceField(
        label=label,
        choices=list(choices),
        help_text=help_text,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def choice_field(label: StrOrPromise, choices: Choices = (), **more: Any) -> forms.ChoiceField:
    """One of several, from a list; a list that depends on who looks comes by ``offer``."""
    widget = forms.Select(attrs={"class": "control"})
    return forms.ChoiceField(label=label, choices=list(choices), widget=widget, **more)


def offer(form: forms.Form, name: str, choices: Choices) -> None:
    """What a field of this form offers whoever looks at it."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def one_of(*fields: forms.Field) -> None:
    """Fields of which one has to be given: the page calls none of them optional."""
    for field in fields:
        vars(field)["one_of"] = True
