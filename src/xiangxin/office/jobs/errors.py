"""What a user may be told about background work."""

from __future__ import annotations

from xiangxin.office.shell.errors import OfficeError


class JobUnknown(OfficeError):
    """No job of this viewer has the id."""

    status = 404


class JobEnded(OfficeError):
    """The job has ended; it cannot be cancelled any more."""

    status = 409


class JobNotDone(OfficeError):
    """The job has no result yet, or ended without one."""

    status = 409


class JobFileGone(OfficeError):
    """The file was deleted when its term ended, or there never was one."""

    status = 404


class JobKindUnknown(OfficeError):
    """No work of this kind is known to the running version."""

    status = 500
