"""What the desk refuses, with what to do instead."""

from __future__ import annotations

from xiangxin.office.shell.errors import OfficeError


class EntryUnknown(OfficeError):
    """There is no entry with this number."""

    status = 404


class NumberUnknown(OfficeError):
    """No look and no receipt bears this number."""

    status = 404


class NotYetCovered(OfficeError):
    """No checkpoint covers this entry yet, so nothing could be proven by a file."""

    status = 409


class LogDiffers(OfficeError):
    """The leaves of the log do not give the root that its checkpoint states: somebody changed the database."""

    status = 409


class NothingToCompare(OfficeError):
    """Neither a file nor a text was given, or both."""


class CheckpointTooLong(OfficeError):
    """More bytes than any checkpoint has."""

    status = 413
