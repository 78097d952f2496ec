"""What can be wrong with a fact, a batch, a dispute or a statement. No word repeats what was sent or names a person."""

from __future__ import annotations

from xiangxin.office.shell.errors import OfficeError


class KindUnknown(OfficeError):
    """Law registers no such kind of fact."""


class FactWrong(OfficeError):
    """A fact holds what its kind does not take."""


class GradeUnfit(FactWrong):
    """A rating from before this system without its grade, or a plaque with one."""


class YearUnfit(FactWrong):
    """A year in which no rating of this kind can have been made."""


class ValueNotKept(OfficeError):
    """The value is about a matter that may not be kept."""


class DayOfFactWrong(OfficeError):
    """A fact without a day, with days out of order, or known before it could be."""


class FactTwice(OfficeError):
    """One batch says two different things about one matter."""

    status = 409


class PersonNotRegistered(OfficeError):
    """Facts are kept of registered persons only."""


class BatchShown(OfficeError):
    """What is shown already takes no more rows and cannot be dropped."""

    status = 409


class BatchUnknown(OfficeError):
    """There is no such batch, or it was dropped."""

    status = 404


class DisputeOpen(OfficeError):
    """The person disputes this fact already."""

    status = 409


class DisputeEnded(OfficeError):
    """The dispute has been answered."""

    status = 409


class StatementTooLong(OfficeError):
    """A statement is longer than a file takes, or says nothing."""


class StatementGone(OfficeError):
    """The statement was taken back already."""

    status = 409


class SnapshotUnreadable(OfficeError):
    """The files of a snapshot are not there or not as they were written."""

    status = 409


class SnapshotDeleted(OfficeError):
    """The term of a snapshot has passed: its content is deleted, its hashes are there."""

    status = 410


class BusinessNotRegistered(OfficeError):
    """Facts are kept of registered organisations only."""
