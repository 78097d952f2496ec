"""What the log refuses. These are mistakes of a programmer or an attack, never of a user."""

from __future__ import annotations


class AuditError(Exception):
    """Base of what the log refuses."""


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
