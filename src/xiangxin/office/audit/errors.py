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


class RowNotAsSaid(AuditError):
    """An act said that it wrote a row which is not there, or that it removed one which is."""

    def __init__(self, table: str, key: str, op: str) -> None:
        self.table, self.key, self.op = table, key, op
        super().__init__(f"{table} {key} is {'not there' if op == 'write' else 'still there'} when the act ends")


class LogTouched(AuditError):
    """Something other than the log itself wrote a table of the log, or changed what only grows."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(f"{table} is written by the log alone")


class HeadMissing(AuditError):
    """The state of the tree is not there, or does not agree with itself: nothing may be added."""

    def __init__(self) -> None:
        super().__init__("the state of the log is missing or damaged; run xiangxin verify")


class StatementUnreadable(AuditError):
    """A statement hides what it does: a routine, a prepared statement, spelled-out characters."""

    def __init__(self) -> None:
        super().__init__("what this statement does cannot be read from its words")


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


class LogNotSigned(OfficeError):
    """The entries since the last checkpoint do not add up to the state of the tree, so nothing is signed."""

    status = 503


class WitnessRefused(OfficeError):
    """A witness's address is not one that may be called."""


class WitnessNameUnfit(OfficeError):
    """A witness has no name, or one that no list can show."""


class WitnessKeyUnfit(OfficeError):
    """What was given as a witness's key is no public key in the text form of notes."""


class WitnessTwice(OfficeError):
    """Somebody who keeps checkpoints already has this name, address or key."""

    status = 409


class WitnessUnknown(OfficeError):
    """No witness is registered under this name."""

    status = 404


class WitnessDayUnfit(OfficeError):
    """The day lies before the witness began, or it has ended already."""

    status = 409
