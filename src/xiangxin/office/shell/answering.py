"""How pages of every room answer: a form shown, what it says done, and an error put where somebody can mend it.

What each page knows of errors is here and nowhere else, so that the same error is told in the same way on every page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render

from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.shell.problems import language

UNFIT = 422
PAGES = frozenset({401, 403, 404, 429, 500, 503})
"""Statuses of errors that nothing typed into a form would mend: not signed in, not allowed, nothing there, too often,
damaged or out of order. They get a page of their own. All others are told in the form, where what was typed stays."""

SETTLED = PAGES | {409}
"""For a form about one thing that is settled once and for all: decided, answered, ended. When that has happened in
between, there is nothing to mend, and the page behind the form may show it no more."""

Do = Callable[[dict[str, Any]], str | HttpResponseBase]


def page(
    request: HttpRequest, template: str, /, form: Form | None = None, *, status: int | None = None, **context: Any
) -> HttpResponse:
    """A page; 422 where it shows a form with errors. ``status`` is given where something else is to be said."""
    if form is not None:
        context["form"] = form
    if status is None and form is not None and form.errors:
        status = UNFIT
    return render(request, template, context, status=status)


def tell(form: Form, error: OfficeError) -> None:
    """Put an error where it belongs: at its field, or at the head of the form."""
    place = error.field if error.field in form.fields else None
    form.add_error(place, error.text.in_language(language()))


def done(
    request: HttpRequest,
    form: Form,
    do: Do,
    said: object = "",
    *,
    pages: frozenset[int] = PAGES,
    tell: Callable[[Form, OfficeError], None] = tell,
) -> HttpResponseBase | None:
    """Do what a form says that was sent and is filled in, and go on; None where the form has to be shown.

    ``do`` gets what was entered and returns the address to go to, where ``said`` is told, or an answer of its own. An
    error of ``pages`` that names no field of the form escapes; another one is told in the form by ``tell``.
    """
    if not form.is_valid():
        return None
    try:
        to = do(form.cleaned_data)
    except OfficeError as error:
        if error.status in pages and error.field not in form.fields:
            raise
        tell(form, error)
        return None
    if isinstance(to, HttpResponseBase):
        return to
    if said:
        messages.success(request, str(said))
    return HttpResponseRedirect(to)


def filled_in(
    request: HttpRequest,
    template: str,
    form: Form,
    do: Do,
    said: object = "",
    *,
    pages: frozenset[int] = PAGES,
    **context: Any,
) -> HttpResponseBase:
    """Show a form; do what it says once it is sent and filled in, as ``done``."""
    return done(request, form, do, said, pages=pages) or page(request, template, form, **context)
