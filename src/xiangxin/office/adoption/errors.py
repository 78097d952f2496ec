"""What can be wrong with a text, a draft, and an adoption."""

from __future__ import annotations

from xiangxin.kernel.errors import Finding, blocks
from xiangxin.office.shell.errors import OfficeError


class PolicyRefused(OfficeError):
    """The text has findings that block; ``findings`` are all of them."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("text", count=len(blocks(findings)))
        self.findings = findings


class DraftChanged(OfficeError):
    """Somebody else saved the draft meanwhile; nothing was written."""

    status = 409


class DraftClosed(OfficeError):
    """The draft was closed; nothing is written to it any more."""

    status = 409


class TextTooLong(OfficeError):
    """More bytes than a policy may have."""

    status = 413


class NotUtf8(OfficeError):
    """The file that was sent is no text in UTF-8."""


class SourceMissing(OfficeError):
    """Neither a policy to begin from nor a file."""


class ReceiverCannot(OfficeError):
    """This receiver may not assess for this purpose in this kind of office."""


class ReportMissing(OfficeError):
    """Nobody has tried the text on the present files for this receiver and purpose."""


class ImpactMissing(OfficeError):
    """No record of its impact says what was weighed."""


class AnswerMissing(OfficeError):
    """A question of the impact record has no answer, or one too short to be one."""


class DayTaken(OfficeError):
    """Another adoption begins on that day or later."""


class DayOutsidePolicy(OfficeError):
    """The text itself says that it does not hold on that day."""


class DayPast(OfficeError):
    """An adoption begins today or later."""


class NothingAdopted(OfficeError):
    """No adoption holds on the day."""

    status = 409


class LawForbids(OfficeError):
    """The adopted text is not admitted by the law of the day; nobody is assessed until another is adopted."""

    status = 409
