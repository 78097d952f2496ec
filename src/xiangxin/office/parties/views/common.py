"""What the pages share: the viewer, villages to choose from, and a form that is filled in, done, or told its errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import place_name
from xiangxin.office.parties.queries.places import village_names
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.shell.fields import tell

PAGES = frozenset({403, 404, 429, 503})
"""Statuses of errors that are no matter of a field: not allowed, nothing there, too often, damaged."""


def villages(by: Viewer) -> list[tuple[str, str]]:
    """Villages and communities within the viewer's area in force today, each with its township's name."""
    return list(village_names(by.area, timezone.localdate()).items())


def all_villages() -> list[tuple[str, str]]:
    """The same for the whole county."""
    return list(village_names(settings.HOME.county, timezone.localdate()).items())


def place(code: str) -> str:
    """A village's name with its township's."""
    return place_name(code, timezone.localdate())


def filled_in(
    request: HttpRequest,
    form: Form,
    do: Callable[[dict[str, Any]], str],
    done: str,
    template: str = "parties/form.html",
    **context: Any,
) -> HttpResponseBase:
    """Show the form; on POST do what it says and go to the address that comes back, saying ``done``.

    What a field says wrong is told there, and nothing was changed; errors that are no matter of a field escape.
    """
    if request.method == "POST" and form.is_valid():
        try:
            to = do(form.cleaned_data)
        except OfficeError as error:
            if error.status in PAGES and error.field not in form.fields:
                raise
            tell(form, error)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(to)
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of this room."""
    return render(request, f"parties/{template}.html", context, status=status)
