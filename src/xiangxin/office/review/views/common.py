"""What the pages share: who asks, and where errors are told."""

from __future__ import annotations

from django import forms

from xiangxin.office.shell import fields
from xiangxin.office.shell.errors import OfficeError

HERE = frozenset({403, 409, 422})
"""Statuses of errors that are told on the form."""


def tell(form: forms.Form, error: OfficeError) -> None:
    """Put an error at its field or at the head of the form; one that is no matter of the form escapes."""
    if error.status not in HERE:
        raise error
    fields.tell(form, error)
