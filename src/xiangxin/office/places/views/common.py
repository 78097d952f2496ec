"""What the views of the room share: who asks, the day asked about, what was proposed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xiangxin.kernel.divisions import level_of
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker
from xiangxin.office.shell.errors import AddressUnknown, OfficeError
from xiangxin.office.shell.fields import tell

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
    if request.method == "POST" and form.is_valid():
        try:
            do(form)
        except OfficeError as error:
            if error.status in (403, 404):
                raise
            tell(form, error)
        else:
            messages.success(request, _("已提出，等第二个人同意后生效。"))
            return HttpResponseRedirect(back)
    page: Mapping[str, Any] = {"form": form, "title": title, "back": back, **context}
    status = 422 if form.errors else 200
    return render(request, "places/form.html", page, status=status)


def to(name: str, *args: object) -> str:
    """The address of one of the room's pages."""
    return reverse(f"places:{name}", args=args)


def shown(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """A page of the room."""
    return render(request, f"places/{template}.html", context)
