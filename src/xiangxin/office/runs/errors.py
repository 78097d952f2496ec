"""What can be wrong with asking for a run, and with a run itself."""

from __future__ import annotations

from xiangxin.office.shell.errors import OfficeError


class NotYourReceiver(OfficeError):
    """The post may not have anybody assessed for this receiver and purpose."""

    status = 403


class DayAhead(OfficeError):
    """The day judged, or the day of knowledge, lies in the future or in the wrong order."""


class RunUnderWay(OfficeError):
    """A run of this receiver, purpose and area is not finished yet."""

    status = 409


class AskerGone(OfficeError):
    """Whoever asked does not hold the post any more."""

    status = 409


class NobodyOpen(OfficeError):
    """Nobody in the area agreed to be assessed for this receiver."""

    status = 409


class EngineRefused(OfficeError):
    """The engine found something that stops the run; nothing was stored."""

    status = 409


class ResultGone(OfficeError):
    """What the result was made from was deleted; it cannot be worked out again."""

    status = 410
