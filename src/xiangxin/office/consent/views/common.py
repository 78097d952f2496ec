"""What the pages of staff share: the viewer, the villages of an area, an error put where it belongs."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.choices import AreaLevel
from xiangxin.office.areas.queries import areas_inside, place_name
from xiangxin.office.shell import fields
from xiangxin.office.shell.errors import OfficeError

HERE = frozenset({400, 403, 409, 422})
"""Statuses of errors that are told on the form; what is not there, or damaged, gets a page of its own."""


def villages(by: Viewer) -> list[tuple[str, str]]:
    """Villages and communities of the viewer's area in force today, with their names."""
    today = timezone.localdate()
    found = areas_inside(by.area, today).filter(level__in=[AreaLevel.VILLAGE, AreaLevel.COMMUNITY])
    return [(one.code, place_name(one.code, today)) for one in found]


def tell(form: forms.Form, error: OfficeError) -> None:
    """Put an error at its field, or at the head of the form; one that is no matter of the form escapes."""
    if error.status not in HERE:
        raise error
    fields.tell(form, error)
