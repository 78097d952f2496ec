"""What the pages share: who asks, and where errors are told."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest

from xiangxin.office.accounts.doors import viewer_of
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.shell import fields
from xiangxin.office.shell.errors import OfficeError

HERE = frozenset({403, 409, 422})
"""Statuses of errors that are told on the form."""


def asker(request: HttpRequest) -> Viewer:
    """Who asks; the door has let them in."""
    found = viewer_of(request)
    assert found is not None
    return found


def tell(form: forms.Form, error: OfficeError) -> None:
    """Put an error at its field or at the head of the form; one that is no matter of the form escapes."""
    if error.status not in HERE:
        raise error
    fields.tell(form, error)
