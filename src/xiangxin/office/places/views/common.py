"""What the views of the room share: who asks, the day asked about, what was proposed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xiangxin.kernel.divisions import level_of
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker
from xiangxin.office.shell.answering import filled_in
from xiangxin.office.shell.errors import AddressUnknown

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STAFF = tuple(role for role in Role.values if role != Role.HOUSEHOLD)
F = TypeVar("F", bound=forms.Form)


def day_asked(request: HttpRequest) -> date:
    """The day of the question, from ``?on=``; today where none or no day is given."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return timezone.localdate()


def own_code(request: HttpRequest, code: str) -> str:
    """The code, if it is one and lies within the viewer's own area; ``AddressUnknown`` otherwise."""
    try:
        level_of(code)
    except ValueError:
        raise AddressUnknown() from None
    if not asker(request).covers(code):
        raise AddressUnknown()
    return code


def proposing(
    request: HttpRequest, form: F, title: StrOrPromise, back: str, do: Callable[[F], object], **context: Any
) -> HttpResponseBase:
    """Show a form; when it is sent and right, propose what it says and go back with a word about the second person."""

    def then(_given: dict[str, Any]) -> str:
        do(form)
        return back

    said = _("已提出，等第二个人同意后生效。")
    return filled_in(request, "places/form.html", form, then, said, title=title, back=back, **context)


def to(name: str, *args: object) -> str:
    """The address of one of the room's pages."""
    return reverse(f"places:{name}", args=args)
