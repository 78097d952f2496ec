"""Puts an error of an action where its reader looks: at the field it names."""

from __future__ import annotations

from django import forms

from xiangxin.office.accounts.entering import at_field
from xiangxin.office.shell.errors import OfficeError


def place(form: forms.Form, error: OfficeError) -> None:
    """Add ``error`` to the field it names, or to the form as a whole."""
    form.add_error(error.field if error.field in form.fields else None, at_field(error))
