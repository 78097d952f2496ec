"""What the log refuses: mistakes of a programmer, which no user can cause, and states that an operator must mend."""

from __future__ import annotations

from xiangxin.office.shell.errors import OfficeError


class AuditError(Exception):
    """Base of what the log refuses to a programmer."""


class WriteOutsideAct(AuditError):
    """A logged table was written where no act was open, or an act did not name a row it wrote."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(f"{table} was written outside of an act that names the row")


class ReadOutsidePurpose(AuditError):
    """A personal table was read where no purpose was stated."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(f"{table} was read outside of a stated purpose")


class ReadNotTold(AuditError):
    """Personal rows were read and the reading ended without saying whose."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"{what} read personal rows and did not say whose")


class LookNotNoted(OfficeError):
    """The note of who looks cannot be written, so nothing is shown."""

    status = 503


class LogNotExtended(OfficeError):
    """The database does not continue the last checkpoint that left this machine."""

    status = 503


class NothingToExport(OfficeError):
    """There is no entry with this number."""

    status = 404


class WitnessRefused(OfficeError):
    """A witness's address is not one that may be called."""
