"""What can be wrong with what is entered on the pages of places."""

from __future__ import annotations

from xiangxin.office.shell.errors import OfficeError


class ListTooLarge(OfficeError):
    """The file has more bytes or rows than a county's list."""

    status = 413


class PartsUnreadable(OfficeError):
    """Parts of a split are written one a line: code, blank, name."""


class NothingToChange(OfficeError):
    """The list says what the office knows already."""


class OutsideCounty(OfficeError):
    """The area does not lie within the viewer's own."""
