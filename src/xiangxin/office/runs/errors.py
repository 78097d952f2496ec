"""What can be wrong with asking for a run, and with a run itself."""

from __future__ import annotations

from xiangxin.kernel.text import Text
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


class RunNotDone(OfficeError):
    """Something rests on a run that is not done."""

    status = 409


class PolicyChanged(OfficeError):
    """Another policy is in force than the run went by."""

    status = 409


class NothingChanged(OfficeError):
    """Nobody's file changed since the run."""

    status = 409


def failure_in_words(code: str) -> Text:
    """What became of a run or trial that noted ``code``; the code itself where this version has no words for it."""
    for kind in (AskerGone, NobodyOpen):
        if kind.code == code:
            return kind().text
    return _OTHER.get(code, Text(f"没有做成（{code}）。", f"It was not made ({code})."))


_OTHER = {
    "job_ended": Text(
        "任务被取消，或者试了几次都没有做完。请重新发起。", "The job was cancelled or gave up. Please ask again."
    ),
    "engine_refused": Text(
        "资料里有一处说不准，全部没有存。请联系系统管理员看日志，处理后重新发起。",
        "Something in the inputs cannot be told for certain; nothing was stored. Ask the administrator for the log.",
    ),
}
