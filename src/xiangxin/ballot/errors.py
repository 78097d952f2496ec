"""What this room refuses, each with a finding in both languages; no finding repeats what a ballot or a phrase says."""

from __future__ import annotations

from typing import TypeVar

from xiangxin.kernel.errors import NOWHERE, CheckFailed, UnreadableInput, XiangxinError
from xiangxin.kernel.messages import Messages

MESSAGES = Messages("xiangxin.ballot")


class MalformedKey(UnreadableInput):
    """Bytes that are no key, or no closed key."""


class MalformedBox(UnreadableInput):
    """Bytes that are no box of ballots."""


class PhraseWrong(CheckFailed):
    """The pass phrase does not open the key, or the key was changed."""


class BallotUnfit(CheckFailed):
    """A rating that is no whole number of points within what a ballot holds."""


class BoxTampered(CheckFailed):
    """A ballot does not open with the round's two keys for this subject: changed, moved, or put in by a stranger."""


_Refusal = TypeVar("_Refusal", bound=XiangxinError)


def refused(kind: type[_Refusal], code: str, /, **values: str | int) -> _Refusal:
    """The error of this kind with the finding ``code``."""
    return kind([MESSAGES.tell(code, NOWHERE, **values)])
